package zero4j.recipe;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import zero4j.InvalidSettings;
import zero4j.Words;

/**
 * The merged settings. A value of the wrong type becomes a problem and the default is used in its place, so that reading goes
 * on and finds the other problems too.
 */
final class SettingValues {
    private final Map<String, Setting> defaults = new LinkedHashMap<>();
    private final Map<String, Setting> merged;
    private final Problems problems;
    /** Settings of sections that were refused. */
    private final Set<String> standIns = new HashSet<>();

    /** @param given later ones replace earlier ones and the defaults; unknown keys become problems */
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
        } else if (RetiredKey.ALL.containsKey(key)) {
            RetiredKey.ALL.get(key).check(setting, problems);
        } else if (defaults.keySet().stream().anyMatch(known -> known.startsWith(key + "."))) {
            String keys = defaults.keySet().stream()
                    .filter(known -> known.startsWith(key + "."))
                    .map(known -> known.substring(key.length() + 1))
                    .collect(Collectors.joining(", "));
            if (!setting.blank()) {
                String named = defaults.containsKey(key + ".preset") ? "; a name goes into " + key + ".preset" : "";
                problems.add(setting.origin(), key + " is a section with the keys " + keys + named);
            }
        } else {
            Optional<String> known = answer(key).map(words -> "unknown key " + key + words);
            problems.add(
                    setting.origin(),
                    known.or(() -> beneathValue(key)).orElseGet(() -> "unknown key " + key + whereTheyAre(key)));
        }
    }

    /** A text with a colon that was read as a section: {@code reward: {command: ./score.py}}. */
    private Optional<String> beneathValue(String key) {
        int dot = key.lastIndexOf('.');
        String above = key.substring(0, Math.max(0, dot));
        return defaults.containsKey(above)
                ? Optional.of(above + " is one value and no section: put text with a colon in quotes, as in " + above
                        + ": \"" + key.substring(dot + 1) + ":…\"")
                : Optional.empty();
    }

    private Optional<String> answer(String key) {
        return SettingNames.among(defaults.keySet()).answer(key).map(SettingNames.Answer::inWords);
    }

    private String whereTheyAre(String key) {
        if (defaults.containsKey("rollout.prompts")) {
            return "; `train --dry-run` shows all settings";
        }
        return SettingNames.ofTraining().keys().contains(key)
                ? "; it is a setting of train, not of pretrain"
                : "; `pretrain --dry-run` shows all settings";
    }

    /** What may have been meant by a value that is none. */
    private static String nearValue(String key, String given, List<String> allowed) {
        return SettingNames.value(key, given)
                .or(() -> Words.nearest(given, allowed))
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
    }

    /** The defaults alone. */
    SettingValues defaults() {
        return new SettingValues(List.copyOf(defaults.values()), List.of(), new Problems());
    }

    /** Changes a setting and its default before they are read, if there is such a key. */
    void change(String key, UnaryOperator<Setting> change) {
        merged.computeIfPresent(key, (_, setting) -> change.apply(setting));
        defaults.computeIfPresent(key, (_, setting) -> change.apply(setting));
    }

    /** The value of a key, or the default's where what was given is wrong. */
    JsonNode value(String key, SettingType type) {
        Setting setting = merged.get(key);
        Setting standard = defaults.get(key);
        if (setting == null || standard == null) {
            throw new IllegalStateException("no default for " + key);
        }
        return type.read(setting).orElseGet(() -> {
            problems.add(
                    setting.origin(),
                    key + " is " + setting.shown() + "; it must be " + type.expected()
                            + nearValue(key, setting.shown(), type.words()));
            return type.read(standard)
                    .orElseThrow(
                            () -> new IllegalStateException("the default of " + key + " must be " + type.expected()));
        });
    }

    /**
     * Turns what a section's record refuses into problems, but for what it says of settings inside it for which defaults stand in.
     *
     * @param keys of the section, for which defaults stand in from now on
     */
    void refusedBySection(InvalidSettings refusal, List<String> keys) {
        refusal.problems().stream()
                .filter(problem -> !standIns.contains(problem.key()))
                .forEach(this::refused);
        standIns.addAll(keys);
    }

    /**
     * Turns what the whole recipe refuses into problems. Rules between sections are left out once a section was refused:
     * they would judge the stand-in.
     */
    void refusedByWhole(InvalidSettings refusal) {
        refusal.problems().stream()
                .filter(problem -> standIns.isEmpty() || !problem.key().contains("."))
                .forEach(this::refused);
    }

    /** Files and folders that are not there become problems. */
    void checkFiles() {
        for (Setting setting : merged.values()) {
            Location.missing(setting)
                    .forEach(name -> problems.add(
                            setting.origin(), setting.key() + " is " + name + "; there is no such file or folder"));
        }
    }

    /** A problem at the place where the value was given. */
    private void refused(InvalidSettings.Problem problem) {
        Setting setting = merged.get(problem.key());
        boolean guessed = problem.expected().contains("did you mean");
        problems.add(
                setting == null ? "" : setting.origin(),
                problem + (guessed ? "" : nearValue(problem.key(), problem.value(), List.of())),
                problem);
    }
}
