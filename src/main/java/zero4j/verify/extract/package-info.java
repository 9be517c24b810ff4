/** Finding the answer in a response by the two rules that rewards use, one for each way of marking it. */
@NullMarked
package zero4j.verify.extract;

import org.jspecify.annotations.NullMarked;
