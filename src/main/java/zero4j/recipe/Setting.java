package zero4j.recipe;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One value of a recipe before it is bound.
 *
 * @param key dotted key
 * @param values one text for a scalar, any number for a list
 * @param list whether it was written as a list
 * @param origin where it was written: {@code file:line}, or the override
 */
record Setting(String key, List<String> values, boolean list, String origin) {
    Setting {
        values = List.copyOf(values);
    }

    /** The value as the user wrote it, nearly; {@code empty} if it is. */
    String shown() {
        String text = list ? "[" + String.join(", ", values) + "]" : values.getFirst();
        return text.isEmpty() ? "empty" : text;
    }

    /** Whether it says nothing. */
    boolean blank() {
        return !list && values.getFirst().isBlank();
    }

    /** A list, or a text separated by commas; {@code none} is the empty list. */
    List<String> items() {
        if (list) {
            return values;
        }
        String text = values.getFirst().strip();
        return text.isEmpty() || text.equals("none")
                ? List.of()
                : Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    }

    /** The same place with each text changed. */
    Setting each(UnaryOperator<String> change) {
        return new Setting(key, values.stream().map(change).toList(), list, origin);
    }

    /** The same place with another text. */
    Setting saying(String text) {
        return new Setting(key, List.of(text), false, origin);
    }
}
