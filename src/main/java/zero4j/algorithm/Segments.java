package zero4j.algorithm;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Which response each scored token belongs to.
 *
 * @param index int64 [scored], number of the token's response in its micro-batch
 * @param lengths float32 [responses], tokens of each response
 */
public record Segments(Tensor index, Tensor lengths) {
    /** Sums over responses, [responses], of numbers of tokens, [scored]; differentiable. */
    public Tensor sums(Tensor perToken) {
        return torch.zeros_like(lengths).index_add(0, index, perToken);
    }

    /** Means over the tokens of each response, [responses]; differentiable. */
    public Tensor means(Tensor perToken) {
        return sums(perToken).div(lengths);
    }

    /** A number of each response, [responses], for all its tokens, [scored]; differentiable. */
    public Tensor spread(Tensor perResponse) {
        return perResponse.index_select(0, index);
    }
}
