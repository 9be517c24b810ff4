package zero4j.model;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import zero4j.torch.NoGrad;

/** Random parameters for a model that is trained from nothing. */
public final class Initialisation {
    private static final double EMBEDDING_STD = 0.02;
    private static final double WEIGHT_STD = 0.06;

    private Initialisation() {}

    /**
     * Norms one, biases zero, embeddings normal with std 0.02, other matrices with std 0.06, those that write into the
     * residual stream divided by {@code sqrt(2 layers)}. Meant for models of about a million parameters.
     */
    public static void normal(CausalLm lm, long seed) {
        torch.manual_seed(seed);
        double outputStd = WEIGHT_STD / Math.sqrt(2.0 * lm.config().layers());
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            lm.parameters().named().forEach((name, tensor) -> fill(name, tensor, outputStd));
        }
    }

    private static void fill(String name, Tensor tensor, double outputStd) {
        if (tensor.dim() == 1) {
            var _ = tensor.fill_(new Scalar(name.endsWith("norm.weight") ? 1.0 : 0.0));
        } else if (name.endsWith("embed_tokens.weight") || name.equals("lm_head.weight")) {
            var _ = tensor.normal_(0, EMBEDDING_STD, new GeneratorOptional());
        } else {
            boolean output = name.endsWith("o_proj.weight") || name.endsWith("down_proj.weight");
            var _ = tensor.normal_(0, output ? outputStd : WEIGHT_STD, new GeneratorOptional());
        }
    }
}
