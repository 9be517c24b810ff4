/** Sampling completions: the data types and the one interface that every sampling engine implements. */
@NullMarked
package zero4j.rollout;

import org.jspecify.annotations.NullMarked;
