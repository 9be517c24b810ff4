package zero4j.recipe;

import java.util.List;

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

    /** The value as the user wrote it, nearly. */
    String shown() {
        return list ? "[" + String.join(", ", values) + "]" : values.getFirst();
    }
}
