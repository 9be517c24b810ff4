package zero4j.dashboard;

import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.recipe.Recipes;
import zero4j.recipe.RunSettings;
import zero4j.recipe.TrainRecipe;
import zero4j.reward.Rewards;
import zero4j.run.LaunchRecord;
import zero4j.run.Provenance;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.run.RunSummary;

/**
 * What a run was decided and made to be, and what happened to it.
 *
 * @param made what it was made with: program, machine, model, data
 * @param problems what of it cannot be read, and why
 */
record SettingsOfRun(
        String run, List<Value> settings, Map<String, String> made, List<Event> events, List<String> problems) {
    /**
     * A setting.
     *
     * @param standard the default of this version, with the run's algorithm; null if it has no such setting
     * @param changed whether the run was decided to be otherwise; not of its name and place
     */
    record Value(String key, String value, @Nullable String standard, boolean changed) {}

    record Event(Instant time, long step, String text) {}

    static SettingsOfRun of(RunFolder run) {
        List<String> problems = new ArrayList<>();
        return new SettingsOfRun(
                run.name(), values(run, problems), made(run, problems), events(run, problems), problems);
    }

    private static List<Value> values(RunFolder run, List<String> problems) {
        try {
            TrainRecipe recipe = Recipes.train(run.recipe(), List.of());
            Map<String, String> standard = RunSettings.defaults(recipe);
            Set<String> changed = RunSettings.changes(recipe).keySet();
            return values(Recipes.settings(recipe), standard, changed::contains);
        } catch (UserError foreign) {
            problems.add("this version does not understand the recipe, which is shown as it stands: "
                    + foreign.getMessage());
            Map<String, String> standard = Recipes.settings(Recipes.train().pinned());
            Map<String, String> own = RunSummary.of(run).settings();
            return values(own, standard, key -> !Objects.equals(own.get(key), standard.get(key)));
        }
    }

    private static List<Value> values(
            Map<String, String> own, Map<String, String> standard, Predicate<String> changed) {
        return own.entrySet().stream()
                .map(setting -> new Value(
                        setting.getKey(),
                        setting.getValue(),
                        standard.get(setting.getKey()),
                        changed.test(setting.getKey())))
                .toList();
    }

    private static Map<String, String> made(RunFolder run, List<String> problems) {
        Map<String, String> made = new LinkedHashMap<>();
        if (!Files.isRegularFile(run.provenance())) {
            return made;
        }
        try {
            Provenance known = Provenance.read(run.provenance());
            made.put("begun", known.time().toString());
            made.put("program", "zero4j " + known.program());
            made.put("JVM", known.jvm());
            made.put("LibTorch", known.libtorch());
            made.put("machine", known.cpu() + "; " + known.os());
            made.put("device", known.device());
            String reward = Objects.requireNonNullElse(known.reward(), "not known");
            made.put(
                    "reward",
                    reward + Rewards.caution(reward).map(words -> "; " + words).orElse(""));
            made.put("model's hash", known.model());
            known.data().forEach((name, hash) -> made.put("data " + name, hash));
            Objects.requireNonNullElse(known.files(), Map.<String, String>of())
                    .forEach((name, hash) -> made.put("file " + name, hash));
        } catch (UserError e) {
            problems.add(String.valueOf(e.getMessage()));
        }
        return made;
    }

    private static List<Event> events(RunFolder run, List<String> problems) {
        List<Event> events = new ArrayList<>();
        if (!Files.isRegularFile(run.database())) {
            return events;
        }
        try (RunReader reader = RunReader.open(run.database())) {
            long last = reader.lastStep().orElse(0);
            for (LaunchRecord launch : reader.launches()) {
                events.add(new Event(
                        launch.started(),
                        launch.fromStep(),
                        launch.fromStep() == 0 ? "started" : "resumed after step " + launch.fromStep()));
                launch.ended()
                        .ifPresent(time -> events.add(
                                new Event(time, last, launch.outcome().orElse("ended"))));
            }
            reader.warnings().forEach(one -> events.add(new Event(one.time(), one.step(), "warning: " + one.text())));
            reader.skippedBatches()
                    .forEach(one -> events.add(new Event(
                            one.time(), one.step(), "update " + one.batch() + " not applied: " + one.reason())));
        } catch (UserError e) {
            problems.add(String.valueOf(e.getMessage()));
        }
        events.sort(Comparator.comparing(Event::time));
        return events;
    }
}
