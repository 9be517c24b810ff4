package zero4j.weights;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import zero4j.UserError;

/**
 * The values of a JSON file of a model folder, each checked as it is asked for.
 *
 * @param json the whole file
 * @param origin names the file in complaints
 */
record ConfigValues(ObjectNode json, String origin) {
    static ConfigValues parse(String text, String origin) {
        return new ConfigValues(StrictJson.object(text, origin), origin);
    }

    /** Whether the key is there and not null. */
    boolean has(String key) {
        return json.hasNonNull(key);
    }

    /** The value as it is; null if the key is not there. */
    @Nullable
    JsonNode node(String key) {
        return json.get(key);
    }

    /** Whether the key is not there, null or an empty object. */
    boolean isEmpty(String key) {
        JsonNode node = json.get(key);
        return node == null || node.isNull() || (node.isObject() && node.isEmpty());
    }

    /** An integer of at least 1. */
    int size(String key) {
        return size(key, Integer.MAX_VALUE);
    }

    /** An integer from 1 to {@code most}. */
    int size(String key, int most) {
        int value = integer(key);
        if (value < 1) {
            throw problem(key, value, "at least 1");
        }
        if (value > most) {
            throw problem(key, value, "at most " + most);
        }
        return value;
    }

    int integer(String key) {
        JsonNode node = json.get(key);
        if (node == null || node.isNull()) {
            throw missing(key);
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw problem(key, node, "an integer");
        }
        return node.intValue();
    }

    /** A token id, which may be an element of the key's list. */
    int id(JsonNode node, String key) {
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 0) {
            throw problem(key, node, "a token id");
        }
        return node.intValue();
    }

    /** False if the key is not there. */
    boolean flag(String key) {
        if (!has(key)) {
            return false;
        }
        JsonNode node = json.get(key);
        if (!node.isBoolean()) {
            throw problem(key, node, "true or false");
        }
        return node.booleanValue();
    }

    /** A string; anything else reads as an empty one. */
    String text(String key, String byDefault) {
        return has(key) ? json.get(key).asString("") : byDefault;
    }

    double positive(String key, double byDefault) {
        return positive(json, key, byDefault);
    }

    /** A finite number above 0 of the file or of an object in it. */
    double positive(JsonNode object, String key, double byDefault) {
        if (!object.hasNonNull(key)) {
            return byDefault;
        }
        JsonNode node = object.get(key);
        if (!node.isNumber() || !(node.doubleValue() > 0) || Double.isInfinite(node.doubleValue())) {
            throw problem(key, node, "a number above 0");
        }
        return node.doubleValue();
    }

    UserError missing(String key) {
        return new UserError("%s has no \"%s\", which this kind of model needs".formatted(origin, key));
    }

    UserError problem(String key, @Nullable Object value, String expected) {
        return new UserError("%s: \"%s\" is %s; expected %s".formatted(origin, key, value, expected));
    }
}
