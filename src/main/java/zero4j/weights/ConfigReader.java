package zero4j.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import zero4j.UserError;

/** Reads {@code config.json}: every key is checked, and every complaint names file and key. */
final class ConfigReader {
    private final ObjectNode root;
    private final String json;
    private final String origin;

    private ConfigReader(ObjectNode root, String json, String origin) {
        this.root = root;
        this.json = json;
        this.origin = origin;
    }

    static ModelConfig read(Path folder) {
        Path config = folder.resolve("config.json");
        if (!Files.isRegularFile(config)) {
            throw new UserError("%s is missing; %s".formatted(config, FolderListing.describe(folder)));
        }
        SortedSet<Integer> eos = new TreeSet<>();
        Path generation = folder.resolve("generation_config.json");
        if (Files.isRegularFile(generation)) {
            String text = text(generation);
            new ConfigReader(StrictJson.object(text, generation.toString()), text, generation.toString()).addEos(eos);
        }
        return parse(text(config), config.toString(), eos);
    }

    static ModelConfig parse(String json, String origin, SortedSet<Integer> moreEos) {
        return new ConfigReader(StrictJson.object(json, origin), json, origin).config(moreEos);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UserError("cannot read %s: %s".formatted(file, e), e);
        }
    }

    private ModelConfig config(SortedSet<Integer> eos) {
        Architecture architecture = architecture();
        checkActivation();
        int hidden = size("hidden_size");
        int layers = size("num_hidden_layers");
        int heads = size("num_attention_heads");
        int kvHeads = has("num_key_value_heads") ? size("num_key_value_heads") : heads;
        if (heads % kvHeads != 0) {
            throw problem("num_key_value_heads", kvHeads, "a divisor of num_attention_heads, which is " + heads);
        }
        int context = size("max_position_embeddings");
        boolean bias = flag("attention_bias");
        addEos(eos);
        return new ModelConfig(
                architecture,
                size("vocab_size"),
                hidden,
                size("intermediate_size"),
                layers,
                heads,
                kvHeads,
                headDim(architecture, hidden, heads),
                positive(root, "rms_norm_eps", 1e-6),
                ropeTheta(),
                ropeScaling(context),
                flag("tie_word_embeddings"),
                architecture == Architecture.QWEN2 || (architecture != Architecture.MISTRAL && bias),
                (architecture == Architecture.LLAMA || architecture == Architecture.QWEN3) && bias,
                architecture == Architecture.LLAMA && flag("mlp_bias"),
                slidingWindow(architecture, layers, context),
                context,
                eos,
                has("bos_token_id")
                        ? OptionalInt.of(id(root.get("bos_token_id"), "bos_token_id"))
                        : OptionalInt.empty(),
                dtype(),
                json);
    }

    private Architecture architecture() {
        JsonNode list = root.get("architectures");
        if (list != null && list.isArray() && !list.isEmpty()) {
            String name = list.get(0).asString("");
            return Architecture.ofClassName(name)
                    .orElseThrow(() -> problem("architectures", name, "one of " + Architecture.supported()));
        }
        if (has("model_type")) {
            String name = root.get("model_type").asString("");
            return Architecture.ofModelType(name)
                    .orElseThrow(() -> problem("model_type", name, "that of " + Architecture.supported()));
        }
        throw new UserError(
                "%s has no \"architectures\"; expected one of %s".formatted(origin, Architecture.supported()));
    }

    private void checkActivation() {
        String activation = has("hidden_act") ? root.get("hidden_act").asString("") : "silu";
        if (!activation.equals("silu")) {
            throw problem("hidden_act", activation, "silu, the only one supported");
        }
    }

    private int headDim(Architecture architecture, int hidden, int heads) {
        // Qwen 3 alone has a fixed default in the reference implementation.
        int byDefault = architecture == Architecture.QWEN3 ? 128 : hidden / heads;
        if (!has("head_dim") && architecture != Architecture.QWEN3 && hidden % heads != 0) {
            throw problem("hidden_size", hidden, "a multiple of num_attention_heads, which is " + heads);
        }
        int headDim = has("head_dim") ? size("head_dim") : byDefault;
        if (headDim % 2 != 0 || headDim == 0) {
            throw problem("head_dim", headDim, "even, for rotary embeddings");
        }
        return headDim;
    }

    private double ropeTheta() {
        JsonNode parameters = ropeObject();
        if (!has("rope_theta") && parameters != null && parameters.has("rope_theta")) {
            return positive(parameters, "rope_theta", 10_000);
        }
        return positive(root, "rope_theta", 10_000);
    }

    private @Nullable JsonNode ropeObject() {
        for (String key : new String[] {"rope_scaling", "rope_parameters"}) {
            JsonNode node = root.get(key);
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
                        (int) positive(rope, "original_max_position_embeddings", context));
            default -> throw problem("rope_scaling." + key, type, "one of default, linear, llama3");
        };
    }

    private OptionalInt slidingWindow(Architecture architecture, int layers, int context) {
        boolean used = architecture == Architecture.MISTRAL
                || (architecture != Architecture.LLAMA && flag("use_sliding_window"));
        if (!used || !has("sliding_window")) {
            return OptionalInt.empty();
        }
        if (architecture != Architecture.MISTRAL && has("max_window_layers")) {
            int full = integer(root, "max_window_layers");
            if (full >= layers) {
                return OptionalInt.empty();
            }
            if (full > 0) {
                throw problem(
                        "max_window_layers",
                        full,
                        "0 or at least num_hidden_layers; a mix of windows is not supported");
            }
        }
        int window = size("sliding_window");
        return window >= context ? OptionalInt.empty() : OptionalInt.of(window);
    }

    private void addEos(SortedSet<Integer> ids) {
        if (!has("eos_token_id")) {
            return;
        }
        JsonNode node = root.get("eos_token_id");
        if (node.isArray()) {
            node.forEach(element -> ids.add(id(element, "eos_token_id")));
        } else {
            ids.add(id(node, "eos_token_id"));
        }
    }

    private int id(JsonNode node, String key) {
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 0) {
            throw problem(key, node, "a token id");
        }
        return node.intValue();
    }

    private Dtype dtype() {
        String key = has("torch_dtype") ? "torch_dtype" : "dtype";
        String name = has(key) ? root.get(key).asString("") : Dtype.F32.torchName();
        return Dtype.ofTorchName(name)
                .filter(Dtype::isParameterType)
                .orElseThrow(() -> problem(key, name, "float32, bfloat16 or float16"));
    }

    private boolean has(String key) {
        return root.hasNonNull(key);
    }

    private int size(String key) {
        int value = integer(root, key);
        if (value < 1) {
            throw problem(key, value, "at least 1");
        }
        return value;
    }

    private int integer(JsonNode object, String key) {
        JsonNode node = object.get(key);
        if (node == null || node.isNull()) {
            throw missing(key);
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw problem(key, node, "an integer");
        }
        return node.intValue();
    }

    private boolean flag(String key) {
        if (!has(key)) {
            return false;
        }
        JsonNode node = root.get(key);
        if (!node.isBoolean()) {
            throw problem(key, node, "true or false");
        }
        return node.booleanValue();
    }

    private double required(JsonNode object, String key) {
        if (!object.hasNonNull(key)) {
            throw missing("rope_scaling." + key);
        }
        return positive(object, key, 0);
    }

    private double positive(JsonNode object, String key, double byDefault) {
        if (!object.hasNonNull(key)) {
            return byDefault;
        }
        JsonNode node = object.get(key);
        if (!node.isNumber() || !(node.doubleValue() > 0) || Double.isInfinite(node.doubleValue())) {
            throw problem(key, node, "a number above 0");
        }
        return node.doubleValue();
    }

    private UserError missing(String key) {
        return new UserError("%s has no \"%s\", which this kind of model needs".formatted(origin, key));
    }

    private UserError problem(String key, Object value, String expected) {
        return new UserError("%s: \"%s\" is %s; expected %s".formatted(origin, key, value, expected));
    }
}
