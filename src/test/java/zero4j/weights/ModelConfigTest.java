package zero4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zero4j.UserError;

class ModelConfigTest {
    private static final ModelShape SHAPE = new ModelShape(64, 96, 2, 4, 2, 128, 10_000, true);

    private static String llama(String... changes) {
        String json = """
                {"architectures": ["LlamaForCausalLM"], "vocab_size": 32, "hidden_size": 16, "intermediate_size": 24,
                 "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "hidden_act": "silu",
                 "max_position_embeddings": 64, "rms_norm_eps": 1e-05, "rope_theta": 500000.0, "eos_token_id": 2,
                 "torch_dtype": "bfloat16", "rope_scaling": null}
                """;
        for (int i = 0; i < changes.length; i += 2) {
            assertThat(json).contains(changes[i]);
            json = json.replace(changes[i], changes[i + 1]);
        }
        return json;
    }

    private static ModelConfig parse(String json) {
        return ModelConfig.parse(json, "config.json");
    }

    @Test
    void parse_llama_readsEveryKey() {
        ModelConfig config = parse(llama());
        assertThat(config.family()).isEqualTo(ModelFamilies.LLAMA);
        assertThat(config.headDim()).isEqualTo(4);
        assertThat(config.kvHeads()).isEqualTo(2);
        assertThat(config.rmsNormEps()).isEqualTo(1e-5);
        assertThat(config.ropeTheta()).isEqualTo(500_000);
        assertThat(config.ropeScaling()).isEqualTo(new RopeScaling.None());
        assertThat(config.tieWordEmbeddings()).isFalse();
        assertThat(config.attentionBias()).isFalse();
        assertThat(config.eosTokenIds()).containsExactly(2);
        assertThat(config.bosTokenId()).isEmpty();
        assertThat(config.dtype()).isEqualTo(Dtype.BF16);
        assertThat(config.slidingWindow()).isEmpty();
    }

    @Test
    void parse_biases_followTheArchitecture() {
        String biased = "\"attention_bias\": true, \"mlp_bias\": true, \"vocab_size\"";
        ModelConfig llama = parse(llama("\"vocab_size\"", biased));
        assertThat(List.of(llama.attentionBias(), llama.attentionOutputBias(), llama.mlpBias()))
                .containsExactly(true, true, true);
        ModelConfig qwen2 = parse(llama("Llama", "Qwen2"));
        assertThat(List.of(qwen2.attentionBias(), qwen2.attentionOutputBias(), qwen2.mlpBias()))
                .containsExactly(true, false, false);
        assertThat(qwen2.parameterShapes())
                .containsKey("model.layers.0.self_attn.q_proj.bias")
                .doesNotContainKey("model.layers.0.self_attn.o_proj.bias");
        assertThat(parse(llama("Llama", "Qwen3")).qkNorm()).isTrue();
        assertThat(parse(llama("Llama", "Qwen3")).headDim()).isEqualTo(128);
    }

    @Test
    void parse_ropeScaling_readsBothSpellings() {
        String llama3 = """
                {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                 "original_max_position_embeddings": 8192}""";
        assertThat(parse(llama("\"rope_scaling\": null", "\"rope_scaling\": " + llama3))
                        .ropeScaling())
                .isEqualTo(new RopeScaling.Llama3(8, 1, 4, 8192));
        assertThat(parse(llama("\"rope_scaling\": null", "\"rope_scaling\": {\"type\": \"linear\", \"factor\": 2}"))
                        .ropeScaling())
                .isEqualTo(new RopeScaling.Linear(2));
        ModelConfig recent = parse(llama(
                "\"rope_theta\": 500000.0,",
                "",
                "\"rope_scaling\": null",
                "\"rope_parameters\": {\"rope_type\": \"default\", \"rope_theta\": 7000}"));
        assertThat(recent.ropeTheta()).isEqualTo(7000);
        assertThat(recent.ropeScaling()).isEqualTo(new RopeScaling.None());
    }

    @Test
    void parse_originalContextBesideAndInsideRope_besideWins() {
        String llama3 = "\"rope_scaling\": {\"rope_type\": \"llama3\", \"factor\": 8, \"low_freq_factor\": 1,"
                + " \"high_freq_factor\": 4, \"original_max_position_embeddings\": 8192}";
        assertThat(parse(llama("\"rope_scaling\": null", "\"original_max_position_embeddings\": 4096, " + llama3))
                        .ropeScaling())
                .isEqualTo(new RopeScaling.Llama3(8, 1, 4, 4096));
    }

    @Test
    void parse_slidingWindow_onlyWhereItIsUsed() {
        String window = "\"sliding_window\": 16, \"max_window_layers\": 0, \"vocab_size\"";
        assertThat(parse(llama("Llama", "Mistral", "\"vocab_size\"", window)).slidingWindow())
                .hasValue(16);
        assertThat(parse(llama("Llama", "Qwen2", "\"vocab_size\"", window)).slidingWindow())
                .isEmpty();
        String used = "\"use_sliding_window\": true, " + window;
        assertThat(parse(llama("Llama", "Qwen2", "\"vocab_size\"", used)).slidingWindow())
                .hasValue(16);
        String atTheTop = used.replace("layers\": 0", "layers\": 2");
        assertThat(parse(llama("Llama", "Qwen2", "\"vocab_size\"", atTheTop)).slidingWindow())
                .isEmpty();
        String mixed = used.replace("layers\": 0", "layers\": 1"); // below the window all layers see the same
        assertThat(parse(llama("Llama", "Qwen2", "\"vocab_size\"", mixed)).slidingWindow())
                .hasValue(16);
    }

    private static ModelConfig with(String family, String keys) {
        return parse(llama("Llama", family, "\"vocab_size\"", keys + ", \"vocab_size\""));
    }

    @Test
    void parse_windowNotGiven_isTheReferencesDefaultUnlessItIsNull() {
        assertThat(parse(llama("Llama", "Mistral")).slidingWindow()).hasValue(4096);
        assertThat(with("Mistral", "\"sliding_window\": null").slidingWindow()).isEmpty();
        String on = "\"use_sliding_window\": true";
        assertThat(with("Qwen2", on + ", \"sliding_window\": 16").slidingWindow())
                .isEmpty(); // 28 layers are full where max_window_layers is absent
        assertThat(with("Qwen3", on + ", \"max_window_layers\": 0").slidingWindow())
                .hasValue(4096);
    }

    @Test
    void parse_layerTypes_sayWhetherThereIsAWindow() {
        String full = "\"layer_types\": [\"full_attention\", \"full_attention\"]";
        String mixed = full.replaceFirst("full", "sliding");
        String on = "\"use_sliding_window\": true, \"sliding_window\": 16, \"max_window_layers\": 28, ";
        assertThat(with("Llama", full).slidingWindow()).isEmpty();
        assertThat(with("Qwen2", on.replace("28", "0") + full).slidingWindow()).isEmpty();
        assertThat(with("Qwen2", on + mixed).slidingWindow()).hasValue(16);
        for (String wrong : List.of(mixed, full.replaceFirst("full", "chunked"), full.replaceFirst(",.*]", "]"))) {
            assertThatThrownBy(() -> with("Llama", wrong)).hasMessageContaining("layer_types");
        }
        assertThatThrownBy(() -> with("Qwen2", mixed)).hasMessageContaining("use_sliding_window");
    }

    @Test
    void parse_ropeInSeveralPlaces_insideWinsAndContradictionsAreRefused() {
        String inside = "\"rope_parameters\": {\"rope_type\": \"linear\", \"factor\": 2, \"rope_theta\": 7000}";
        assertThat(with("Llama", inside).ropeTheta()).isEqualTo(7000); // beside rope_theta 500000
        for (String none : List.of("{}", "null")) {
            ModelConfig config = parse(llama("\"rope_scaling\": null", "\"rope_scaling\": " + none + ", " + inside));
            assertThat(config.ropeScaling()).isEqualTo(new RopeScaling.Linear(2));
        }
        String beside = "\"rope_scaling\": {\"type\": \"linear\", \"factor\": 2, \"rope_theta\": 7000}";
        assertThat(parse(llama("\"rope_scaling\": null", beside + ", " + inside))
                        .ropeTheta())
                .isEqualTo(7000);
        for (String change : List.of("\"factor\": 4", "\"rope_type\": \"default\", \"factor\": 2")) {
            String other = beside.replace("\"factor\": 2", change);
            assertThatThrownBy(() -> parse(llama("\"rope_scaling\": null", other + ", " + inside)))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("rope_scaling")
                    .hasMessageContaining("rope_parameters");
        }
    }

    @Test
    void parse_absentAndNullHeads_areTheReferencesDefaults() {
        String given = "\"num_key_value_heads\": 2,";
        assertThat(parse(llama(given, "")).kvHeads()).isEqualTo(4);
        assertThat(parse(llama("Llama", "Mistral", given, "\"num_key_value_heads\": null,"))
                        .kvHeads())
                .isEqualTo(4);
        assertThatThrownBy(() -> parse(llama("Llama", "Mistral", given, "")))
                .hasMessageContaining("num_key_value_heads")
                .hasMessageContaining("8");
        assertThat(with("Llama", "\"head_dim\": null").headDim()).isEqualTo(4);
        assertThat(parse(llama("silu", "swish")).headDim()).isEqualTo(4);
    }

    @Test
    void frequencies_ofTheConfiguration_areTheBitsOfTorch() {
        // 1.0 / (base ** (torch.arange(0, 64, 2, dtype=torch.float) / 64)), torch 2.13
        float[] plain = RotaryFrequencies.of(
                parse(llama("\"hidden_size\": 16", "\"hidden_size\": 256", "500000.0", "10000.0")));
        assertThat(plain).hasSize(32).startsWith(1, 0x1.7ff222p-1f, 0x1.1feb34p-1f);
        long sum = 0;
        for (float frequency : plain) {
            sum += Float.floatToIntBits(frequency);
        }
        assertThat(sum).isEqualTo(32348573512L);
    }

    /** One unit in the last place is left to torch, whose powers are not always those nearest to the exact ones. */
    @Test
    void frequencies_scaled_areThoseOfTransformersToTheLastPlace() {
        JsonNode golden = JsonMapper.shared().readTree(Path.of("src/test/resources/golden/rope.json"));
        assertThat(golden.get("cases")).hasSize(13).allSatisfy(one -> {
            ModelConfig config = parse(one.get("config").toString());
            float[] actual = RotaryFrequencies.of(config);
            assertThat(actual).hasSize(one.get("inv_freq").size());
            for (int i = 0; i < actual.length; i++) {
                float expected = one.get("inv_freq").get(i).floatValue();
                assertThat(actual[i])
                        .as("%s, pair %d", one.get("name"), i)
                        .isCloseTo(expected, within(Math.ulp(expected)));
            }
            assertThat(config.ropeScaling().attentionFactor())
                    .as(one.get("name").asString())
                    .isEqualTo(one.get("attention_factor").doubleValue());
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vocab_size",
                "hidden_size",
                "intermediate_size",
                "num_hidden_layers",
                "num_attention_heads",
                "max_position_embeddings"
            })
    void parse_missingKey_namesFileAndKey(String key) {
        assertThatThrownBy(() -> parse(llama("\"" + key + "\"", "\"other\"")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining(key);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LlamaForCausalLM|GPT2LMHeadModel|Qwen3ForCausalLM",
                "silu|gelu|hidden_act",
                "\"rope_scaling\": null|\"hidden_activation\": \"gelu\"|hidden_activation",
                "\"rope_scaling\": null|\"quantization_config\": {\"quant_method\": \"gptq\"}|quantization_config",
                "\"rope_scaling\": null|\"compression_config\": {\"format\": \"int\"}|compression_config",
                "\"rope_scaling\": null|\"partial_rotary_factor\": 0.5|partial_rotary_factor",
                "\"rope_scaling\": null|\"rope_parameters\": {\"full_attention\": {\"rope_theta\": 1}}|rope_parameters",
                "\"rope_scaling\": null|\"rope_scaling\": 8|rope_scaling",
                "\"hidden_size\": 16|\"hidden_size\": 1000000000|hidden_size",
                "\"num_hidden_layers\": 2|\"num_hidden_layers\": 1000000000|num_hidden_layers",
                "\"vocab_size\": 32|\"vocab_size\": 1000000000|vocab_size",
                "\"rope_scaling\": null|\"head_dim\": 2000000|head_dim",
                "\"num_key_value_heads\": 2|\"num_key_value_heads\": 3|num_key_value_heads",
                "\"num_attention_heads\": 4|\"num_attention_heads\": 5|num_key_value_heads",
                "\"hidden_size\": 16|\"hidden_size\": 18|hidden_size",
                "\"hidden_size\": 16|\"hidden_size\": 12|head_dim",
                "\"hidden_size\": 16|\"hidden_size\": \"16\"|hidden_size",
                "\"vocab_size\": 32|\"vocab_size\": 0|vocab_size",
                "\"vocab_size\": 32|\"vocab_size\": 3000000000|vocab_size",
                "bfloat16|int8|torch_dtype",
                "1e-05|-1|rms_norm_eps",
                "\"eos_token_id\": 2|\"eos_token_id\": \"x\"|eos_token_id",
                "\"eos_token_id\": 2|\"eos_token_id\": -1|eos_token_id",
                "\"rope_scaling\": null|\"rope_scaling\": {\"rope_type\": \"longrope\"}|longrope",
                "\"rope_scaling\": null|\"rope_scaling\": {\"rope_type\": \"yarn\"}|factor",
                "\"rope_scaling\": null|\"rope_scaling\": {\"type\": \"yarn\", \"factor\": 4, \"beta_fast\": 0.5}|beta_slow",
                "\"rope_scaling\": null|\"rope_scaling\": {\"type\": \"yarn\", \"factor\": 4, \"truncate\": 1}|truncate",
                "\"rope_scaling\": null|\"rope_scaling\": {\"rope_type\": \"dynamic\"}|factor",
                "\"rope_scaling\": null|\"rope_scaling\": {\"rope_type\": \"linear\"}|factor",
                "\"rope_scaling\": null|\"vocab_size\": 3|vocab_size",
                "\"vocab_size\": 32,|\"vocab_size\": 32|JSON",
            })
    void parse_unsupportedValue_isNamed(String from, String to, String named) {
        assertThatThrownBy(() -> parse(llama(from, to)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining(named);
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "generation_config.json"})
    void read_fileThatIsNoText_isRefusedByItsName(String name, @TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("config.json"), llama());
        Files.write(folder.resolve(name), new byte[] {'{', (byte) 0xe9, (byte) 0xff, '}'});
        assertThatThrownBy(() -> ModelConfig.read(folder))
                .isInstanceOf(UserError.class)
                .hasMessage(folder.resolve(name) + " is damaged: it is no text in UTF-8");
    }

    @Test
    void read_generationConfig_addsItsEosIds(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("config.json"), llama());
        Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": [5, 3]}");
        assertThat(ModelConfig.read(folder).eosTokenIds()).containsExactly(2, 3, 5);
    }

    @Test
    void read_noConfig_saysWhatTheFolderHolds(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("weights.bin"), "");
        assertThatThrownBy(() -> ModelConfig.read(folder))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining("weights.bin");
    }

    @Test
    void withDtype_changesNothingElse() {
        ModelConfig config = parse(llama("\"vocab_size\"", "\"unknown_key\": {\"a\": [1, 2.50]}, \"vocab_size\""));
        ModelConfig other = config.withDtype(Dtype.F32);
        assertThat(other.dtype()).isEqualTo(Dtype.F32);
        assertThat(StrictJson.object(other.json(), "new"))
                .isEqualTo(StrictJson.object(config.json().replace("bfloat16", "float32"), "old"));
        assertThat(parse(other.json()).withDtype(Dtype.BF16).json())
                .isEqualTo(config.withDtype(Dtype.BF16).json());
        ModelConfig recent = parse(llama("torch_dtype", "dtype"));
        assertThat(recent.withDtype(Dtype.F16).json())
                .contains("\"dtype\" : \"float16\"")
                .doesNotContain("torch");
    }

    static List<ModelFamily> families() {
        return ModelFamilies.REGISTRY.all();
    }

    @ParameterizedTest
    @MethodSource("families")
    void fresh_isReadBack(ModelFamily family) {
        ModelConfig config = ModelConfig.fresh(family, SHAPE, 100, OptionalInt.of(1), new TreeSet<>(List.of(2, 7)));
        assertThat(parse(config.json()).family()).isEqualTo(family);
        assertThat(config.headDim()).isEqualTo(16);
        assertThat(config.eosTokenIds()).containsExactly(2, 7);
        assertThat(config.bosTokenId()).hasValue(1);
        assertThat(config.tieWordEmbeddings()).isTrue();
        assertThat(config.maxPositionEmbeddings()).isEqualTo(128);
        assertThat(config.slidingWindow()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"golden/llama3", "golden/qwen2", "golden/qwen3", "stories260k"})
    void parameterShapes_storedModels_areTheirs(String name) {
        Path folder = Path.of("../shared/data").resolve(name);
        Assumptions.assumeTrue(Files.isDirectory(folder), folder + " is absent: the test needs its model");
        try (ModelFolder model = ModelFolder.open(folder)) {
            assertThat(model.config().parameterShapes().keySet())
                    .containsExactlyInAnyOrderElementsOf(model.tensors().keySet());
            model.config()
                    .parameterShapes()
                    .forEach((tensor, shape) ->
                            assertThat(model.tensor(tensor).shape()).as(tensor).isEqualTo(shape));
        }
    }
}
