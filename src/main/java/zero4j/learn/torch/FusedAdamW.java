package zero4j.learn.torch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.learn.AdamWSettings;
import zero4j.torch.Lifetime;
import zero4j.torch.NoGrad;
import zero4j.torch.Windows;

/**
 * AdamW (arXiv 1711.05101) over flat buffers, or windows of them, in one native call.
 *
 * <p>Moments are float32. A model in bfloat16 has its weights in float32 here too: with 8 bits a small step would change
 * nothing.
 *
 * <p>Differs: weight decay applies to all parameters, norms and biases included, as plain {@code torch.optim.AdamW} does.
 */
final class FusedAdamW implements AutoCloseable {
    /** Parameters that lie behind each other, float32 but for the values: [length] each. */
    private record Window(Tensor values, Tensor weights, Tensor gradients, Tensor firstMoment, Tensor secondMoment) {
        List<Tensor> tensors() {
            return List.of(values, weights, gradients, firstMoment, secondMoment);
        }
    }

    private final AdamWSettings settings;
    private final OperatorHandle operator;
    private final boolean mixed;
    private final List<Window> windows = new ArrayList<>();
    private final Tensor weights; // float32 [parameters]; empty if the values are float32
    private final Tensor firstMoment; // float32 [parameters]
    private final Tensor secondMoment; // float32 [parameters]
    private final Tensor steps; // float32 []

    /**
     * @param values flat, changed in place
     * @param gradients float32, of the same layout
     */
    public FusedAdamW(Tensor values, Tensor gradients, AdamWSettings settings) {
        this(List.of(values), List.of(gradients), settings);
    }

    /**
     * Of windows, whose state lies together.
     *
     * @param values flat, changed in place
     * @param gradients float32, as many and as long
     */
    FusedAdamW(List<Tensor> values, List<Tensor> gradients, AdamWSettings settings) {
        this.settings = settings;
        try (var _ = new PointerScope()) {
            operator = Lifetime.beyondScope(Dispatcher.singleton().findSchemaOrThrow("aten::_fused_adamw_", ""));
            mixed = values.getFirst().scalar_type().intern() != ScalarType.Float;
            long length = values.stream().mapToLong(Tensor::numel).sum();
            TensorOptions options = values.getFirst().options().dtype(new ScalarTypeOptional(ScalarType.Float));
            weights = Lifetime.beyondScope(torch.zeros(new long[] {mixed ? length : 0}, options));
            firstMoment = Lifetime.beyondScope(torch.zeros(new long[] {length}, options));
            secondMoment = Lifetime.beyondScope(torch.zeros(new long[] {length}, options));
            steps = Lifetime.beyondScope(torch.zeros(new long[0], options));
            long at = 0;
            for (int i = 0; i < values.size(); i++) {
                windows.add(window(values.get(i).detach(), gradients.get(i).detach(), at));
                at += values.get(i).numel();
            }
        }
    }

    private Window window(Tensor values, Tensor gradients, long at) {
        long length = values.numel();
        Tensor own = mixed ? weights.narrow(0, at, length) : values.detach();
        if (mixed) {
            var _ = own.copy_(values);
        }
        Window window = new Window(
                values, own, gradients, firstMoment.narrow(0, at, length), secondMoment.narrow(0, at, length));
        window.tensors().forEach(Lifetime::beyondScope);
        return window;
    }

    /** Applies the gradients. */
    public void step(double learningRate) {
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            var _ = steps.add_(new Scalar(1.0)); // the operator reads the count, and leaves counting to its caller
            IValueVector stack = new IValueVector();
            stack.push_back(list(Window::weights));
            stack.push_back(list(Window::gradients));
            stack.push_back(list(Window::firstMoment));
            stack.push_back(list(Window::secondMoment));
            stack.push_back(new IValue(empty())); // of the largest second moments
            stack.push_back(list(_ -> steps));
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
                windows.forEach(window -> {
                    var _ = window.values().copy_(window.weights());
                });
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
        return Math.sqrt(squares(learningRate, _ -> true));
    }

    /**
     * The square of what {@link #moved} is, of some windows only.
     *
     * @param of which windows count, by their index
     */
    double squares(double learningRate, IntPredicate of) {
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            double[] squares = {0}; // in double precision, as GradientNorm's
            double count = steps.item_double();
            double scale = learningRate / (1 - Math.pow(settings.beta1(), count));
            double correction = 1 / Math.sqrt(1 - Math.pow(settings.beta2(), count));
            for (int i = 0; i < windows.size(); i++) {
                if (of.test(i)) {
                    Window window = windows.get(i);
                    Windows.each(window.weights().numel(), weights.is_cuda(), (start, length) -> {
                        Tensor change =
                                change(window, start, length, scale, correction, learningRate * settings.weightDecay());
                        squares[0] +=
                                change.to(ScalarType.Double).square().sum().item_double();
                    });
                }
            }
            return squares[0];
        }
    }

    /** What the last step took from some of the weights. */
    private Tensor change(Window window, long start, long length, double scale, double correction, double decay) {
        Tensor deviation = window.secondMoment().narrow(0, start, length).sqrt().mul(new Scalar(correction));
        Tensor change = window.firstMoment()
                .narrow(0, start, length)
                .div(deviation.add(new Scalar(settings.eps())))
                .mul(new Scalar(scale));
        if (decay == 0) {
            return change;
        }
        // weights = before (1 - decay) - change
        Tensor before = window.weights().narrow(0, start, length).add(change).div(new Scalar(1 - decay));
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

    private IValue list(Function<Window, Tensor> tensor) {
        GenericList list = empty();
        windows.forEach(window -> list.push_back(new IValue(tensor.apply(window))));
        return new IValue(list);
    }

    private static GenericList empty() {
        return new GenericList(new Type.TypePtr(TensorType.get()));
    }

    @Override
    public void close() {
        windows.forEach(window -> window.tensors().forEach(Tensor::close));
        List.of(weights, firstMoment, secondMoment, steps).forEach(Tensor::close);
    }
}
