package zero4j.weights;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import zero4j.UserError;

/**
 * Reads what {@code rope_parameters}, {@code rope_scaling} and {@code rope_theta} say together, as transformers does: what
 * stands inside an object wins over the same key beside it, and an empty object is none. Two objects that say different things are
 * refused.
 *
 * @param context {@code max_position_embeddings}
 */
record RopeReader(ConfigValues values, int context) {
    private static final double USUAL_THETA = 10_000;
    private static final String ORIGINAL = "original_max_position_embeddings";
    private static final List<String> OBJECTS = List.of("rope_scaling", "rope_parameters");

    Rope read() {
        requireWholeHeads(values.json(), "");
        List<String> present =
                OBJECTS.stream().filter(key -> !values.isEmpty(key)).toList();
        if (present.isEmpty()) {
            return new Rope(theta(null), new RopeScaling.None());
        }
        Rope rope = read(present.getFirst());
        if (present.size() == 2 && !read(present.getLast()).equals(rope)) {
            throw new UserError("%s: \"rope_scaling\" is %s, but \"rope_parameters\" is %s; keep the one that is meant"
                    .formatted(values.origin(), values.node("rope_scaling"), values.node("rope_parameters")));
        }
        return rope;
    }

    private Rope read(String name) {
        JsonNode rope = values.node(name);
        if (rope == null || !rope.isObject()) {
            throw values.problem(name, rope, "an object");
        }
        for (JsonNode value : rope) {
            if (value.isObject()) {
                throw values.problem(
                        name, rope, "one setting for all layers; one for each type of layer is not supported");
            }
        }
        requireWholeHeads(rope, name + ".");
        return new Rope(theta(rope), scaling(rope, name));
    }

    private double theta(@Nullable JsonNode rope) {
        return rope != null && rope.hasNonNull("rope_theta")
                ? values.positive(rope, "rope_theta", USUAL_THETA)
                : values.positive("rope_theta", USUAL_THETA);
    }

    private RopeScaling scaling(JsonNode rope, String name) {
        String key = rope.hasNonNull("rope_type") ? "rope_type" : "type";
        String type = rope.hasNonNull(key) ? rope.get(key).asString("") : "default";
        return switch (type) {
            case "default" -> new RopeScaling.None();
            case "linear" -> new RopeScaling.Linear(required(rope, name, "factor"));
            case "llama3" -> llama3(rope, name);
            case "yarn" -> yarn(rope, name);
            case "dynamic" -> {
                // Frequencies change beyond max_position_embeddings only, and no sequence here is longer.
                required(rope, name, "factor");
                yield new RopeScaling.None();
            }
            default ->
                throw values.problem(
                        name + "." + key,
                        rope.get(key),
                        "one of default, linear, llama3, yarn, dynamic; no other scaling is supported");
        };
    }

    private RopeScaling llama3(JsonNode rope, String name) {
        double low = required(rope, name, "low_freq_factor");
        double high = required(rope, name, "high_freq_factor");
        if (low >= high) {
            throw values.problem(name + ".low_freq_factor", low, "below high_freq_factor, which is " + high);
        }
        return new RopeScaling.Llama3(required(rope, name, "factor"), low, high, originalContext(rope));
    }

    private RopeScaling yarn(JsonNode rope, String name) {
        int original = originalContext(rope);
        // A null is the ratio of the two contexts.
        JsonNode given = rope.get("factor");
        double factor = given != null && given.isNull() ? (double) context / original : required(rope, name, "factor");
        double fast = orDefault(rope, "beta_fast", 32);
        double slow = orDefault(rope, "beta_slow", 1);
        if (slow > fast) {
            throw values.problem(name + ".beta_slow", slow, "at most beta_fast, which is " + fast);
        }
        JsonNode truncate = rope.path("truncate");
        if (!truncate.isMissingNode() && !truncate.isBoolean()) {
            throw values.problem(name + ".truncate", truncate, "true or false");
        }
        return new RopeScaling.Yarn(
                factor, attentionFactor(rope, factor), fast, slow, truncate.asBoolean(true), original);
    }

    private double attentionFactor(JsonNode rope, double factor) {
        if (rope.hasNonNull("attention_factor")) {
            return values.positive(rope, "attention_factor", 1);
        }
        double ofHeads = orDefault(rope, "mscale", 0);
        double ofAll = orDefault(rope, "mscale_all_dim", 0);
        return ofHeads > 0 && ofAll > 0 ? mscale(factor, ofHeads) / mscale(factor, ofAll) : mscale(factor, 1);
    }

    private static double mscale(double factor, double scale) {
        return factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1;
    }

    /** A number above 0; 0 counts as absent, as it does in the reference implementation. */
    private double orDefault(JsonNode rope, String key, double byDefault) {
        return rope.path(key).isNumber() && rope.get(key).doubleValue() == 0
                ? byDefault
                : values.positive(rope, key, byDefault);
    }

    private int originalContext(JsonNode rope) {
        // Beside the object it wins over the one inside: the only key that does.
        double original = values.positive(values.has(ORIGINAL) ? values.json() : rope, ORIGINAL, context);
        if (original > Integer.MAX_VALUE || original != Math.rint(original)) {
            throw values.problem(ORIGINAL, original, "a number of tokens");
        }
        return (int) original;
    }

    private double required(JsonNode rope, String name, String key) {
        if (!rope.hasNonNull(key)) {
            throw values.missing(name + "." + key);
        }
        return values.positive(rope, key, 0);
    }

    private void requireWholeHeads(JsonNode object, String prefix) {
        String key = "partial_rotary_factor";
        if (object.hasNonNull(key) && values.positive(object, key, 1) != 1) {
            throw values.problem(prefix + key, object.get(key), "1; heads are rotated as a whole");
        }
    }
}
