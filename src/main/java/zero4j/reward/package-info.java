/** Reward functions: from a completion to a number and a verdict. */
@NullMarked
package zero4j.reward;

import org.jspecify.annotations.NullMarked;
