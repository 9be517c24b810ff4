package zero4j.model;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.Lifetime;
import zero4j.weights.ModelConfig;
import zero4j.weights.RotaryFrequencies;

/**
 * Rotary position embedding (arXiv 2104.09864) in the layout of Hugging Face checkpoints: the first half of a head's width is
 * rotated against the second half.
 */
final class Rotary implements AutoCloseable {
    private final Tensor inverseFrequencies; // float32 [dim / 2]
    private final float factor;
    private final ScalarType dtype;

    Rotary(ModelConfig config, DeviceAndDtype placement) {
        try (var _ = new PointerScope()) {
            this.inverseFrequencies = Lifetime.beyondScope(placement.floats(RotaryFrequencies.of(config)));
        }
        this.factor = (float) config.ropeScaling().attentionFactor();
        this.dtype = placement.dtype();
    }

    /**
     * Rotation of a batch, computed once and used by all layers.
     *
     * @param cos of each element, [tokens, 1, dim]
     * @param sin of each element, negative for those of the first half, [tokens, 1, dim]
     */
    record Rotation(Tensor cos, Tensor sin) {}

    /** The angles at the given positions, int64 [tokens]. */
    Rotation at(Tensor positions) {
        Tensor angles =
                torch.outer(positions.to(ScalarType.Float), inverseFrequencies).unsqueeze(1); // [tokens, 1, dim / 2]
        Tensor cos = scaled(angles.cos());
        Tensor sin = scaled(angles.sin());
        return new Rotation(
                torch.cat(new TensorVector(cos, cos), 2).to(dtype),
                torch.cat(new TensorVector(sin.neg(), sin), 2).to(dtype));
    }

    private Tensor scaled(Tensor values) {
        return factor == 1 ? values : values.mul(new Scalar(factor));
    }

    /** Rotates queries or keys, [tokens, heads, dim]. */
    static Tensor rotate(Tensor x, Rotation angles) {
        TensorVector halves = torch.chunk(x, 2, 2); // 2 x [tokens, heads, dim / 2]
        Tensor swapped = torch.cat(new TensorVector(halves.get(1), halves.get(0)), 2); // [tokens, heads, dim]
        return x.mul(angles.cos()).addcmul(swapped, angles.sin());
    }

    @Override
    public void close() {
        inverseFrequencies.close();
    }
}
