/** Sampling completions: the data types and the interface of batches that every sampling engine implements. */
@NullMarked
package zero4j.rollout;

import org.jspecify.annotations.NullMarked;
