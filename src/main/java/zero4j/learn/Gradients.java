package zero4j.learn;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.torch.NoGrad;

/** Handing gradients into autograd, and bounding them. */
public final class Gradients {
    private Gradients() {}

    /** Propagates {@code gradient}, of the loss for {@code output} and of its shape, to the leaves. */
    static void backward(Tensor output, Tensor gradient) {
        output.backward(gradient, new BoolOptional(), false, new TensorArrayRefOptional());
    }

    /**
     * Scales a gradient down to a norm of {@code max} if its norm is larger. A norm that is not finite changes nothing.
     *
     * @return the Euclidean norm before
     */
    public static double clip(Tensor gradient, double max) {
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            double norm = gradient.norm(new ScalarOptional(new Scalar(2.0)), ScalarType.Float)
                    .item_double();
            if (Double.isFinite(norm) && norm > max) {
                var _ = gradient.mul_(new Scalar(max / norm));
            }
            return norm;
        }
    }
}
