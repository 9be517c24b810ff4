package zero4j.recipe;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import zero4j.UserError;
import zero4j.run.RunFolder;

/** The settings of runs beside each other, and beside the defaults. */
public final class RunSettings {
    /** Where a run is kept and what it is called. */
    private static final Set<String> NAMES = Set.of("name", "runs");

    /** Sections and settings that change what is shown and kept of a run, and nothing that it learns. */
    private static final Set<String> SHOWN = Set.of("console", "dashboard", "metrics", "published", "record", "report");

    /** What else runs that repeat each other may differ in. */
    private static final Set<String> REPEATED = Set.of(
            "seed", "threads", "eval.every", "train.checkpoint_every", "train.keep_checkpoints", "train.keep_best");

    private RunSettings() {}

    /**
     * The settings of a run.
     *
     * @return empty where this version of the program does not understand them
     */
    public static Optional<TrainRecipe> of(RunFolder run) {
        try {
            return Optional.of(Recipes.train(run.recipe(), List.of()));
        } catch (UserError foreign) {
            return Optional.empty();
        }
    }

    /** What differs from the default settings of the recipe's algorithm: key to the value that it has, and to the default. */
    public static SortedMap<String, Change> changes(TrainRecipe recipe) {
        Map<String, String> defaults = defaults(recipe);
        SortedMap<String, Change> changes = new TreeMap<>();
        Recipes.settings(recipe.pinned()).forEach((key, value) -> {
            String other = defaults.getOrDefault(key, "");
            if (!NAMES.contains(key) && !value.equals(other)) {
                changes.put(key, new Change(value, other));
            }
        });
        return changes;
    }

    /** The default settings by their keys; what an algorithm decides is as the recipe's own has it. */
    public static Map<String, String> defaults(TrainRecipe recipe) {
        TrainRecipe plain = Recipes.train(
                "algorithm=" + recipe.algorithm().preset(),
                "rollout.max_new_tokens=" + recipe.rollout().maxNewTokens());
        Map<String, String> defaults = new LinkedHashMap<>(Recipes.settings(plain.pinned()));
        Map<String, String> usual = Recipes.settings(Recipes.train());
        Stream.of("algorithm", "rollout.max_new_tokens")
                .forEach(key -> defaults.computeIfPresent(key, (_, _) -> usual.get(key)));
        return defaults;
    }

    /** A setting's value and the default. */
    public record Change(String value, String usual) {}

    /**
     * What tells runs apart: the keys of settings that have not the same value in all of them. Left out are names and places, what is
     * only shown or kept, and what follows from another algorithm.
     */
    public static SortedSet<String> differing(Collection<TrainRecipe> recipes) {
        SortedSet<String> keys = new TreeSet<>();
        keys.add("algorithm");
        recipes.forEach(recipe -> keys.addAll(changes(recipe).keySet()));
        keys.removeIf(key -> SHOWN.contains(key.replaceFirst("\\..*", "")));
        keys.removeIf(key -> recipes.stream()
                        .map(recipe -> Recipes.settings(recipe.pinned()).getOrDefault(key, ""))
                        .distinct()
                        .count()
                < 2);
        return keys;
    }

    /** The same without the seed, and what changes nothing that is learnt: runs that have these in common repeat each other. */
    public static SortedSet<String> differingBesidesSeed(Collection<TrainRecipe> recipes) {
        SortedSet<String> keys = differing(recipes);
        keys.removeAll(REPEATED);
        return keys;
    }
}
