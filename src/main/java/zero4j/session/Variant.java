package zero4j.session;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import zero4j.UserError;

/**
 * One of several trainings that are compared: what it changes of the settings that they share.
 *
 * @param name of its run's folder and in tables
 * @param overrides settings in the form {@code key.path=value}
 * @param seed of every random draw; empty takes that of the settings
 */
public record Variant(String name, List<String> overrides, OptionalLong seed) {
    public Variant {
        overrides = List.copyOf(overrides);
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._+-]*")) {
            throw new UserError(
                    "a variant is called '" + name + "'; a name consists of letters, digits, '.', '_', '+' and"
                            + " '-', and begins with a letter or digit");
        }
    }

    /** The settings' own seed. */
    public static Variant of(String name, String... overrides) {
        return new Variant(name, List.of(overrides), OptionalLong.empty());
    }

    /** Another algorithm, called after it. */
    public static Variant ofAlgorithm(String preset) {
        return of(preset, "algorithm=" + preset);
    }

    /** All overrides, those that are shared first. */
    List<String> settings(List<String> shared) {
        List<String> all = new ArrayList<>(shared);
        all.addAll(overrides);
        seed.ifPresent(number -> all.add("seed=" + number));
        return all;
    }
}
