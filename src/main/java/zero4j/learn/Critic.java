package zero4j.learn;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.model.CausalLm;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.Lifetime;

/** What expects a return at every token: a value head with its own optimizer and loss. */
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
     * The loss of a token, {@code max((V - R)^2, (clip(V, V_old - clip, V_old + clip) - R)^2) / 2}, as in the published code of
     * PPO: before the coefficient, [scored], with autograd. It is averaged over the tokens of the update.
     *
     * @param values [scored], with autograd
     * @param old values before the update, [scored]
     * @param returns [scored]
     * @param clip bound of a value's change in one rollout batch; 0 for none
     */
    static Tensor losses(Tensor values, Tensor old, Tensor returns, double clip) {
        Tensor loss = values.sub(returns).square();
        if (clip > 0) {
            Tensor change =
                    values.sub(old).clamp(new ScalarOptional(new Scalar(-clip)), new ScalarOptional(new Scalar(clip)));
            loss = torch.max(loss, old.add(change).sub(returns).square());
        }
        return loss.mul(new Scalar(0.5));
    }

    /**
     * A linear map in float32 from a final hidden state to the expected return. It begins at 0, so that the first
     * values are 0.
     */
    static final class Head implements AutoCloseable {
        private final Tensor parameters; // float32 [width + 1], the bias last
        private final Tensor gradients; // float32 [width + 1]
        private final Tensor leaf; // the parameters, as autograd sees them
        private final long width;

        Head(long width, DeviceAndDtype placement) {
            this(width, () -> torch.zeros(new long[] {width + 1}, placement.options(ScalarType.Float)));
        }

        private Head(long width, Supplier<Tensor> values) {
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
        Head withOwnGradients() {
            return new Head(width, parameters::detach);
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
}
