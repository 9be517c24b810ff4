package zero4j.dashboard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import zero4j.UserError;
import zero4j.recipe.Recipes;
import zero4j.run.RunFolder;

/**
 * The settings of a run by key, as its recipe says them; none if this version does not understand the recipe.
 *
 * @param problem why there are none; empty if there are
 */
record RunSettings(Map<String, String> values, String problem) {
    /** Settings that say nothing about what is computed: runs that differ in these and their seed alone are of one family. */
    private static final Set<String> APART = Set.of("seed", "name", "runs", "dashboard", "console.samples");

    private static final Map<Path, Seen> READ = new ConcurrentHashMap<>();

    private record Seen(FileTime written, RunSettings settings) {}

    /** Reads a recipe where it has changed since it was read last. */
    static RunSettings of(RunFolder run) {
        try {
            FileTime written = Files.getLastModifiedTime(run.recipe());
            Seen seen = READ.get(run.recipe());
            if (seen == null || !seen.written().equals(written)) {
                seen = new Seen(written, read(run));
                READ.put(run.recipe(), seen);
            }
            return seen.settings();
        } catch (IOException e) {
            return new RunSettings(Map.of(), "the recipe " + run.recipe() + " cannot be read: " + e.getMessage());
        }
    }

    private static RunSettings read(RunFolder run) {
        try {
            return new RunSettings(Recipes.settings(Recipes.train(run.recipe(), List.of())), "");
        } catch (UserError e) {
            return new RunSettings(Map.of(), String.valueOf(e.getMessage()));
        }
    }

    String value(String key) {
        return values.getOrDefault(key, "");
    }

    /** Steps of the whole run; 0 if not known. */
    long steps() {
        String steps = value("train.steps");
        return steps.isEmpty() ? 0 : Long.parseLong(steps);
    }

    /** A name that runs share which differ in their seed only. */
    String family(String otherwise) {
        if (values.isEmpty()) {
            return otherwise;
        }
        String rest = new TreeMap<>(values)
                .entrySet().stream()
                        .filter(setting -> !APART.contains(setting.getKey()))
                        .map(Map.Entry::toString)
                        .collect(Collectors.joining("\n"));
        return Integer.toHexString(rest.hashCode());
    }
}
