package zero4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Range checks of one settings record: every failed check is remembered, {@link #done()} throws them together. Keys are
 * given without the section.
 */
public final class SettingChecks {
    private final String prefix;
    private final List<InvalidSettings.Problem> problems = new ArrayList<>();

    /** Checks of a section such as {@code rollout}; the empty section holds the top-level keys. */
    public SettingChecks(String section) {
        this.prefix = section.isEmpty() ? "" : section + ".";
    }

    /** The value is {@code min} or more. */
    public SettingChecks atLeast(String key, long value, long min) {
        return that(value >= min, key, value, "it must be at least " + min);
    }

    /** The value is finite and above 0. */
    public SettingChecks positive(String key, double value) {
        return that(Double.isFinite(value) && value > 0, key, value, "it must be above 0");
    }

    /** The value is finite and 0 or more. */
    public SettingChecks notNegative(String key, double value) {
        return that(Double.isFinite(value) && value >= 0, key, value, "it must be 0 or more");
    }

    /** The value is in [low, high). */
    public SettingChecks between(String key, double value, double low, double high) {
        return that(value >= low && value < high, key, value, "it must be at least " + low + " and below " + high);
    }

    /** The text is not blank. */
    public SettingChecks notBlank(String key, String value) {
        return that(!value.isBlank(), key, "empty", "it must be given");
    }

    /** Any other rule; {@code expected} says what is allowed or why not. */
    public SettingChecks that(boolean holds, String key, Object value, String expected) {
        if (!holds) {
            problems.add(new InvalidSettings.Problem(prefix + key, String.valueOf(value), expected));
        }
        return this;
    }

    /** Ends the checks. @throws InvalidSettings if any failed */
    public void done() {
        if (!problems.isEmpty()) {
            throw new InvalidSettings(problems);
        }
    }

    /** How an enum constant is written in a recipe: lower case, blanks and underscores as {@code -}. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
