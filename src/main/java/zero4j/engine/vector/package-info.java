/**
 * The rollout engine in pure Java, on the Vector API.
 *
 * <p>Every number is computed by operations that IEEE 754 rounds in one way only, in an order that depends on the sequence
 * alone: not on the rows beside it, its slot, the number of threads, or whether the code is compiled yet. So a completion has
 * the same bits whatever is decoded with it.
 *
 * <p>Words of shape comments: {@code rows} = tokens that pass through the model together; {@code width} = residual stream;
 * {@code lanes} = floats of a vector register; {@code panel} = two registers' worth of output columns; {@code block} =
 * neighbouring positions in the KV cache. Strides of activations are padded to whole panels; the padding holds zeros.
 */
@NullMarked
package zero4j.engine.vector;

import org.jspecify.annotations.NullMarked;
