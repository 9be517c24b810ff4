package zero4j.model;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A linear layer.
 *
 * @param weight [out, in]
 * @param bias [out]
 * @param lowRank of the model's adapter, if that adapts this layer
 */
record Projection(
        Tensor weight, @Nullable Tensor bias, @Nullable LowRank lowRank) {
    /** From [tokens, in] to [tokens, out]. */
    Tensor forward(Tensor x) {
        Tensor output = bias == null ? torch.linear(x, weight) : torch.linear(x, weight, new TensorOptional(bias));
        return lowRank == null ? output : lowRank.addTo(output, x);
    }
}
