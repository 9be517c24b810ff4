package zero4j.session;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import zero4j.data.ColumnNames;
import zero4j.data.SpecialTokens;
import zero4j.eval.EvalSettings;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;
import zero4j.reward.Rewards;
import zero4j.verify.VerifierSettings;

/** What was said of an evaluation; what was not is as in the run that trained the model, if one did, or as usual. */
final class EvalChoices {
    /** The budget of arXiv 2503.20783. */
    private static final int PAPER_BUDGET = 3000;

    @Nullable
    List<String> suite;

    @Nullable
    ColumnNames columns;

    @Nullable
    SpecialTokens specialTokens;

    @Nullable
    Duration patience;

    @Nullable
    String template;

    @Nullable
    String reward;

    @Nullable
    VerifierSettings verifier;

    @Nullable
    Integer questions;

    @Nullable
    Integer maxNewTokens;

    @Nullable
    Integer samples;

    @Nullable
    Double temperature;

    @Nullable
    Long seed;

    @Nullable
    Compute compute;

    /**
     * All settings.
     *
     * @param fromRun those, by their names, that are as in the run that trained the model
     */
    record Resolved(
            EvalSettings settings,
            ColumnNames columns,
            SpecialTokens specialTokens,
            Duration patience,
            String template,
            String reward,
            VerifierSettings verifier,
            long seed,
            Compute compute,
            Set<String> fromRun) {}

    /** @throws zero4j.InvalidSettings if a number is out of its range */
    Resolved resolve(ModelOrigin origin) {
        Choice choice = new Choice(origin.recipe());
        Optional<TrainRecipe> suiteOf =
                origin.recipe().filter(run -> !run.eval().suite().isEmpty());
        Choice ofSuite = new Choice(suite == null && origin.run().isPresent() ? suiteOf : Optional.empty());
        List<String> chosenSuite =
                ofSuite.take("suite", suite, run -> run.eval().suite(), List.of(ModelArgument.NANO));
        // That of the evaluations in training, so that the scores compare.
        boolean nanoOnly = chosenSuite.stream().allMatch(ModelArgument.NANO::equals);
        int usual = nanoOnly ? Recipes.train(null, List.of()).eval().maxNewTokens() : PAPER_BUDGET;
        EvalSettings settings = new EvalSettings(
                chosenSuite,
                0,
                ofSuite.take("questions", questions, run -> run.eval().questions(), 0),
                choice.take("max_new_tokens", maxNewTokens, run -> run.eval().maxNewTokens(), usual),
                choice.take("samples", samples, run -> run.eval().samples(), 0),
                choice.take("temperature", temperature, run -> run.eval().temperature(), 1.0));
        Set<String> fromRun = new LinkedHashSet<>();
        Resolved resolved = new Resolved(
                settings,
                ofSuite.take("columns", columns, run -> QuestionSource.ofBenchmarks(run.data()), ColumnNames.FOUND),
                choice.take("special_tokens", specialTokens, run -> run.data().specialTokens(), SpecialTokens.WARN),
                choice.take(
                        "reward_timeout", patience, run -> Duration.ofSeconds(run.rewardTimeout()), Rewards.PATIENCE),
                choice.take("template", template, TrainRecipe::template, "none"),
                choice.take("reward", reward, TrainRecipe::reward, Rewards.AUTO),
                choice.take("verifier", verifier, TrainRecipe::verifier, VerifierSettings.DEFAULT),
                choice.take("seed", seed, TrainRecipe::seed, 1L),
                compute != null ? compute : origin.compute(),
                fromRun);
        fromRun.addAll(ofSuite.fromRun);
        fromRun.addAll(choice.fromRun);
        if (compute == null && !origin.compute().equals(Compute.DEFAULT)) {
            fromRun.add("compute");
        }
        return resolved;
    }

    private record Choice(Optional<TrainRecipe> recipe, Set<String> fromRun) {
        private Choice(Optional<TrainRecipe> recipe) {
            this(recipe, new LinkedHashSet<>());
        }

        private <T> T take(String name, @Nullable T given, Function<TrainRecipe, T> run, T usual) {
            if (given != null) {
                return given;
            }
            if (recipe.isEmpty()) {
                return usual;
            }
            fromRun.add(name);
            return run.apply(recipe.get());
        }
    }
}
