package zero4j.learn;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.torch.Lifetime;
import zero4j.torch.NoGrad;
import zero4j.torch.Windows;

/**
 * AdamW (arXiv 1711.05101) over flat buffers in one native call.
 *
 * <p>Moments are float32. A model in bfloat16 has its weights in float32 here too: with 8 bits a small step would change
 * nothing.
 *
 * <p>Differs: weight decay applies to all parameters, norms and biases included, as plain {@code torch.optim.AdamW} does.
 */
public final class FusedAdamW implements AutoCloseable {
    /**
     * How it steps.
     *
     * @param weightDecay decoupled: the parameters shrink by {@code learningRate * weightDecay} of themselves
     */
    public record Settings(double beta1, double beta2, double eps, double weightDecay) {}

    private final Tensor values; // [parameters], what the model computes with
    private final Tensor gradients; // float32 [parameters]
    private final Settings settings;
    private final OperatorHandle operator;
    private final boolean mixed;
    private final Tensor weights; // float32 [parameters]; the values themselves if they are float32
    private final Tensor firstMoment; // float32 [parameters]
    private final Tensor secondMoment; // float32 [parameters]
    private final Tensor steps; // float32 []

    /**
     * @param values flat, changed in place
     * @param gradients float32, of the same layout
     */
    public FusedAdamW(Tensor values, Tensor gradients, Settings settings) {
        this.values = values;
        this.gradients = gradients;
        this.settings = settings;
        try (var _ = new PointerScope()) {
            operator = Lifetime.beyondScope(Dispatcher.singleton().findSchemaOrThrow("aten::_fused_adamw_", ""));
            mixed = values.scalar_type().intern() != ScalarType.Float;
            weights = mixed ? Lifetime.beyondScope(values.to(ScalarType.Float)) : values;
            firstMoment = Lifetime.beyondScope(torch.zeros_like(weights));
            secondMoment = Lifetime.beyondScope(torch.zeros_like(weights));
            steps = Lifetime.beyondScope(torch.zeros(new long[0], weights.options()));
        }
    }

    /** Applies the gradients. */
    public void step(double learningRate) {
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            var _ = steps.add_(new Scalar(1.0)); // the operator reads the count, and leaves counting to its caller
            IValueVector stack = new IValueVector();
            stack.push_back(list(weights));
            stack.push_back(list(gradients));
            stack.push_back(list(firstMoment));
            stack.push_back(list(secondMoment));
            stack.push_back(list());
            stack.push_back(list(steps));
            stack.push_back(new IValue(learningRate));
            stack.push_back(new IValue(settings.beta1()));
            stack.push_back(new IValue(settings.beta2()));
            stack.push_back(new IValue(settings.weightDecay()));
            stack.push_back(new IValue(settings.eps()));
            stack.push_back(new IValue(false)); // amsgrad
            stack.push_back(new IValue(false)); // maximize
            stack.push_back(new IValue()); // gradient scale
            stack.push_back(new IValue()); // found infinity
            operator.callBoxed(stack);
            if (mixed) {
                var _ = values.copy_(weights);
            }
        }
    }

    /**
     * How far the parameters moved in the last step (Euclidean), computed again from the moments: a copy of the parameters
     * would cost their memory.
     *
     * @param learningRate of that step
     */
    double moved(double learningRate) {
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            double[] squares = {0}; // in double precision, as GradientNorm's
            double count = steps.item_double();
            double scale = learningRate / (1 - Math.pow(settings.beta1(), count));
            double correction = 1 / Math.sqrt(1 - Math.pow(settings.beta2(), count));
            Windows.each(weights.numel(), weights.is_cuda(), (start, length) -> {
                Tensor change = change(start, length, scale, correction, learningRate * settings.weightDecay());
                squares[0] += change.to(ScalarType.Double).square().sum().item_double();
            });
            return Math.sqrt(squares[0]);
        }
    }

    /** What the last step took from some of the weights. */
    private Tensor change(long start, long length, double scale, double correction, double decay) {
        Tensor deviation = secondMoment.narrow(0, start, length).sqrt().mul(new Scalar(correction));
        Tensor change = firstMoment
                .narrow(0, start, length)
                .div(deviation.add(new Scalar(settings.eps())))
                .mul(new Scalar(scale));
        if (decay == 0) {
            return change;
        }
        // weights = before (1 - decay) - change
        Tensor before = weights.narrow(0, start, length).add(change).div(new Scalar(1 - decay));
        return change.add(before.mul(new Scalar(decay)));
    }

    /**
     * What a checkpoint must keep, by name: the moments, [parameters] each, the number of steps taken, [], and the weights,
     * [parameters], where the model's own are less exact. All are float32.
     */
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        state.put("first_moment", firstMoment);
        state.put("second_moment", secondMoment);
        state.put("steps", steps);
        if (mixed) {
            state.put("weights", weights);
        }
        return state;
    }

    private static IValue list(Tensor... tensors) {
        GenericList list = new GenericList(new Type.TypePtr(TensorType.get()));
        for (Tensor tensor : tensors) {
            list.push_back(new IValue(tensor));
        }
        return new IValue(list);
    }

    @Override
    public void close() {
        firstMoment.close();
        secondMoment.close();
        steps.close();
        if (mixed) {
            weights.close();
        }
    }
}
