package zero4j.learn;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.model.CausalLm;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.Lifetime;
import zero4j.torch.NoGrad;

/** What expects a return at every token: a value head with its own optimizer. */
final class Critic implements AutoCloseable {
    private final Head head;
    private final FusedAdamW optimizer;
    private final double learningRate;

    Critic(CausalLm lm, FusedAdamW.Settings settings, double learningRate) {
        this.head = new Head(lm.config().hiddenSize(), lm.placement());
        this.optimizer = new FusedAdamW(head.parameters(), head.gradients(), settings);
        this.learningRate = learningRate;
    }

    Head head() {
        return head;
    }

    /** What a checkpoint must keep, by name: the head and its optimizer's state. */
    Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>(optimizer.state());
        state.put("head", head.parameters());
        return state;
    }

    /** Applies the head's gradients. */
    void step() {
        optimizer.step(learningRate);
    }

    @Override
    public void close() {
        optimizer.close();
        head.close();
    }

    /**
     * A linear map in float32 from a final hidden state to the expected return. It begins at 0, so that the first
     * values are 0.
     */
    static final class Head implements AutoCloseable {
        private final Tensor parameters; // float32 [width + 1], the bias last
        private final Tensor gradients; // float32 [width + 1]
        private final long width;

        Head(long width, DeviceAndDtype placement) {
            this(width, () -> torch.zeros(new long[] {width + 1}, placement.options(ScalarType.Float)));
        }

        private Head(long width, Supplier<Tensor> values) {
            this.width = width;
            try (var _ = new PointerScope()) {
                parameters = Lifetime.beyondScope(values.get());
                gradients = Lifetime.beyondScope(torch.zeros_like(parameters));
            }
        }

        /** The same critic for another thread, with gradients of its own. */
        Head withOwnGradients() {
            return new Head(width, parameters::detach);
        }

        /** Values, float32 [scored], of hidden states, [scored, width]. */
        Tensor values(Tensor hidden) {
            try (var _ = new NoGrad()) {
                return hidden.to(ScalarType.Float).matmul(weights()).add(bias());
            }
        }

        /**
         * Adds the head's gradient to its own, and returns that of the hidden states, [scored, width].
         *
         * @param hidden [scored, width]
         * @param gradient of the loss for the values, float32 [scored]
         */
        Tensor backward(Tensor hidden, Tensor gradient) {
            try (var _ = new NoGrad()) {
                var _ = gradients.narrow(0, 0, width).add_(gradient.matmul(hidden.to(ScalarType.Float)));
                var _ = gradients.narrow(0, width, 1).add_(gradient.sum());
                return gradient.outer(weights()).to(hidden.scalar_type());
            }
        }

        private Tensor weights() {
            return parameters.narrow(0, 0, width);
        }

        private Tensor bias() {
            return parameters.narrow(0, width, 1);
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
            parameters.close();
            gradients.close();
        }
    }
}
