package zero4j.learn;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.model.CausalLm;
import zero4j.rollout.PolicyWeights;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.NoGrad;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFamilies;
import zero4j.weights.ModelShape;

/** A Qwen2 of some hundred random parameters, for LibTorch and for loops. */
public final class ProofModel {
    static final int VOCABULARY = 11;
    static final ModelConfig CONFIG = ModelConfig.fresh(
            ModelFamilies.QWEN2,
            new ModelShape(8, 12, 2, 2, 1, 32, 10_000, false),
            VOCABULARY,
            OptionalInt.empty(),
            new TreeSet<>(Set.of(2)));
    /** Width and one for the bias. */
    static final int HEAD = 9;

    private ProofModel() {}

    /** Weights by checkpoint name. */
    static Map<String, float[]> weights() {
        Random random = new Random(20260101);
        Map<String, float[]> weights = new LinkedHashMap<>();
        CONFIG.parameterShapes().forEach((name, shape) -> {
            int size = 1;
            for (long dimension : shape) {
                size *= (int) dimension;
            }
            float[] values = new float[size];
            for (int i = 0; i < size; i++) {
                double noise = 0.4 * random.nextGaussian();
                values[i] = (float) (name.endsWith("norm.weight") ? 1 + noise : noise);
            }
            weights.put(name, values);
        });
        return weights;
    }

    /** The same as a policy's. */
    static PolicyWeights asWeights() {
        return consumer -> {
            Map<String, long[]> shapes = CONFIG.parameterShapes();
            weights()
                    .forEach((name, values) -> consumer.accept(new PolicyWeights.Tensor(
                            name, "F32", requireNonNull(shapes.get(name)), MemorySegment.ofArray(values))));
        };
    }

    /** Of the critic. */
    static float[] head() {
        Random random = new Random(7);
        float[] values = new float[HEAD];
        for (int i = 0; i < HEAD; i++) {
            values[i] = (float) (0.3 * random.nextGaussian());
        }
        return values;
    }

    static CausalLm lm() {
        CausalLm lm = new CausalLm(CONFIG, DeviceAndDtype.cpu(ScalarType.Float), true);
        weights().forEach((name, values) -> {
            Tensor parameter = lm.parameters().named().get(name);
            copy(values, requireNonNull(parameter, name));
        });
        return lm;
    }

    /** Overwrites a tensor. */
    public static void copy(float[] values, Tensor target) {
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            var _ = target.copy_(
                    DeviceAndDtype.cpu(ScalarType.Float).floats(values).view(target.sizes()));
        }
    }
}
