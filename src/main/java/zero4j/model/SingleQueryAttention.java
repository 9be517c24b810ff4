package zero4j.model;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.torch.DeviceAndDtype;

/**
 * Attention of one query per row, as in decoding, by elementwise products and sums.
 *
 * <p>On a CPU the fused kernel of LibTorch makes a matrix product per row and head, each too small to pay for its call: it
 * takes three times as long as this while the products fit into the cache.
 */
final class SingleQueryAttention {
    /** Elements of a product above which the fused kernel, which needs no memory for it, is used. */
    private static final long MOST_ELEMENTS = 1L << 22;

    private SingleQueryAttention() {}

    /** Elements of scratch memory that are enough whenever it suits. */
    static long scratchElements(long rows, long heads, long length, long dim) {
        return Math.min(MOST_ELEMENTS, rows * heads * length * dim);
    }

    /** Whether it is the faster way, and as exact: in bfloat16 every product would be rounded. */
    static boolean suits(DeviceAndDtype placement, long rows, long heads, long length, long dim) {
        return !placement.isCuda()
                && placement.dtype() == ScalarType.Float
                && rows * heads * length * dim <= MOST_ELEMENTS;
    }

    /**
     * Context vectors, [rows, heads * dim].
     *
     * @param query [rows, heads, dim]
     * @param key [rows, kvHeads, length, dim]
     * @param value [rows, kvHeads, length, dim]
     * @param seen bool [rows, 1, 1, length]
     * @param scratch [at least rows * heads * length * dim], overwritten
     */
    static Tensor attend(Tensor query, Tensor key, Tensor value, Tensor seen, Tensor scratch) {
        long rows = query.size(0);
        long dim = query.size(2);
        long kvHeads = key.size(1);
        long group = query.size(1) / kvHeads;
        Tensor scaled = query.mul(new Scalar(1 / Math.sqrt((double) dim))).view(rows, kvHeads, group, 1, dim);
        long length = key.size(2);
        Tensor product = scratch.narrow(0, 0, rows * kvHeads * group * length * dim)
                .view(rows, length, kvHeads, group, dim)
                .permute(0, 2, 3, 1, 4); // [rows, kvHeads, group, length, dim], laid out as the cache is
        Tensor scores = torch.mul_out(product, key.unsqueeze(2), scaled).sum(-1); // [rows, kvHeads, group, length]
        Tensor probs = torch.softmax(scores.masked_fill(seen.logical_not(), new Scalar(Double.NEGATIVE_INFINITY)), -1);
        return torch.mul_out(product, value.unsqueeze(2), probs.unsqueeze(-1))
                .sum(3)
                .view(rows, -1);
    }
}
