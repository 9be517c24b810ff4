package zero4j.weights;

import java.util.Arrays;

/**
 * Where a tensor lies in a safetensors file.
 *
 * @param name Hugging Face name, for example {@code model.norm.weight}
 * @param shape sizes of the dimensions, empty for a scalar; not to be modified
 * @param begin first byte, counted from the end of the header
 * @param end byte after the last, counted from the end of the header
 */
public record TensorInfo(String name, Dtype dtype, long[] shape, long begin, long end) {
    /** Number of bytes. */
    public long bytes() {
        return end - begin;
    }

    /** Number of elements. */
    public long elements() {
        return elements(shape);
    }

    /**
     * Number of elements of a tensor of this shape.
     *
     * @throws ArithmeticException if it does not fit into 63 bits
     */
    public static long elements(long[] shape) {
        long product = 1;
        for (long size : shape) {
            product = Math.multiplyExact(product, size);
        }
        return product;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorInfo that
                && name.equals(that.name)
                && dtype == that.dtype
                && Arrays.equals(shape, that.shape)
                && begin == that.begin
                && end == that.end;
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Long.hashCode(begin);
    }

    @Override
    public String toString() {
        return "%s %s%s [%d, %d)".formatted(name, dtype, Arrays.toString(shape), begin, end);
    }
}
