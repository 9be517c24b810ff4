package zero4j.reproduce;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Settings in an experiment's file may be written as in a recipe: in sections, {@code eval: {suite: [a, b]}}, or by their whole keys. */
final class SettingsSections {
    private SettingsSections() {}

    /** The same file with whole keys and plain values wherever it has settings. */
    static Map<Object, Object> flattened(Map<?, ?> file) {
        Map<Object, Object> flat = new LinkedHashMap<>(file);
        change(flat, "train", SettingsSections::flat);
        change(flat, "quick", quick -> within(quick, "train"));
        change(flat, "arms", arms -> each(arms, SettingsSections::flat));
        change(flat, "models", models -> each(models, model -> within(model, "settings")));
        change(flat, "tables", tables -> each(tables, table -> within(table, "settings")));
        change(flat, "passes", passes -> each(passes, pass -> within(pass, "settings")));
        return flat;
    }

    private static void change(Map<Object, Object> map, String key, UnaryOperator<Object> to) {
        map.computeIfPresent(key, (_, value) -> to.apply(value));
    }

    private static Object within(Object section, String key) {
        if (!(section instanceof Map<?, ?> map)) {
            return section; // whoever reads it says what is wrong
        }
        Map<Object, Object> changed = new LinkedHashMap<>(map);
        change(changed, key, SettingsSections::flat);
        return changed;
    }

    private static Object each(Object several, UnaryOperator<Object> to) {
        return switch (several) {
            case Map<?, ?> map -> {
                Map<Object, Object> changed = new LinkedHashMap<>(map);
                changed.replaceAll((_, value) -> value == null ? Map.of() : to.apply(value));
                yield changed;
            }
            case List<?> list -> list.stream().map(to).toList();
            default -> several;
        };
    }

    private static Object flat(Object settings) {
        if (!(settings instanceof Map<?, ?> map)) {
            return settings;
        }
        Map<Object, Object> flat = new LinkedHashMap<>();
        put("", map, flat);
        return flat;
    }

    private static void put(String prefix, Map<?, ?> section, Map<Object, Object> flat) {
        section.forEach((key, value) -> {
            switch (value) {
                case Map<?, ?> below -> put(prefix + key + ".", below, flat);
                case List<?> list ->
                    flat.put(prefix + key, list.stream().map(String::valueOf).collect(Collectors.joining(",")));
                case null -> flat.put(prefix + key, "");
                default -> flat.put(prefix + key, value);
            }
        });
    }
}
