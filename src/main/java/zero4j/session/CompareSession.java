package zero4j.session;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleBiFunction;
import java.util.function.UnaryOperator;
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
    private final Path folder;
    private final List<Variant> variants;
    private final List<TrainRecipe> recipes;
    private UnaryOperator<RewardFunction> reward = UnaryOperator.identity();
    private CompareListener listener = CompareListener.NONE;
    private BooleanSupplier stop = () -> false;

    private CompareSession(Path folder, List<Variant> variants, List<TrainRecipe> recipes) {
        this.folder = folder;
        this.variants = variants;
        this.recipes = recipes;
    }

    /**
     * A comparison.
     *
     * @param recipe the settings that all share, or null for the nano run
     * @param overrides of it for all variants
     * @param variants with distinct names
     * @param folder of the runs
     * @throws UserError if settings are wrong, or not those that a run in the folder was begun with
     */
    public static CompareSession of(
            @Nullable Path recipe, List<String> overrides, List<Variant> variants, Path folder) {
        Set<String> names = new HashSet<>();
        List<TrainRecipe> recipes = new ArrayList<>();
        for (Variant variant : variants) {
            if (!names.add(variant.name())) {
                throw new UserError("two variants are called " + variant.name() + "; each needs a name of its own");
            }
            recipes.add(Recipes.train(recipe, variant.settings(overrides)));
        }
        for (int i = 0; i < recipes.size(); i++) {
            TrainSession.of(recipes.get(i)).in(folder.resolve(variants.get(i).name()));
        }
        return new CompareSession(folder, List.copyOf(variants), recipes);
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
     * Trains what is not finished. A training that fails does not keep the others from being trained.
     *
     * @return one result for each variant that had its turn before the comparison was asked to stop
     * @throws UserError if what a variant names cannot be opened
     */
    public List<VariantResult> run() {
        List<VariantResult> results = new ArrayList<>();
        for (int i = 0; i < variants.size() && !stop.getAsBoolean(); i++) {
            TrainListener hears = listener.next(variants.get(i), recipes.get(i), i + 1, variants.size());
            VariantResult result =
                    train(variants.get(i), training(i).listener(hears).stopWhen(stop));
            listener.ended(result);
            results.add(result);
        }
        return results;
    }

    private TrainSession training(int variant) {
        return TrainSession.of(recipes.get(variant))
                .in(folder(variants.get(variant)))
                .reward(reward);
    }

    private Path folder(Variant variant) {
        return folder.resolve(variant.name());
    }

    private VariantResult train(Variant variant, TrainSession training) {
        RunFolder run = new RunFolder(folder(variant));
        if (training.finishedBefore().isPresent()) {
            return new VariantResult(variant, run, true, true, Optional.empty());
        }
        try (TrainSetup setup = training.prepare()) {
            return train(variant, run, training, setup);
        }
    }

    private static VariantResult train(Variant variant, RunFolder run, TrainSession training, TrainSetup setup) {
        try {
            return new VariantResult(variant, run, training.run(setup).finished(), false, Optional.empty());
        } catch (UserError e) {
            return new VariantResult(variant, run, false, false, Optional.of(e));
        }
    }
}
