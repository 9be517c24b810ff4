package zero4j.model;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.torch.Lifetime;
import zero4j.torch.Placement;
import zero4j.weights.ModelConfig;
import zero4j.weights.RotaryFrequencies;

/**
 * Rotary position embedding (arXiv 2104.09864) in the layout of Hugging Face checkpoints: the first half of a head's width is
 * rotated against the second half.
 */
final class Rotary implements AutoCloseable {
    private final Tensor inverseFrequencies; // float32 [dim / 2]
    private final ScalarType dtype;

    Rotary(ModelConfig config, Placement placement) {
        try (var _ = new PointerScope()) {
            this.inverseFrequencies = Lifetime.beyondScope(placement.floats(RotaryFrequencies.of(config)));
        }
        this.dtype = placement.dtype();
    }

    /**
     * Angles of a batch, computed once and used by all layers.
     *
     * @param cos [tokens, 1, dim / 2]
     * @param sin [tokens, 1, dim / 2]
     */
    record Angles(Tensor cos, Tensor sin) {}

    /** The angles at the given positions, int64 [tokens]. */
    Angles at(Tensor positions) {
        Tensor angles =
                torch.outer(positions.to(ScalarType.Float), inverseFrequencies).unsqueeze(1);
        return new Angles(angles.cos().to(dtype), angles.sin().to(dtype));
    }

    /** Rotates queries or keys, [tokens, heads, dim]. */
    static Tensor rotate(Tensor x, Angles angles) {
        TensorVector halves = torch.chunk(x, 2, 2);
        Tensor first = halves.get(0); // [tokens, heads, dim / 2]
        Tensor second = halves.get(1); // [tokens, heads, dim / 2]
        return torch.cat(
                new TensorVector(
                        first.mul(angles.cos()).sub(second.mul(angles.sin())),
                        second.mul(angles.cos()).add(first.mul(angles.sin()))),
                2);
    }

    @Override
    public void close() {
        inverseFrequencies.close();
    }
}
