package zero4j.model;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.InvalidSettings;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.NoGrad;
import zero4j.weights.LoraSettings;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFolderWriter;

/** Adapters against the same model with the products added to its weights. */
class AdapterTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final DeviceAndDtype CPU = DeviceAndDtype.cpu(ScalarType.Float);
    private static final int[] TOKENS = {5, 9, 2, 33, 17, 8, 21};

    @TempDir
    private Path folder = Path.of("");

    private static CausalLm adapted(String model, String targets, long seed) {
        LoraSettings lora = new LoraSettings(3, 12, List.of(targets.split(" ")));
        return ModelFiles.loadAdapted(GOLDEN.resolve(model), CPU, lora, seed);
    }

    /** As after training: no matrix is zero. */
    private static CausalLm trained(String model, String targets) {
        CausalLm lm = adapted(model, targets, 1);
        Random random = new Random(2);
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            float[] values = new float[Math.toIntExact(lm.trainable().count())];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (0.05 * random.nextGaussian());
            }
            var _ = lm.trainable().values().copy_(CPU.floats(values));
        }
        return lm;
    }

    private CausalLm plain(CausalLm lm, boolean trainable) {
        ModelFolderWriter.write(folder.resolve("merged"), lm.config(), ModelFiles.entries(lm), folder);
        return ModelFiles.load(folder.resolve("merged"), CPU, trainable);
    }

    private static float[] logits(CausalLm lm) {
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            return DeviceAndDtype.toFloats(lm.logits(lm.forward(PackedSequences.of(lm.placement(), TOKENS))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "llama3", "qwen3"})
    void logits_newAdapter_areThoseOfTheBaseBitForBit(String model) {
        try (CausalLm base = ModelFiles.load(GOLDEN.resolve(model), CPU, false);
                CausalLm lm = adapted(model, "all-linear", 1)) {
            assertThat(logits(lm)).isEqualTo(logits(base));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "qwen2, all-linear",
        "llama3, all-linear",
        "qwen3, all-linear",
        "qwen2, q_proj v_proj up_proj",
        "qwen3, k_proj",
        "llama3, gate_proj down_proj o_proj"
    })
    void logits_trainedAdapter_areThoseOfTheMergedWeights(String model, String targets) {
        try (CausalLm lm = trained(model, targets);
                CausalLm merged = plain(lm, false);
                CausalLm base = ModelFiles.load(GOLDEN.resolve(model), CPU, false)) {
            float[] logits = logits(lm);
            double largest = Math.max(1, furthest(logits, new float[logits.length]));
            assertThat(furthest(logits, logits(merged)) / largest).isLessThan(1e-5);
            assertThat(furthest(logits, logits(base))).isGreaterThan(1e-2);
        }
    }

    private static double furthest(float[] left, float[] right) {
        double furthest = 0;
        for (int i = 0; i < left.length; i++) {
            furthest = Math.max(furthest, Math.abs((double) left[i] - right[i]));
        }
        return furthest;
    }

    @Test
    void withoutAdapter_trainedAdapter_computesAsTheBaseBesideTheAdaptedModel() {
        try (CausalLm lm = trained("qwen2", "all-linear");
                CausalLm base = ModelFiles.load(GOLDEN.resolve("qwen2"), CPU, false);
                CausalLm beneath = lm.withoutAdapter()) {
            float[] adapted = logits(lm);
            assertThat(logits(beneath)).isEqualTo(logits(base));
            assertThat(logits(lm)).isEqualTo(adapted).isNotEqualTo(logits(base));
            assertThat(beneath.trainable().gradients().numel()).isZero();
            try (var _ = new PointerScope();
                    var _ = new NoGrad()) {
                var _ = lm.parameters().values().mul_(new Scalar(0.5));
                var _ = base.parameters().values().mul_(new Scalar(0.5));
            }
            assertThat(logits(beneath)).as("the same memory").isEqualTo(logits(base));
        }
    }

    /** By the chain rule through {@code W + scale * B A}, in plain loops. */
    @ParameterizedTest
    @CsvSource({"qwen2, all-linear", "qwen3, all-linear", "llama3, q_proj v_proj up_proj o_proj"})
    void gradients_trainedAdapter_followFromThoseOfTheMergedWeights(String model, String targets) {
        try (CausalLm lm = trained(model, targets);
                CausalLm merged = plain(lm, true)) {
            backward(lm);
            backward(merged);
            lm.adapter().orElseThrow().parameters().named().keySet().stream()
                    .filter(name -> name.endsWith("lora_A.weight"))
                    .forEach(down -> checkPair(lm, merged, down));
        }
    }

    private static void backward(CausalLm lm) {
        try (var _ = new PointerScope()) {
            Tensor logits = lm.logits(lm.forward(PackedSequences.of(lm.placement(), TOKENS)));
            torch.log_softmax(logits, 1).pow(new Scalar(2)).mean().backward();
        }
    }

    private static void checkPair(CausalLm lm, CausalLm merged, String downName) {
        String upName = downName.replace("lora_A", "lora_B");
        String weight = downName.replace("base_model.model.", "").replace(".lora_A", "");
        Parameters parameters = lm.trainable();
        double[][] a = matrix(parameters.named(), downName);
        double[][] b = matrix(parameters.named(), upName);
        double[][] dw = matrix(merged.parameters().namedGradients(), weight);
        double[][] da = matrix(parameters.namedGradients(), downName);
        double[][] db = matrix(parameters.namedGradients(), upName);
        double scale = 12.0 / 3;
        double size = 0;
        for (int r = 0; r < a.length; r++) {
            for (int i = 0; i < a[r].length; i++) {
                double expected = 0;
                for (int o = 0; o < dw.length; o++) {
                    expected += scale * b[o][r] * dw[o][i];
                }
                size = Math.max(size, Math.abs(expected));
                assertThat(da[r][i]).as("%s %d %d", downName, r, i).isCloseTo(expected, within(tolerance(expected)));
            }
            for (int o = 0; o < dw.length; o++) {
                double expected = 0;
                for (int i = 0; i < a[r].length; i++) {
                    expected += scale * dw[o][i] * a[r][i];
                }
                assertThat(db[o][r]).as("%s %d %d", upName, o, r).isCloseTo(expected, within(tolerance(expected)));
            }
        }
        assertThat(size).as("gradients are not all small").isGreaterThan(0.001);
    }

    private static double tolerance(double expected) {
        return 1e-5 + 1e-3 * Math.abs(expected);
    }

    private static double[][] matrix(Map<String, Tensor> tensors, String name) {
        try (var _ = new PointerScope()) {
            Tensor tensor = requireNonNull(tensors.get(name));
            float[] flat = DeviceAndDtype.toFloats(tensor);
            int columns = (int) tensor.size(1);
            double[][] rows = new double[(int) tensor.size(0)][columns];
            for (int i = 0; i < flat.length; i++) {
                rows[i / columns][i % columns] = flat[i];
            }
            return rows;
        }
    }

    @Test
    void parameters_newAdapter_haveTheNamesAndShapesOfPeft() {
        try (CausalLm lm = adapted("qwen2", "q_proj down_proj", 1)) {
            ModelConfig config = lm.config();
            Map<String, List<Long>> expected = new LinkedHashMap<>();
            for (int layer = 0; layer < config.layers(); layer++) {
                String prefix = "base_model.model.model.layers." + layer + ".";
                long queries = (long) config.heads() * config.headDim();
                expected.put(prefix + "self_attn.q_proj.lora_A.weight", List.of(3L, (long) config.hiddenSize()));
                expected.put(prefix + "self_attn.q_proj.lora_B.weight", List.of(queries, 3L));
                expected.put(prefix + "mlp.down_proj.lora_A.weight", List.of(3L, (long) config.intermediateSize()));
                expected.put(prefix + "mlp.down_proj.lora_B.weight", List.of((long) config.hiddenSize(), 3L));
            }
            Map<String, List<Long>> shapes = new LinkedHashMap<>();
            lm.trainable().named().forEach((name, tensor) -> shapes.put(name, List.of(tensor.size(0), tensor.size(1))));
            assertThat(shapes).isEqualTo(expected);
            assertThat(lm.trainable().count())
                    .isEqualTo(lm.adapter().orElseThrow().layout().settings().trainableCount(config));
            assertThat(lm.parameters().gradients().numel())
                    .as("the base has no gradients")
                    .isZero();
        }
    }

    @Test
    void initialisation_newAdapter_isUniformInAByTheSeedAndZeroInB() {
        try (CausalLm first = adapted("llama3", "all-linear", 1);
                CausalLm again = adapted("llama3", "all-linear", 1);
                CausalLm other = adapted("llama3", "all-linear", 2)) {
            float[] values = DeviceAndDtype.toFloats(first.trainable().values());
            assertThat(values)
                    .isEqualTo(DeviceAndDtype.toFloats(again.trainable().values()));
            assertThat(values)
                    .isNotEqualTo(DeviceAndDtype.toFloats(other.trainable().values()));
            first.trainable().named().forEach((name, tensor) -> {
                double bound = name.contains("lora_A") ? 1 / Math.sqrt((double) tensor.size(1)) : 0;
                double largest = tensor.detach().abs().max().item_double();
                assertThat(largest).as(name).isBetween(0.8 * bound, bound);
            });
        }
    }

    @Test
    void adapter_besideABfloat16Model_isFloat32AndMergesIntoBfloat16() {
        DeviceAndDtype half = DeviceAndDtype.cpu(ScalarType.BFloat16);
        LoraSettings lora = new LoraSettings(2, 4, List.of("all-linear"));
        try (CausalLm lm = ModelFiles.loadAdapted(GOLDEN.resolve("qwen2"), half, lora, 1);
                CausalLm base = ModelFiles.load(GOLDEN.resolve("qwen2"), half, false);
                var _ = new PointerScope()) {
            assertThat(lm.trainable().values().scalar_type().intern()).isEqualTo(ScalarType.Float);
            String name = "model.layers.0.mlp.up_proj.weight";
            assertThat(lm.merged(name).scalar_type().intern()).isEqualTo(ScalarType.BFloat16);
            assertThat(logits(lm)).isEqualTo(logits(base));
        }
    }

    @Test
    void settings_wrongRankAlphaOrTargets_areAllTold() {
        assertThatThrownBy(() -> new LoraSettings(-1, 0, List.of("q_proj", "qproj")))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageContaining("lora.rank is -1")
                .hasMessageContaining("lora.alpha is 0")
                .hasMessageContaining("lora.targets is qproj");
        assertThatThrownBy(() -> new LoraSettings(1, 1, List.of("all-linear", "q_proj")))
                .hasMessageContaining("all-linear alone");
        assertThatThrownBy(() -> new LoraSettings(1, 1, List.of())).hasMessageContaining("lora.targets is empty");
    }
}
