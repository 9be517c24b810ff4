/**
 * Policy-gradient algorithms, each composed of parts: an advantage, an objective (surrogate, correction, KL, entropy bonus) and an
 * aggregation; some with a critic.
 *
 * <p>One scaling rule: a token's loss is multiplied by a weight that depends on its own response and on counts of the whole
 * update, and the weighted losses are summed. Nothing else scales, so the gradient does not depend on how the update is split
 * into micro-batches. Losses and their gradients are computed here on plain arrays, whatever computes the
 * model. Dimension word of shape comments: {@code scored} = all learnt tokens of a micro-batch.
 */
@NullMarked
package zero4j.algorithm;

import org.jspecify.annotations.NullMarked;
