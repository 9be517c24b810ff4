/**
 * Arithmetic of models on the CPU with the Vector API, for the sampling engine and the learner: packed weights and products
 * with them, what happens to rows between products, and the threads that divide this.
 *
 * <p>Every number is computed by operations that IEEE 754 rounds in one way only, in an order that depends neither on the rows
 * beside it nor on the number of threads nor on whether the code is compiled yet.
 *
 * <p>Words of shape comments: {@code rows} = tokens that pass through the model together; {@code width} = residual stream;
 * {@code lanes} = floats of a vector register; {@code panel} = two registers' worth of output columns. Strides of activations
 * are padded to whole panels; the padding holds zeros.
 */
@NullMarked
package zero4j.vector;

import org.jspecify.annotations.NullMarked;
