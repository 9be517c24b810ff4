/** Where the parts are put together: training, evaluation, pretraining, comparison and loaded models, for the command line and for Java programs. */
@NullMarked
package zero4j.session;

import org.jspecify.annotations.NullMarked;
