/** The training loop, the learner, checkpoints, and pretraining. */
@NullMarked
package zero4j.train;

import org.jspecify.annotations.NullMarked;
