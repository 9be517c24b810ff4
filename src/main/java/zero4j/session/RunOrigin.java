package zero4j.session;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import zero4j.AtomicFile;
import zero4j.Sha256;
import zero4j.UserError;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;
import zero4j.reward.Rewards;
import zero4j.run.LaunchRecord;
import zero4j.run.Provenance;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.torch.LibTorch;

/** What a run is begun with: written into its folder at the start, and compared with what there is later. */
final class RunOrigin {
    /** Begins the name of a file of the model among the hashes. */
    static final String MODEL = "model/";
    /** Begins the path of a program or script that rewards. */
    static final String REWARD = "reward ";

    /** What older runs wrote down of a constant that they left to their algorithm. */
    private static final String PRESET = "preset";

    private RunOrigin() {}

    /** Whether a folder has a run. */
    static boolean isThere(RunFolder folder) {
        return Files.isRegularFile(folder.recipe());
    }

    /** Writes down what a run is made with. The recipe is last: from then on there is a run to resume. */
    static void write(TrainSetup setup, RunFolder run) {
        TrainRecipe located = Recipes.located(setup.recipe()); // so that the run can be resumed from anywhere
        Map<String, String> files = files(setup);
        Provenance.here(
                        LibTorch.bindings(),
                        setup.placement().toString(),
                        setup.recipe().seed(),
                        Sha256.ofTexts(files.values()),
                        Rewards.located(setup.reward().name()),
                        setup.fingerprints(),
                        files,
                        Recipes.settings(located))
                .write(run.provenance());
        AtomicFile.write(run.recipe(), Recipes.render(located));
    }

    /** Hash of each file that training depends on besides the questions, by what it is. */
    static SortedMap<String, String> files(TrainSetup setup) {
        SortedMap<String, String> files = new TreeMap<>();
        ModelHash.byFile(setup.base()).forEach((name, hash) -> files.put(MODEL + name, hash));
        Path template = Path.of(setup.recipe().template());
        if (setup.recipe().template().endsWith(".txt")) {
            files.put("template", ModelHash.ofBytes(template));
        }
        Rewards.scripts(setup.recipe().reward())
                .forEach(file -> files.put(REWARD + file.toAbsolutePath().normalize(), ModelHash.ofBytes(file)));
        return files;
    }

    /** Every setting by its key, as the recipe of a run's folder says it. */
    static Map<String, String> settings(TrainRecipe recipe) {
        return Recipes.settings(Recipes.located(recipe.pinned()));
    }

    /**
     * What a run was begun with, with the constants that its algorithm has where an older run did not write them down. They stay
     * {@code preset} where the algorithm is not known any more, or its settings cannot be read.
     */
    static Map<String, String> pinned(Map<String, String> then) {
        if (!then.containsValue(PRESET)) {
            return then;
        }
        Map<String, String> usual = Recipes.settings(Recipes.train());
        List<String> known = then.entrySet().stream()
                .filter(entry -> usual.containsKey(entry.getKey()))
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
        Map<String, String> today;
        try {
            today = Recipes.settings(Recipes.train(null, known).pinned());
        } catch (UserError e) {
            return then;
        }
        Map<String, String> pinned = new TreeMap<>(then);
        pinned.replaceAll((key, value) -> value.equals(PRESET) ? today.getOrDefault(key, value) : value);
        return pinned;
    }

    /** Keys that {@link #pinned} could not make out. */
    static List<String> unknown(Map<String, String> pinned) {
        return pinned.entrySet().stream()
                .filter(setting -> setting.getValue().equals(PRESET))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /**
     * What two sets of settings have in common, but with other values: in words, by key.
     *
     * @param then those that a run was begun with
     */
    static SortedMap<String, String> differences(Map<String, String> then, Map<String, String> now) {
        SortedMap<String, String> changes = new TreeMap<>();
        then.forEach((key, value) -> {
            String today = now.get(key);
            if (today != null && !today.equals(value) && !value.equals(PRESET)) {
                changes.put(key, change(key, value, today));
            }
        });
        return changes;
    }

    static String change(String key, Object then, Object now) {
        return key + " was " + then + " and is " + now;
    }

    /**
     * Looks whether a folder has no run, or one of this recipe.
     *
     * @throws UserError if it has one of other settings, which it names
     */
    static void requireSame(RunFolder run, TrainRecipe recipe) {
        if (!isThere(run)) {
            return;
        }
        Map<String, String> mine = settings(recipe);
        Map<String, String> then;
        try {
            then = settings(Recipes.train(run.recipe(), List.of()));
        } catch (UserError e) {
            throw new UserError(
                    run.path() + " has a run whose settings cannot be read: " + e.getMessage()
                            + ". Give another folder, or mend the file",
                    e);
        }
        if (!then.equals(mine)) {
            SortedMap<String, String> changes = differences(then, mine);
            String what = " other settings (" + run.recipe() + "): " + String.join(", ", changes.values());
            throw new UserError(run.path()
                    + (changes.keySet().stream().allMatch(ResumeCheck::isFree)
                            ? " goes on with" + what
                                    + "; `resume` keeps these. Or give the same ones, or another folder"
                            : " was begun with" + what + "; give the same ones, or another folder"));
        }
    }

    /** Whether nothing is left to be written down of a run's latest start. */
    static boolean isRecordedAsFinished(RunFolder run) {
        if (!Files.isRegularFile(run.database())) {
            return false;
        }
        try (RunReader reader = RunReader.open(run.database())) {
            List<LaunchRecord> launches = reader.launches();
            return !launches.isEmpty() && launches.getLast().outcome().equals(Optional.of("finished"));
        }
    }
}
