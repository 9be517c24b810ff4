package zero4j.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import zero4j.UserError;

/** Reads what all families say alike in {@code config.json}, and asks the {@link ModelFamily} for the rest. */
final class ConfigReader {
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
            addEos(ConfigValues.parse(text(generation), generation.toString()), eos);
        }
        return parse(text(config), config.toString(), eos);
    }

    static ModelConfig parse(String json, String origin, SortedSet<Integer> moreEos) {
        ConfigValues values = ConfigValues.parse(json, origin);
        return new ConfigReader(values, family(values)).config(json, moreEos);
    }

    /** As {@link #parse} for a family that need not be registered. */
    static ModelConfig parse(String json, String origin, ModelFamily family) {
        return new ConfigReader(ConfigValues.parse(json, origin), family).config(json, new TreeSet<>());
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UserError("cannot read %s: %s".formatted(file, e), e);
        }
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
        checkActivation();
        int hidden = values.size("hidden_size");
        int layers = values.size("num_hidden_layers");
        int heads = values.size("num_attention_heads");
        int kvHeads = values.has("num_key_value_heads") ? values.size("num_key_value_heads") : heads;
        if (heads % kvHeads != 0) {
            throw values.problem("num_key_value_heads", kvHeads, "a divisor of num_attention_heads, which is " + heads);
        }
        int context = values.size("max_position_embeddings");
        ModelFamily.Biases biases = family.biases(values, values.flag("attention_bias"));
        addEos(values, eos);
        return new ModelConfig(
                family,
                values.size("vocab_size"),
                hidden,
                values.size("intermediate_size"),
                layers,
                heads,
                kvHeads,
                headDim(hidden, heads),
                values.positive("rms_norm_eps", 1e-6),
                ropeTheta(),
                ropeScaling(context),
                values.flag("tie_word_embeddings"),
                biases.qkv(),
                biases.attentionOutput(),
                biases.mlp(),
                slidingWindow(layers, context),
                context,
                eos,
                bos(),
                dtype(),
                json);
    }

    private void checkActivation() {
        String activation = values.text("hidden_act", "silu");
        if (!activation.equals("silu")) {
            throw values.problem("hidden_act", activation, "silu, the only one supported");
        }
    }

    private int headDim(int hidden, int heads) {
        OptionalInt ofFamily = family.headDim();
        if (!values.has("head_dim") && ofFamily.isEmpty() && hidden % heads != 0) {
            throw values.problem("hidden_size", hidden, "a multiple of num_attention_heads, which is " + heads);
        }
        int headDim = values.has("head_dim") ? values.size("head_dim") : ofFamily.orElse(hidden / heads);
        if (headDim % 2 != 0 || headDim == 0) {
            throw values.problem("head_dim", headDim, "even, for rotary embeddings");
        }
        return headDim;
    }

    private double ropeTheta() {
        JsonNode parameters = ropeObject();
        if (!values.has("rope_theta") && parameters != null && parameters.has("rope_theta")) {
            return values.positive(parameters, "rope_theta", 10_000);
        }
        return values.positive("rope_theta", 10_000);
    }

    private @Nullable JsonNode ropeObject() {
        for (String key : new String[] {"rope_scaling", "rope_parameters"}) {
            JsonNode node = values.node(key);
            if (node != null && node.isObject()) {
                return node;
            }
        }
        return null;
    }

    private RopeScaling ropeScaling(int context) {
        JsonNode rope = ropeObject();
        if (rope == null) {
            return new RopeScaling.None();
        }
        String key = rope.has("rope_type") ? "rope_type" : "type";
        String type = rope.path(key).asString("default");
        return switch (type) {
            case "default" -> new RopeScaling.None();
            case "linear" -> new RopeScaling.Linear(required(rope, "factor"));
            case "llama3" ->
                new RopeScaling.Llama3(
                        required(rope, "factor"),
                        required(rope, "low_freq_factor"),
                        required(rope, "high_freq_factor"),
                        (int) values.positive(rope, "original_max_position_embeddings", context));
            default -> throw values.problem("rope_scaling." + key, type, "one of default, linear, llama3");
        };
    }

    private double required(JsonNode rope, String key) {
        if (!rope.hasNonNull(key)) {
            throw values.missing("rope_scaling." + key);
        }
        return values.positive(rope, key, 0);
    }

    private OptionalInt slidingWindow(int layers, int context) {
        OptionalInt window = family.slidingWindow(values, layers);
        return window.isPresent() && window.getAsInt() >= context ? OptionalInt.empty() : window;
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
        String key = values.has("torch_dtype") ? "torch_dtype" : "dtype";
        String name = values.text(key, Dtype.F32.torchName());
        return Dtype.ofTorchName(name)
                .filter(Dtype::isParameterType)
                .orElseThrow(() -> values.problem(key, name, "float32, bfloat16 or float16"));
    }
}
