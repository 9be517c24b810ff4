package zero4j.model;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.torch.NoGrad;
import zero4j.torch.SegmentPointer;
import zero4j.weights.RandomWeights;

/** Random parameters for a model that is trained from nothing. */
public final class Initialisation {
    private Initialisation() {}

    /** Those of {@link RandomWeights}, in the model's precision. */
    public static void normal(CausalLm lm, long seed) {
        RandomWeights.forEach(lm.config(), seed, (weight, values) -> {
            try (var _ = new PointerScope();
                    var _ = new NoGrad()) {
                Tensor parameter = lm.parameters().named().get(weight.name());
                if (parameter == null) {
                    throw new IllegalStateException("the model has no parameter " + weight.name());
                }
                var _ = parameter.copy_(SegmentPointer.borrow(values, ScalarType.Float, weight.shape()));
            }
        });
    }
}
