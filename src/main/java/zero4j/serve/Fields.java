package zero4j.serve;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The keys of a JSON object that somebody sent; what is not as it must be is refused by name. */
final class Fields {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final JsonNode object;
    private final String place;

    private Fields(JsonNode object, String place) {
        this.object = object;
        this.place = place;
    }

    /** The object in a body; an empty body is an empty object. */
    static Fields parse(byte[] body) {
        if (body.length == 0) {
            return new Fields(JSON.createObjectNode(), "");
        }
        try {
            JsonNode read = JSON.readTree(body);
            if (read != null && read.isObject()) {
                return new Fields(read, "");
            }
        } catch (JacksonException e) {
            throw Refusal.invalid("the body is no JSON: " + e.getOriginalMessage());
        }
        throw Refusal.invalid("the body must be a JSON object");
    }

    /** What a key is called in the whole body. */
    String named(String key) {
        return place + key;
    }

    /** The value of a key; empty if it is not there, or null. */
    Optional<JsonNode> find(String key) {
        return Optional.ofNullable(object.get(key)).filter(value -> !value.isNull());
    }

    boolean has(String key) {
        return find(key).isPresent();
    }

    private Refusal wrong(String key, String allowed) {
        String shown = String.valueOf(object.get(key));
        return Refusal.invalid(
                named(key),
                named(key) + " is " + (shown.length() > 80 ? shown.substring(0, 80) + "…" : shown) + "; it must be "
                        + allowed);
    }

    OptionalLong integer(String key) {
        Optional<JsonNode> value = find(key);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        JsonNode number = value.get();
        if (!number.isIntegralNumber() || !number.canConvertToLong()) {
            throw wrong(key, "a whole number of 64 bits");
        }
        return OptionalLong.of(number.longValue());
    }

    /** A whole number in a range. */
    OptionalInt integer(String key, int least, int most) {
        OptionalLong value = integer(key);
        if (value.isEmpty()) {
            return OptionalInt.empty();
        }
        if (value.getAsLong() < least || value.getAsLong() > most) {
            throw wrong(key, "from " + least + " to " + most);
        }
        return OptionalInt.of((int) value.getAsLong());
    }

    double number(String key, double usual) {
        Optional<JsonNode> value = find(key);
        if (value.isPresent() && !value.get().isNumber()) {
            throw wrong(key, "a number");
        }
        return value.map(JsonNode::doubleValue).orElse(usual);
    }

    /**
     * A number of some kind.
     *
     * @param words what it must be, as the end of a sentence
     */
    double number(String key, double usual, DoublePredicate allowed, String words) {
        double number = number(key, usual);
        if (!allowed.test(number)) {
            throw wrong(key, words);
        }
        return number;
    }

    boolean flag(String key, boolean usual) {
        Optional<JsonNode> value = find(key);
        if (value.isPresent() && !value.get().isBoolean()) {
            throw wrong(key, "true or false");
        }
        return value.map(JsonNode::booleanValue).orElse(usual);
    }

    Optional<String> text(String key) {
        Optional<JsonNode> value = find(key);
        if (value.isPresent() && !value.get().isString()) {
            throw wrong(key, "a text");
        }
        return value.map(JsonNode::stringValue);
    }

    /** A text or a list of texts. */
    List<String> texts(String key) {
        Optional<JsonNode> value = find(key);
        List<String> texts = new ArrayList<>();
        if (value.isPresent() && value.get().isArray()) {
            for (JsonNode each : value.get()) {
                if (!each.isString()) {
                    throw wrong(key, "a text or a list of texts");
                }
                texts.add(each.stringValue());
            }
        } else {
            value.ifPresent(one -> {
                if (!one.isString()) {
                    throw wrong(key, "a text or a list of texts");
                }
                texts.add(one.stringValue());
            });
        }
        return texts;
    }

    /** A list of token ids; null if the key is not there. */
    int @Nullable [] tokens(String key) {
        return find(key).map(value -> tokens(value, named(key))).orElse(null);
    }

    /** The token ids in a list. */
    static int[] tokens(JsonNode list, String name) {
        if (!list.isArray()) {
            throw Refusal.invalid(name, name + " must be a list of token ids");
        }
        int[] ids = new int[list.size()];
        for (int i = 0; i < ids.length; i++) {
            JsonNode id = list.get(i);
            if (!id.isIntegralNumber() || !id.canConvertToInt()) {
                throw Refusal.invalid(name, name + " must be a list of token ids, but element " + i + " is none");
            }
            ids[i] = id.intValue();
        }
        return ids;
    }

    /** An object within; an empty one if the key is not there. */
    Fields within(String key) {
        Optional<JsonNode> value = find(key);
        if (value.isPresent() && !value.get().isObject()) {
            throw wrong(key, "an object");
        }
        return new Fields(value.orElseGet(JSON::createObjectNode), named(key) + ".");
    }

    /** The objects of a list; empty if the key is not there. */
    List<Fields> list(String key) {
        Optional<JsonNode> value = find(key);
        if (value.isPresent() && !value.get().isArray()) {
            throw wrong(key, "a list");
        }
        List<Fields> all = new ArrayList<>();
        for (JsonNode each : value.orElseGet(JSON::createArrayNode)) {
            String name = named(key) + "[" + all.size() + "]";
            if (!each.isObject()) {
                throw Refusal.invalid(named(key), name + " must be an object");
            }
            all.add(new Fields(each, name + "."));
        }
        return all;
    }

    /**
     * Refuses keys for what is not done here, unless they say that it is not wanted.
     *
     * @param reason behind the key's name, as the end of a sentence
     */
    void refuse(Set<String> keys, String reason) {
        for (String key : keys) {
            Optional<JsonNode> value = find(key);
            if (value.isPresent() && !isNeutral(value.get())) {
                throw Refusal.invalid(named(key), named(key) + " " + reason);
            }
        }
    }

    private static boolean isNeutral(JsonNode value) {
        return (value.isBoolean() && !value.booleanValue())
                || (value.isContainer() && value.isEmpty())
                || (value.isString() && value.stringValue().isEmpty())
                || (value.isNumber() && value.doubleValue() == 0);
    }
}
