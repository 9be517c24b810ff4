package zero4j.recipe;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import zero4j.SettingChecks;

/**
 * What a setting may be, read from a recipe's text and written as such.
 *
 * @param type of the value: a text, a number, a boolean, an enum, or a list of texts
 * @param preset whether the word {@code preset} stands for no value: the component is an {@link Optional}
 */
record SettingType(Class<?> type, boolean preset) {
    private static final String PRESET = "preset";
    /** What the resolved settings say of a constant that the algorithm has no use for. Read, it is the same as preset. */
    private static final String UNUSED = "unused";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    static SettingType of(RecordComponent component) {
        Class<?> type = component.getType();
        if (type == OptionalInt.class) {
            return new SettingType(int.class, true);
        } else if (type == OptionalDouble.class) {
            return new SettingType(double.class, true);
        } else if (type == Optional.class && component.getGenericType() instanceof ParameterizedType of) {
            return new SettingType((Class<?>) of.getActualTypeArguments()[0], true);
        }
        return new SettingType(type, false);
    }

    /** What is allowed, behind "it must be". */
    String expected() {
        return preset ? expectedValue() + ", or " + PRESET : expectedValue();
    }

    private String expectedValue() {
        if (type.isEnum()) {
            return "one of " + constants().map(SettingChecks::word).collect(Collectors.joining(", "));
        } else if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        } else if (type == double.class) {
            return "a number";
        }
        return type == String.class ? "a single value" : "a whole number";
    }

    /** The words that are allowed, where there are only so many. */
    List<String> words() {
        return type.isEnum() ? constants().map(SettingChecks::word).toList() : List.of();
    }

    /** The value, or empty where the text is not one. */
    Optional<JsonNode> read(Setting setting) {
        if (type == List.class) {
            return Optional.of(strings(setting.items()));
        } else if (setting.list()) {
            return Optional.empty();
        }
        String text = setting.values().getFirst().strip();
        try {
            return preset && (text.equals(PRESET) || text.equals(UNUSED)) ? Optional.of(NODES.nullNode()) : read(text);
        } catch (ArithmeticException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private Optional<JsonNode> read(String text) {
        if (type.isEnum()) {
            return constants()
                    .filter(constant -> SettingChecks.word(constant).equals(text.toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .map(constant -> NODES.stringNode(constant.name()));
        } else if (type == boolean.class || type == Boolean.class) {
            return text.equals("true") || text.equals("false")
                    ? Optional.of(NODES.booleanNode(text.equals("true")))
                    : Optional.empty();
        } else if (type == String.class) {
            return Optional.of(NODES.stringNode(text));
        } else if (type == int.class) {
            return Optional.of(NODES.numberNode(number(text).intValueExact()));
        } else if (type == long.class) {
            return Optional.of(NODES.numberNode(number(text).longValueExact()));
        } else if (type == double.class) {
            return Optional.of(NODES.numberNode(number(text).doubleValue()));
        }
        throw new IllegalStateException("no setting can be a " + type);
    }

    private Stream<Enum<?>> constants() {
        return Arrays.stream(type.getEnumConstants()).map(constant -> (Enum<?>) constant);
    }

    static BigDecimal number(String text) {
        BigDecimal number = new BigDecimal(text.replace("_", ""));
        // A whole number of a billion digits would be expanded by the exact conversions.
        if (Math.abs((long) number.scale()) > 400) {
            throw new NumberFormatException(text);
        }
        return number;
    }

    private static ArrayNode strings(List<String> items) {
        ArrayNode array = NODES.arrayNode();
        items.forEach(array::add);
        return array;
    }

    /**
     * The value as YAML that reads back the same.
     *
     * @param pinned whether no value means that there is no use for one
     */
    String text(JsonNode value, boolean pinned) {
        if (value.isNull()) {
            return pinned ? UNUSED : PRESET;
        } else if (value.isArray()) {
            return value.valueStream()
                    .map(item -> quoted(item.stringValue()))
                    .collect(Collectors.joining(", ", "[", "]"));
        } else if (type.isEnum()) {
            return constants()
                    .filter(constant -> constant.name().equals(value.stringValue()))
                    .map(SettingChecks::word)
                    .collect(Collectors.joining());
        } else if (type == double.class) {
            return Double.toString(value.doubleValue()).replace('E', 'e');
        }
        return type == String.class ? quoted(value.stringValue()) : value.asString();
    }

    private static String quoted(String text) {
        boolean plain = text.matches("[A-Za-z][A-Za-z0-9_./-]*") && !text.matches("(?i)null|true|false|yes|no|on|off");
        // A JSON string is also a YAML string.
        return plain ? text : JsonMapper.shared().writeValueAsString(text);
    }
}
