/**
 * Policy-gradient objectives, each composed of an advantage, a surrogate and an aggregation.
 *
 * <p>One scaling rule: a token's loss is multiplied by a weight that depends on its own response and on counts of the whole
 * update, and the weighted losses are summed. Nothing else scales, so the gradient does not depend on how the update is split
 * into micro-batches. Dimension word of shape comments: {@code scored} = all response tokens of a micro-batch.
 */
@NullMarked
package zero4j.algorithm;

import org.jspecify.annotations.NullMarked;
