package zero4j.model;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import zero4j.UserError;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.NoGrad;
import zero4j.weights.AdapterConfig;
import zero4j.weights.Dtype;
import zero4j.weights.LoraSettings;
import zero4j.weights.ModelFamilies;
import zero4j.weights.ModelFolder;
import zero4j.weights.ModelFolderWriter;
import zero4j.weights.SafetensorsFile;
import zero4j.weights.SafetensorsWriter;

/** Adapters from and to files, and merging those that others wrote. */
class AdapterFilesTest {
    private static final Path BASE = Path.of("src/test/resources/golden/qwen2");
    private static final String MODULE = "model.layers.1.self_attn.v_proj";
    private static final LoraSettings LORA = new LoraSettings(3, 6, List.of("all-linear"));

    @TempDir
    private Path folder = Path.of("");

    private Path foreign = Path.of("");

    private static CausalLm adapted(long seed) {
        CausalLm lm = ModelFiles.loadAdapted(BASE, DeviceAndDtype.cpu(ScalarType.Float), LORA, seed);
        torch.manual_seed(seed);
        try (var _ = new NoGrad()) {
            var _ = lm.trainable().values().normal_(0, 0.1, new GeneratorOptional());
        }
        return lm;
    }

    /** An adapter of one module as PEFT writes it: rank 2, alpha 8. */
    @BeforeEach
    void writeForeignAdapter() throws IOException {
        foreign = Files.createDirectory(folder.resolve("foreign"));
        ObjectNode config = JsonMapper.shared().createObjectNode();
        config.put("peft_type", "LORA").put("r", 2).put("lora_alpha", 8).put("bias", "none");
        config.put("use_dora", false).put("use_rslora", false).put("lora_dropout", 0.05);
        config.put("megatron_core", "megatron.core").put("peft_version", "0.18.0");
        config.putNull("modules_to_save").putNull("eva_config");
        config.putObject("rank_pattern");
        config.putArray("target_modules").add("v_proj");
        Files.writeString(foreign.resolve("adapter_config.json"), config.toString());
        writeMatrices(MODULE, 2, 24);
    }

    private void writeMatrices(String module, int rank, int rows) {
        long in = width();
        SafetensorsWriter.writeFile(
                foreign.resolve("adapter_model.safetensors"),
                List.of(
                        entry("base_model.model." + module + ".lora_A.weight", rank, in),
                        entry("base_model.model." + module + ".lora_B.weight", rows, rank)),
                Map.of("format", "pt"));
    }

    private static long width() {
        try (ModelFolder base = ModelFolder.open(BASE)) {
            return base.config().hiddenSize();
        }
    }

    private static SafetensorsWriter.Entry entry(String name, long rows, long columns) {
        Random random = new Random(rows * 31 + columns);
        float[] values = new float[(int) (rows * columns)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new SafetensorsWriter.Entry(
                name, Dtype.F32, new long[] {rows, columns}, () -> MemorySegment.ofArray(values));
    }

    private void set(String key, String json) throws IOException {
        Path file = foreign.resolve("adapter_config.json");
        ObjectNode config = (ObjectNode) JsonMapper.shared().readTree(Files.readString(file));
        config.set(key, JsonMapper.shared().readTree(json));
        Files.writeString(file, config.toString());
    }

    private Path merge(Path adapter) {
        Path target = folder.resolve("merged");
        try (ModelFolder base = ModelFolder.open(BASE);
                AdapterFolder opened = AdapterFolder.open(adapter, base)) {
            ModelFolderWriter.write(target, base.config(), opened.merged(), BASE);
        }
        return target;
    }

    @Test
    void writtenAdapter_restored_hasTheSameBits() throws IOException {
        Path written = folder.resolve("adapter");
        try (CausalLm lm = adapted(1);
                CausalLm other = adapted(2)) {
            AdapterFiles.write(written, lm.adapter().orElseThrow());
            float[] before = DeviceAndDtype.toFloats(lm.trainable().values());
            assertThat(DeviceAndDtype.toFloats(other.trainable().values())).isNotEqualTo(before);
            AdapterFiles.restore(written, other.adapter().orElseThrow());
            assertThat(DeviceAndDtype.toFloats(other.trainable().values())).isEqualTo(before);
        }
    }

    @Test
    void writtenAdapter_read_isAsPeftExpects() throws IOException {
        Path written = folder.resolve("adapter");
        try (CausalLm lm = adapted(1)) {
            AdapterFiles.write(written, lm.adapter().orElseThrow());
        }
        JsonNode config = JsonMapper.shared().readTree(Files.readString(written.resolve("adapter_config.json")));
        assertThat(config.get("peft_type").stringValue()).isEqualTo("LORA");
        assertThat(config.get("task_type").stringValue()).isEqualTo("CAUSAL_LM");
        assertThat(config.get("r").intValue()).isEqualTo(3);
        assertThat(config.get("lora_alpha").intValue()).isEqualTo(6);
        assertThat(config.get("base_model_name_or_path").stringValue()).isEqualTo(BASE.toString());
        assertThat(config.get("target_modules").valueStream().map(JsonNode::stringValue))
                .containsExactlyElementsOf(ModelFamilies.LLAMA.linearLayers());
        try (SafetensorsFile file = SafetensorsFile.open(written.resolve("adapter_model.safetensors"))) {
            assertThat(file.metadata()).containsEntry("format", "pt");
            assertThat(file.tensors()).hasSize(2 * 7 * 3).containsKey("base_model.model." + MODULE + ".lora_A.weight");
        }
    }

    @Test
    void merged_ownAdapter_hasTheBitsOfTheModelsOwnMerge() throws IOException {
        Path written = folder.resolve("adapter");
        Path direct = folder.resolve("direct");
        try (CausalLm lm = adapted(1)) {
            AdapterFiles.write(written, lm.adapter().orElseThrow());
            ModelFolderWriter.write(direct, lm.config(), ModelFiles.entries(lm), BASE);
        }
        try (ModelFolder left = ModelFolder.open(direct);
                ModelFolder right = ModelFolder.open(merge(written))) {
            assertThat(left.tensors().keySet())
                    .hasSameElementsAs(right.tensors().keySet());
            left.tensors()
                    .keySet()
                    .forEach(name -> assertThat(left.data(name).mismatch(right.data(name)))
                            .as(name)
                            .isEqualTo(-1));
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 4", "true, 5.65685424949238"})
    void merged_foreignAdapter_equalsPlainLoops(boolean rankStabilised, double scale) throws IOException {
        set("use_rslora", Boolean.toString(rankStabilised));
        try (ModelFolder base = ModelFolder.open(BASE);
                ModelFolder merged = ModelFolder.open(merge(foreign));
                SafetensorsFile file = SafetensorsFile.open(foreign.resolve("adapter_model.safetensors"))) {
            double[] a = floats(file.data("base_model.model." + MODULE + ".lora_A.weight"));
            double[] b = floats(file.data("base_model.model." + MODULE + ".lora_B.weight"));
            double[] before = floats(base.data(MODULE + ".weight"));
            double[] after = floats(merged.data(MODULE + ".weight"));
            int in = (int) width();
            for (int i = 0; i < after.length; i++) {
                double product = 0;
                for (int r = 0; r < 2; r++) {
                    product += b[i / in * 2 + r] * a[r * in + i % in];
                }
                assertThat(after[i]).isCloseTo(before[i] + scale * product, within(1e-5));
            }
            String other = "model.layers.0.self_attn.v_proj.weight";
            assertThat(merged.data(other).mismatch(base.data(other))).isEqualTo(-1);
        }
    }

    private static double[] floats(MemorySegment bytes) {
        double[] values = new double[(int) (bytes.byteSize() / 4)];
        for (int i = 0; i < values.length; i++) {
            values[i] = bytes.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i);
        }
        return values;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "use_dora | true",
                "rank_pattern | {\"q_proj\": 4}",
                "alpha_pattern | {\"q_proj\": 4}",
                "bias | \"all\"",
                "fan_in_fan_out | true",
                "modules_to_save | [\"lm_head\"]",
                "layer_replication | [[0, 2]]",
                "lora_bias | true",
                "init_lora_weights | \"pissa\"",
                "peft_type | \"LOHA\"",
                "r | 0",
                "r | 2.5",
                "lora_alpha | \"8\"",
                "use_rslora | \"yes\"",
                "not_yet_invented | 3"
            })
    void open_optionBeyondPlainLora_isRefusedByFileAndKey(String key, String json) throws IOException {
        set(key, json);
        assertThatThrownBy(() -> merge(foreign))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(foreign.resolve("adapter_config.json").toString())
                .hasMessageContaining(key);
        assertThat(folder.resolve("merged")).doesNotExist();
    }

    @Test
    void open_matricesThatDoNotFit_areRefusedByFileAndTensor() {
        writeMatrices(MODULE, 3, 24);
        assertThatThrownBy(() -> merge(foreign)).hasMessageContaining("lora_A.weight has shape [3");
        writeMatrices("model.layers.7.self_attn.v_proj", 2, 24);
        assertThatThrownBy(() -> merge(foreign)).hasMessageContaining("no such linear layer");
        writeMatrices("model.layers.1.self_attn.k_proj", 2, 24);
        assertThatThrownBy(() -> merge(foreign)).hasMessageContaining("target_modules");
        SafetensorsWriter.writeFile(
                foreign.resolve("adapter_model.safetensors"),
                List.of(entry("base_model.model." + MODULE + ".lora_A.weight", 2, width())),
                Map.of());
        assertThatThrownBy(() -> merge(foreign))
                .hasMessageContaining("has no tensor")
                .hasMessageContaining("lora_B");
        List<SafetensorsWriter.Entry> more = new ArrayList<>();
        more.add(entry("base_model.model." + MODULE + ".lora_magnitude_vector", 1, 16));
        SafetensorsWriter.writeFile(foreign.resolve("adapter_model.safetensors"), more, Map.of());
        assertThatThrownBy(() -> merge(foreign)).hasMessageContaining("no part of plain LoRA");
    }

    @Test
    void open_folderWithoutConfiguration_saysWhatItHolds() {
        assertThatThrownBy(() -> merge(folder))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("has no adapter_config.json")
                .hasMessageContaining("foreign");
    }

    @Test
    void ownAdapter_besideOtherWeights_isRefused() throws IOException {
        Path written = folder.resolve("adapter");
        Path other = folder.resolve("other");
        try (CausalLm lm = adapted(1)) {
            AdapterFiles.write(written, lm.adapter().orElseThrow());
            ModelFolderWriter.write(other, lm.config(), ModelFiles.entries(lm), BASE);
        }
        try (CausalLm lm = ModelFiles.loadAdapted(other, DeviceAndDtype.cpu(ScalarType.Float), LORA, 1);
                ModelFolder base = ModelFolder.open(other)) {
            assertThatThrownBy(() -> AdapterFiles.restore(written, lm.adapter().orElseThrow()))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("other weights")
                    .hasMessageContaining(other.toString());
            assertThatThrownBy(() -> AdapterFolder.open(written, base).close()).hasMessageContaining("other weights");
        }
    }

    @Test
    void restore_otherSettings_isRefused() throws IOException {
        Path written = folder.resolve("adapter");
        LoraSettings other = new LoraSettings(3, 7, List.of("all-linear"));
        try (CausalLm lm = adapted(1);
                CausalLm changed = ModelFiles.loadAdapted(BASE, DeviceAndDtype.cpu(ScalarType.Float), other, 1)) {
            AdapterFiles.write(written, lm.adapter().orElseThrow());
            assertThatThrownBy(() ->
                            AdapterFiles.restore(written, changed.adapter().orElseThrow()))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("alpha 6")
                    .hasMessageContaining("alpha 7");
        }
    }

    @Test
    void merged_baseWithoutAdapter_isAWindowOfItsParameters() {
        try (CausalLm lm = ModelFiles.load(BASE, DeviceAndDtype.cpu(ScalarType.Float), false);
                var _ = new PointerScope()) {
            Tensor merged = lm.merged(MODULE + ".weight");
            assertThat(merged.data_ptr().address())
                    .isEqualTo(requireNonNull(lm.parameters().named().get(MODULE + ".weight"))
                            .data_ptr()
                            .address());
        }
    }

    @Test
    void config_rankStabilised_scalesByTheRoot() {
        assertThat(new AdapterConfig(16, 8, true, List.of("q_proj"), java.util.Optional.empty()).scale())
                .isEqualTo(2);
    }
}
