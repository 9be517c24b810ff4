package zero4j.learn;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.torch.NoGrad;

/** The length of a gradient, and its bound. */
public final class GradientNorm {
    private GradientNorm() {}

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
