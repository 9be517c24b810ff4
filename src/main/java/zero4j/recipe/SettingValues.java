package zero4j.recipe;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import zero4j.InvalidSettings;
import zero4j.SettingChecks;
import zero4j.Words;

/**
 * The merged settings with typed access. A value of the wrong type becomes a problem and the default is used in its place,
 * so that reading goes on and finds the other problems too.
 */
final class SettingValues {
    private final Map<String, Setting> defaults = new LinkedHashMap<>();
    private final Map<String, Setting> merged;
    private final Set<String> read = new HashSet<>();
    private final Problems problems;
    private boolean sectionRefused;

    SettingValues(List<Setting> defaults, List<Setting> given, Problems problems) {
        this.problems = problems;
        defaults.forEach(setting -> this.defaults.put(setting.key(), setting));
        this.merged = new LinkedHashMap<>(this.defaults);
        given.forEach(this::merge);
    }

    private void merge(Setting setting) {
        String key = setting.key();
        if (defaults.containsKey(key)) {
            merged.put(key, setting);
        } else if (sections().contains(key)) {
            String keys = defaults.keySet().stream()
                    .filter(k -> k.startsWith(key + "."))
                    .map(k -> k.substring(key.length() + 1))
                    .collect(Collectors.joining(", "));
            if (!setting.shown().isEmpty()) {
                problems.add(setting.origin(), key + " is a section with the keys " + keys);
            }
        } else {
            problems.add(setting.origin(), "unknown key " + key + suggestion(key));
        }
    }

    private Set<String> sections() {
        return defaults.keySet().stream()
                .filter(key -> key.contains("."))
                .map(key -> key.substring(0, key.indexOf('.')))
                .collect(Collectors.toSet());
    }

    private String suggestion(String key) {
        for (String known : defaults.keySet()) {
            if (known.endsWith("." + key) || key.endsWith("." + known)) {
                return "; did you mean " + known + "?";
            }
        }
        return Words.nearest(key, defaults.keySet())
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
    }

    /** Keys with a default that were never asked for. */
    Set<String> unread() {
        Set<String> unread = new HashSet<>(defaults.keySet());
        unread.removeAll(read);
        return unread;
    }

    String text(String key) {
        return value(key, "a single value", Optional::of);
    }

    int integer(String key) {
        return value(key, "a whole number", text -> Optional.of(number(text).intValueExact()));
    }

    long longInteger(String key) {
        return value(key, "a whole number", text -> Optional.of(number(text).longValueExact()));
    }

    double real(String key) {
        return value(key, "a number", text -> Optional.of(number(text).doubleValue()));
    }

    boolean flag(String key) {
        return value(key, "true or false", text -> switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        });
    }

    /** What is read under a key, or empty where it says {@code preset}. */
    <T> Optional<T> orPreset(String key, Function<String, T> read) {
        Setting setting = setting(key);
        if (!setting.list() && setting.values().getFirst().strip().equals("preset")) {
            return Optional.empty();
        }
        try {
            return Optional.of(read.apply(key));
        } catch (NoDefault e) {
            return Optional.empty(); // the problem is noted, and the default says preset
        }
    }

    /** A value is wrong, and the default cannot stand in for it. */
    private static final class NoDefault extends IllegalStateException {
        private NoDefault(String message) {
            super(message);
        }
    }

    <E extends Enum<E>> E choice(String key, Class<E> type) {
        List<E> constants = Arrays.asList(type.getEnumConstants());
        String words = constants.stream().map(SettingChecks::word).collect(Collectors.joining(", "));
        return value(
                key,
                "one of " + words,
                text -> constants.stream()
                        .filter(constant -> SettingChecks.word(constant).equals(text.toLowerCase(Locale.ROOT)))
                        .findFirst());
    }

    /** A list, or a text separated by commas; {@code none} is the empty list. */
    List<String> list(String key) {
        Setting setting = setting(key);
        if (setting.list()) {
            return setting.values();
        }
        String text = setting.values().getFirst().strip();
        if (text.equals("none") || text.isEmpty()) {
            return List.of();
        }
        List<String> items = new ArrayList<>();
        for (String item : text.split(",", -1)) {
            items.add(item.strip());
        }
        return items;
    }

    /**
     * A section made of the settings. If its record refuses them, the refusals become problems and {@code fallback} stands
     * in for it.
     */
    <T> T section(Supplier<T> section, Supplier<T> fallback) {
        try {
            return section.get();
        } catch (InvalidSettings e) {
            sectionRefused = true;
            e.problems().forEach(this::refused);
            return fallback.get();
        }
    }

    /**
     * Turns what the whole recipe refuses into problems. Rules between sections are left out once a section was refused:
     * they would judge the stand-in.
     */
    void refusedByWhole(InvalidSettings refusal) {
        refusal.problems().stream()
                .filter(problem -> !sectionRefused || !problem.key().contains("."))
                .forEach(this::refused);
    }

    /** A problem at the place where the value was given. */
    private void refused(InvalidSettings.Problem problem) {
        Setting setting = merged.get(problem.key());
        problems.add(setting == null ? problem.key() : setting.origin(), problem.toString());
    }

    private Setting setting(String key) {
        read.add(key);
        Setting setting = merged.get(key);
        if (setting == null) {
            throw new IllegalStateException("no default for " + key);
        }
        return setting;
    }

    private <T> T value(String key, String expected, Function<String, Optional<T>> parse) {
        Setting setting = setting(key);
        Optional<T> value = parsed(setting, parse);
        if (value.isEmpty()) {
            String shown = setting.shown().isEmpty() ? "empty" : setting.shown();
            problems.add(setting.origin(), key + " is " + shown + "; it must be " + expected);
            Setting standard = defaults.get(key);
            value = standard == null ? Optional.empty() : parsed(standard, parse);
        }
        return value.orElseThrow(() -> new NoDefault("the default of " + key + " must be " + expected));
    }

    private static <T> Optional<T> parsed(Setting setting, Function<String, Optional<T>> parse) {
        if (setting.list()) {
            return Optional.empty();
        }
        try {
            return parse.apply(setting.values().getFirst().strip());
        } catch (ArithmeticException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static BigDecimal number(String text) {
        BigDecimal number = new BigDecimal(text.replace("_", ""));
        // A whole number of a billion digits would be expanded by the exact conversions.
        if (Math.abs((long) number.scale()) > 400) {
            throw new NumberFormatException(text);
        }
        return number;
    }
}
