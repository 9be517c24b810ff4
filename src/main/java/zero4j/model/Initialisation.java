package zero4j.model;

import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import zero4j.torch.NoGrad;
import zero4j.weights.ModelWeights;
import zero4j.weights.ModelWeights.BlockWeights;
import zero4j.weights.ModelWeights.LinearWeights;
import zero4j.weights.ModelWeights.Weight;

/** Random parameters for a model that is trained from nothing. */
public final class Initialisation {
    private static final double EMBEDDING_STD = 0.02;
    private static final double WEIGHT_STD = 0.06;

    private final Map<String, Tensor> parameters;
    private final double outputStd;

    private Initialisation(Map<String, Tensor> parameters, int layers) {
        this.parameters = parameters;
        this.outputStd = WEIGHT_STD / Math.sqrt(2.0 * layers);
    }

    /**
     * Norms one, biases zero, embeddings normal with std 0.02, other matrices with std 0.06, those that write into the
     * residual stream divided by {@code sqrt(2 layers)}. Meant for models of about a million parameters.
     */
    public static void normal(CausalLm lm, long seed) {
        torch.manual_seed(seed);
        ModelWeights weights = lm.config().weights();
        Initialisation initialisation =
                new Initialisation(lm.parameters().named(), lm.config().layers());
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            initialisation.normal(weights.embedding(), EMBEDDING_STD);
            weights.blocks().forEach(initialisation::fill);
            initialisation.one(weights.finalNorm());
            if (!weights.tied()) {
                initialisation.normal(weights.head(), EMBEDDING_STD);
            }
        }
    }

    private void fill(BlockWeights block) {
        one(block.attentionNorm());
        block.qkv().forEach(layer -> fill(layer, WEIGHT_STD));
        block.queryNorm().ifPresent(this::one);
        block.keyNorm().ifPresent(this::one);
        fill(block.output(), outputStd);
        one(block.mlpNorm());
        block.gateUp().forEach(layer -> fill(layer, WEIGHT_STD));
        fill(block.down(), outputStd);
    }

    private void fill(LinearWeights layer, double std) {
        normal(layer.weight(), std);
        if (layer.biased()) {
            var _ = tensor(layer.bias()).fill_(new Scalar(0.0));
        }
    }

    private void normal(Weight weight, double std) {
        var _ = tensor(weight).normal_(0, std, new GeneratorOptional());
    }

    private void one(Weight norm) {
        var _ = tensor(norm).fill_(new Scalar(1.0));
    }

    private Tensor tensor(Weight weight) {
        Tensor tensor = parameters.get(weight.name());
        if (tensor == null) {
            throw new IllegalStateException("the model has no parameter " + weight.name());
        }
        return tensor;
    }
}
