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

    /**
     * Each of some variants with each of the values of another setting: {@code dr-grpo} with {@code reward=auto,random} becomes
     * {@code dr-grpo+auto} and {@code dr-grpo+random}. A number has the last word of its key before it: {@code dr-grpo+seed2}.
     *
     * @param setting in the form {@code key.path=value,value}
     * @throws UserError if it has another form
     */
    public static List<Variant> varied(List<Variant> variants, String setting) {
        int equals = setting.indexOf('=');
        List<String> values = List.of(setting.substring(equals + 1).split(",", -1));
        if (equals < 1 || values.stream().anyMatch(String::isBlank)) {
            throw new UserError("what varies is '" + setting
                    + "'; it must be written key=value,value, for example --vary reward=auto,random");
        }
        String key = setting.substring(0, equals).strip();
        List<Variant> varied = new ArrayList<>();
        for (Variant variant : variants) {
            for (String value : values) {
                List<String> overrides = new ArrayList<>(variant.overrides());
                overrides.add(key + "=" + value.strip());
                varied.add(new Variant(variant.name() + "+" + inName(key, value.strip()), overrides, variant.seed()));
            }
        }
        return varied;
    }

    private static String inName(String key, String value) {
        String word = value.replaceAll("[^A-Za-z0-9._+-]+", "-");
        return Character.isLetter(value.charAt(0)) ? word : key.substring(key.lastIndexOf('.') + 1) + word;
    }

    /** All overrides, those that are shared first. */
    List<String> settings(List<String> shared) {
        List<String> all = new ArrayList<>(shared);
        all.addAll(overrides);
        seed.ifPresent(number -> all.add("seed=" + number));
        return all;
    }
}
