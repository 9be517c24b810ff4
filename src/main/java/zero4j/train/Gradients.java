package zero4j.train;

import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;

/** Handing a gradient into autograd. */
final class Gradients {
    private Gradients() {}

    /** Propagates {@code gradient}, of the loss for {@code output} and of its shape, to the leaves. */
    static void backward(Tensor output, Tensor gradient) {
        output.backward(gradient, new BoolOptional(), false, new TensorArrayRefOptional());
    }
}
