package zero4j.learn;

import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.torch.Lifetime;
import zero4j.torch.Placement;

/**
 * The critic: a linear map in float32 from a final hidden state to the expected return. It begins at 0, so that the first
 * values are 0.
 */
final class ValueHead implements AutoCloseable {
    private final Tensor parameters; // float32 [width + 1], the bias last
    private final Tensor gradients; // float32 [width + 1]
    private final Tensor leaf; // the parameters, as autograd sees them
    private final long width;

    ValueHead(long width, Placement placement) {
        this(width, () -> torch.zeros(new long[] {width + 1}, placement.options(ScalarType.Float)));
    }

    private ValueHead(long width, Supplier<Tensor> values) {
        this.width = width;
        try (var _ = new PointerScope()) {
            parameters = Lifetime.beyondScope(values.get());
            gradients = Lifetime.beyondScope(torch.zeros_like(parameters));
            leaf = Lifetime.beyondScope(parameters.detach());
            leaf.set_requires_grad(true);
            leaf.mutable_grad().put(gradients);
        }
    }

    /** The same critic for another thread, with gradients of its own. */
    ValueHead withOwnGradients() {
        return new ValueHead(width, parameters::detach);
    }

    /** Values, float32 [scored], of hidden states, [scored, width]; differentiable. */
    Tensor values(Tensor hidden) {
        return hidden.to(ScalarType.Float).matmul(leaf.narrow(0, 0, width)).add(leaf.narrow(0, width, 1));
    }

    /** Weights and bias, [width + 1]. */
    Tensor parameters() {
        return parameters;
    }

    /** Their gradients, [width + 1]. */
    Tensor gradients() {
        return gradients;
    }

    /** Sets them to zero. */
    void zeroGradients() {
        try (var _ = new PointerScope()) {
            var _ = gradients.zero_();
        }
    }

    @Override
    public void close() {
        leaf.close();
        parameters.close();
        gradients.close();
    }
}
