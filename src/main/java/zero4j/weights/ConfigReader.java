package zero4j.weights;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import zero4j.GitLfs;
import zero4j.UserError;
import zero4j.Words;

/** Reads what all families say alike in {@code config.json}, and asks the {@link ModelFamily} for the rest. */
final class ConfigReader {
    /** No model is nearly so large: what is beyond is a mistake, and must not become the size of an array. */
    private static final int MOST_WIDTH = 1 << 22;

    private static final int MOST_LAYERS = 1 << 14;
    private static final int MOST_TOKENS = 1 << 24;

    /** Two names of one function in transformers. */
    private static final Set<String> SILU = Set.of("silu", "swish");

    private final ConfigValues values;
    private final ModelFamily family;

    private ConfigReader(ConfigValues values, ModelFamily family) {
        this.values = values;
        this.family = family;
    }

    static ModelConfig read(Path folder) {
        Path config = folder.resolve("config.json");
        if (!Files.isRegularFile(config)) {
            throw new UserError("%s is missing; %s".formatted(config, FolderListing.describe(folder)));
        }
        SortedSet<Integer> eos = new TreeSet<>();
        Path generation = folder.resolve("generation_config.json");
        if (Files.isRegularFile(generation)) {
            addEos(ConfigValues.parse(GitLfs.text(generation), generation.toString()), eos);
        }
        return parse(GitLfs.text(config), config.toString(), eos);
    }

    static ModelConfig parse(String json, String origin, SortedSet<Integer> moreEos) {
        ConfigValues values = ConfigValues.parse(json, origin);
        return new ConfigReader(values, family(values)).config(json, moreEos);
    }

    /** As {@link #parse} for a family that need not be registered. */
    static ModelConfig parse(String json, String origin, ModelFamily family) {
        return new ConfigReader(ConfigValues.parse(json, origin), family).config(json, new TreeSet<>());
    }

    private static ModelFamily family(ConfigValues values) {
        JsonNode list = values.node("architectures");
        if (list != null && list.isArray() && !list.isEmpty()) {
            String name = list.get(0).asString("");
            return ModelFamilies.ofArchitecture(name)
                    .orElseThrow(
                            () -> values.problem("architectures", name, "one of " + ModelFamilies.architectures()));
        }
        if (values.has("model_type")) {
            String name = values.text("model_type", "");
            return ModelFamilies.REGISTRY
                    .find(name)
                    .orElseThrow(() -> values.problem("model_type", name, "that of " + ModelFamilies.architectures()));
        }
        throw new UserError("%s has no \"architectures\"; expected one of %s"
                .formatted(values.origin(), ModelFamilies.architectures()));
    }

    private ModelConfig config(String json, SortedSet<Integer> eos) {
        checkWhatIsNotComputed();
        int hidden = values.size("hidden_size", MOST_WIDTH);
        int layers = values.size("num_hidden_layers", MOST_LAYERS);
        int heads = values.size("num_attention_heads", MOST_WIDTH);
        int kvHeads = kvHeads(heads);
        int vocabulary = values.size("vocab_size", MOST_TOKENS);
        int context = values.size("max_position_embeddings");
        ModelFamily.Biases biases = family.biases(values, values.flag("attention_bias"));
        addEos(values, eos);
        Rope rope = new RopeReader(values, context).read();
        return new ModelConfig(
                family,
                vocabulary,
                vocabulary,
                hidden,
                values.size("intermediate_size", MOST_WIDTH),
                layers,
                heads,
                kvHeads,
                headDim(hidden, heads),
                values.positive("rms_norm_eps", 1e-6),
                rope.theta(),
                rope.scaling(),
                values.flag("tie_word_embeddings"),
                biases.qkv(),
                biases.attentionOutput(),
                biases.mlp(),
                slidingWindow(layers),
                context,
                eos,
                bos(),
                dtype(),
                json);
    }

    private void checkWhatIsNotComputed() {
        for (String key : new String[] {"hidden_act", "hidden_activation"}) {
            String activation = values.text(key, "silu");
            if (!SILU.contains(activation)) {
                throw values.problem(key, values.node(key), "silu (also called swish), the only one supported");
            }
        }
        for (String key : new String[] {"quantization_config", "compression_config"}) {
            if (!values.isEmpty(key)) {
                JsonNode node = values.node(key);
                String method = node == null ? "" : node.path("quant_method").asString("");
                throw new UserError(
                        "%s: the weights are quantized (\"%s\"%s), which is not supported; use the model's original, with float32, bfloat16 or float16 weights"
                                .formatted(values.origin(), key, method.isEmpty() ? "" : ", method " + method));
            }
        }
    }

    private int kvHeads(int heads) {
        String key = "num_key_value_heads";
        boolean absent = values.node(key) == null;
        int kvHeads = values.has(key)
                ? values.size(key, MOST_WIDTH)
                : absent ? family.usualKvHeads().orElse(heads) : heads;
        if (heads % kvHeads != 0) {
            throw values.problem(
                    key,
                    absent ? kvHeads + " where it is absent" : kvHeads,
                    "a divisor of num_attention_heads, which is " + heads);
        }
        return kvHeads;
    }

    private int headDim(int hidden, int heads) {
        OptionalInt ofFamily = family.headDim();
        if (!values.has("head_dim") && ofFamily.isEmpty() && hidden % heads != 0) {
            throw values.problem("hidden_size", hidden, "a multiple of num_attention_heads, which is " + heads);
        }
        int headDim = values.has("head_dim") ? values.size("head_dim", MOST_WIDTH) : ofFamily.orElse(hidden / heads);
        if (headDim % 2 != 0 || headDim == 0) {
            throw values.problem("head_dim", headDim, "even, for rotary embeddings");
        }
        if ((long) heads * headDim > MOST_WIDTH) {
            throw values.problem(
                    "head_dim",
                    headDim,
                    "at most %d for %s".formatted(MOST_WIDTH / heads, Words.counted(heads, "head")));
        }
        return headDim;
    }

    private OptionalInt slidingWindow(int layers) {
        List<LayerTypes.Attention> types = LayerTypes.read(values, layers);
        return family.slidingWindow(values, layers, types);
    }

    private static void addEos(ConfigValues values, SortedSet<Integer> ids) {
        if (!values.has("eos_token_id")) {
            return;
        }
        JsonNode node = values.json().get("eos_token_id");
        if (node.isArray()) {
            node.forEach(element -> ids.add(values.id(element, "eos_token_id")));
        } else {
            ids.add(values.id(node, "eos_token_id"));
        }
    }

    private OptionalInt bos() {
        return values.has("bos_token_id")
                ? OptionalInt.of(values.id(values.json().get("bos_token_id"), "bos_token_id"))
                : OptionalInt.empty();
    }

    private Dtype dtype() {
        String key = values.has("dtype") ? "dtype" : "torch_dtype"; // the newer name wins, as in transformers
        String name = values.text(key, Dtype.F32.torchName());
        return Dtype.ofTorchName(name)
                .filter(Dtype::isParameterType)
                .orElseThrow(() -> values.problem(key, name, "float32, bfloat16 or float16"));
    }
}
