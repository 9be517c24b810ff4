/**
 * The rollout engine in pure Java, on the Vector API.
 *
 * <p>The order in which a sum is taken depends on the sequence alone: not on the rows beside it, its slot, or the number of
 * threads. So a completion has the same bits whatever is decoded with it.
 *
 * <p>Words of shape comments, beside those of {@link zero4j.vector}: {@code block} = neighbouring positions in the KV cache.
 */
@NullMarked
package zero4j.engine.vector;

import org.jspecify.annotations.NullMarked;
