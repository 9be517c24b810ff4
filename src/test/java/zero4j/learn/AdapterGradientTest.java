package zero4j.learn;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zero4j.algorithm.Algorithm;
import zero4j.algorithm.AlgorithmSettings;
import zero4j.algorithm.Presets;
import zero4j.learn.ProofLearner.Cut;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.NoGrad;
import zero4j.torch.Threads;
import zero4j.weights.LoraSettings;
import zero4j.weights.ModelFolderWriter;

/** Adapters learn by every algorithm: their gradient is that of the merged model's weights, by the chain rule. */
public class AdapterGradientTest {
    private static final Path MODEL = Path.of("src/test/resources/golden/qwen2");
    private static final DeviceAndDtype CPU = DeviceAndDtype.cpu(ScalarType.Float);
    private static final LoraSettings LORA = new LoraSettings(3, 12, List.of(LoraSettings.ALL_LINEAR));
    private static final Cut CUT = new Cut(40, 6, true, 2);

    @TempDir
    private Path folder = Path.of("");

    static Stream<String> presets() {
        return Presets.names().stream();
    }

    @ParameterizedTest
    @MethodSource("presets")
    void gradient_ofAdapters_isThatOfTheMergedWeightsByTheChainRule(String preset) {
        Algorithm algorithm = Presets.of(AlgorithmSettings.of(preset), ProofBatch.BUDGET);
        ProofBatch batch = ProofBatch.random(3);
        try (var _ = Threads.oneComputes(1);
                CausalLm adapted = trained();
                CausalLm merged = merged(adapted)) {
            accumulate(adapted, algorithm, batch);
            accumulate(merged, algorithm, batch);
            assertChained(adapted, merged);
        }
    }

    private static void assertChained(CausalLm adapted, CausalLm merged) {
        int compared = 0;
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            for (Map.Entry<String, Tensor> full :
                    merged.parameters().namedGradients().entrySet()) {
                String module = "base_model.model." + full.getKey().replaceAll("\\.weight$", "");
                Tensor down = adapted.trainable().named().get(module + ".lora_A.weight"); // [rank, in]
                if (down != null) {
                    Tensor up = adapted.trainable().named().get(module + ".lora_B.weight"); // [out, rank]
                    Tensor scaled = full.getValue().mul(new Scalar(LORA.scale())); // [out, in]
                    assertClose(gradient(adapted, module + ".lora_B.weight"), scaled.matmul(down.t()), module);
                    assertClose(
                            gradient(adapted, module + ".lora_A.weight"),
                            requireNonNull(up).t().matmul(scaled),
                            module);
                    compared++;
                }
            }
        }
        assertThat(compared).isEqualTo(7 * adapted.config().layers());
    }

    private static Tensor gradient(CausalLm lm, String name) {
        return requireNonNull(lm.trainable().namedGradients().get(name));
    }

    private static void accumulate(CausalLm lm, Algorithm algorithm, ProofBatch batch) {
        try (Learner learner =
                TinyLearner.learner(lm, algorithm, CUT.settings(), ProofBatch.TEMPERATURE, ReferencePolicy.NONE)) {
            assertThat(learner.accumulate(batch.advantages(algorithm)).total(TokenSums.Quantity.SCORED))
                    .isPositive();
        }
    }

    private static void assertClose(Tensor actual, Tensor expected, String module) {
        float[] wanted = DeviceAndDtype.toFloats(expected);
        float[] found = DeviceAndDtype.toFloats(actual);
        double largest = 0;
        for (float value : wanted) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(largest).as(module).isPositive();
        for (int i = 0; i < wanted.length; i++) {
            assertThat((double) found[i]).as(module).isCloseTo(wanted[i], within(1e-4 * largest));
        }
    }

    /** As after training: no matrix is zero. */
    public static CausalLm trained() {
        CausalLm lm = ModelFiles.loadAdapted(MODEL, CPU, LORA, 1);
        Random random = new Random(2);
        float[] values = new float[Math.toIntExact(lm.trainable().count())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.05 * random.nextGaussian());
        }
        ProofModel.copy(values, lm.trainable().values());
        return lm;
    }

    private CausalLm merged(CausalLm adapted) {
        ModelFolderWriter.write(folder.resolve("merged"), adapted.config(), ModelFiles.entries(adapted), folder);
        return ModelFiles.load(folder.resolve("merged"), CPU, true);
    }
}
