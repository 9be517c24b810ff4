package zero4j.session;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleBiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.data.Question;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;
import zero4j.reward.RewardFunction;
import zero4j.reward.Rewards;
import zero4j.rollout.Completion;
import zero4j.run.RunFolder;
import zero4j.train.TrainListener;

/**
 * Trains variants of one recipe, one after the other, each in a folder of its own that bears its name. A variant that is
 * finished is not repeated, one that stopped goes on. It prints nothing: what it has to say goes to a {@link CompareListener}.
 *
 * <p>Not thread-safe.
 */
public final class CompareSession {
    /** Names of files that a comparison is shown in. */
    private static final Set<String> RESERVED = Set.of("compare.md", "compare.html", "compare.svg");

    private final Path folder;
    private final List<Planned> variants;
    private UnaryOperator<RewardFunction> reward = UnaryOperator.identity();
    private CompareListener listener = CompareListener.NONE;
    private BooleanSupplier stop = () -> false;

    /** A variant with its settings, or why it has none. */
    private record Planned(Variant variant, Optional<TrainRecipe> recipe, Optional<UserError> refusal) {}

    private CompareSession(Path folder, List<Planned> variants) {
        this.folder = folder;
        this.variants = variants;
    }

    /**
     * A comparison.
     *
     * @param recipe the settings that all share, or null for the nano run
     * @param overrides of it for all variants
     * @param variants with distinct names, also where small and large letters are the same
     * @param folder of the runs
     * @throws UserError if no variant can begin: of some that cannot {@link #run} tells, and trains the others
     */
    public static CompareSession of(
            @Nullable Path recipe, List<String> overrides, List<Variant> variants, Path folder) {
        requireDistinct(variants);
        List<Planned> planned = variants.stream()
                .map(variant -> planned(recipe, overrides, variant, folder))
                .toList();
        List<UserError> refusals =
                planned.stream().flatMap(plan -> plan.refusal().stream()).toList();
        if (!refusals.isEmpty() && refusals.size() == planned.size()) {
            throw new UserError(
                    refusals.stream().map(UserError::getMessage).distinct().collect(Collectors.joining("\n")),
                    refusals.getFirst());
        }
        return new CompareSession(folder, planned);
    }

    private static Planned planned(@Nullable Path file, List<String> overrides, Variant variant, Path folder) {
        try {
            TrainRecipe recipe = Recipes.train(file, variant.settings(overrides));
            TrainSession.of(recipe).in(folder.resolve(variant.name()));
            return new Planned(variant, Optional.of(recipe), Optional.empty());
        } catch (UserError e) {
            return new Planned(variant, Optional.empty(), Optional.of(e));
        }
    }

    /** Each has a folder and a chart of its own, beside the joint ones, on a disk that may not tell letters by their size. */
    private static void requireDistinct(List<Variant> variants) {
        Set<String> taken = new HashSet<>(RESERVED);
        for (Variant variant : variants) {
            String name = variant.name().toLowerCase(Locale.ROOT);
            if (variants.stream()
                            .filter(other -> other.name().equalsIgnoreCase(name))
                            .count()
                    > 1) {
                throw new UserError("two variants are called " + variant.name() + "; each needs a name of its own");
            }
            if (!taken.add(name) || !taken.add(name + ".svg")) {
                throw new UserError("a variant cannot be called " + variant.name()
                        + ": a file of the comparison has that" + " name");
            }
        }
    }

    /** Rewards a completion by a number, as {@link TrainSession#reward(ToDoubleBiFunction)} does. */
    public CompareSession reward(ToDoubleBiFunction<Question, Completion> score) {
        return reward(TrainSession.OWN_REWARD, score);
    }

    /** Rewards a completion by a number, under a name, as {@link TrainSession#reward(String, ToDoubleBiFunction)} does. */
    public CompareSession reward(String name, ToDoubleBiFunction<Question, Completion> score) {
        return reward(Rewards.scored(name, score));
    }

    /** Rewards all variants by a function of one's own, instead of the recipe's. */
    public CompareSession reward(RewardFunction own) {
        return reward(_ -> own);
    }

    /** Rewards all variants by a function that is made from the recipe's. */
    public CompareSession reward(UnaryOperator<RewardFunction> change) {
        reward = change;
        return this;
    }

    /** Who hears what happens; one only, the last that is given. */
    public CompareSession listener(CompareListener hears) {
        listener = hears;
        return this;
    }

    /** Asked before each variant, before its first step and after each. */
    public CompareSession stopWhen(BooleanSupplier asked) {
        stop = asked;
        return this;
    }

    /**
     * Trains what is not finished. A variant that cannot begin, or whose training fails, does not keep the others from being trained.
     *
     * @return one result for each variant that had its turn before the comparison was asked to stop
     */
    public List<VariantResult> run() {
        List<VariantResult> results = new ArrayList<>();
        for (int i = 0; i < variants.size() && !stop.getAsBoolean(); i++) {
            VariantResult result = result(variants.get(i), i + 1);
            listener.ended(result);
            results.add(result);
        }
        return results;
    }

    private VariantResult result(Planned planned, int number) {
        Variant variant = planned.variant();
        RunFolder run = new RunFolder(folder.resolve(variant.name()));
        if (planned.recipe().isEmpty()) {
            return new VariantResult(variant, run, false, false, planned.refusal());
        }
        TrainRecipe recipe = planned.recipe().get();
        TrainListener hears = listener.next(variant, recipe, number, variants.size());
        try {
            TrainSession training = TrainSession.of(recipe)
                    .in(run.path())
                    .reward(reward)
                    .listener(hears)
                    .stopWhen(stop);
            try (TrainSetup setup = training.prepare()) {
                boolean before = training.finishedBefore().isPresent();
                return new VariantResult(
                        variant, run, before || training.run(setup).finished(), before, Optional.empty());
            }
        } catch (UserError e) {
            return new VariantResult(variant, run, false, false, Optional.of(e));
        }
    }
}
