package zero4j.learn.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.dist.Communicator;
import zero4j.dist.SingleProcess;
import zero4j.torch.NoGrad;
import zero4j.torch.Windows;

/** The length of a gradient, and its bound. */
final class GradientNorm {
    private GradientNorm() {}

    /**
     * The Euclidean norm of a flat tensor, its squares summed in double precision: in float32 the sum over the parameters of a
     * large model stops growing long before its end.
     */
    static double of(Tensor gradient) {
        return Math.sqrt(squares(gradient));
    }

    /** Its square. */
    static double squares(Tensor gradient) {
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            double[] squares = {0};
            Windows.each(
                    gradient,
                    window -> squares[0] +=
                            window.to(ScalarType.Double).square().sum().item_double());
            return squares[0];
        }
    }

    /**
     * Scales a gradient down to a norm of {@code max} if its norm is larger. A norm that is not finite changes nothing.
     *
     * @return the Euclidean norm before
     */
    public static double clip(Tensor gradient, double max) {
        return clip(gradient, max, new SingleProcess());
    }

    /**
     * The same for a gradient that several processes have. They go by the norm that the first one found: where they sum with
     * different numbers of threads, the last bits differ.
     */
    static double clip(Tensor gradient, double max, Communicator ranks) {
        double own = of(gradient);
        double norm = ranks.sum(ranks.rank() == 0 ? own : 0)[0];
        if (Double.isFinite(norm) && norm > max) {
            try (var _ = new PointerScope();
                    var _ = new NoGrad()) {
                var _ = gradient.mul_(new Scalar(max / norm));
            }
        }
        return norm;
    }
}
