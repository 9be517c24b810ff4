package zero4j.session;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
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
    static final int PAPER_BUDGET = 3000;

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
        Choice ofSuite = new Choice(origin.recipe()
                .filter(run -> suite == null && !run.eval().suite().isEmpty())
                .filter(_ -> origin.run().isPresent()));
        List<String> chosenSuite = ofSuite.take(suite, run -> run.eval().suite(), List.of(ModelArgument.NANO));
        // That of the evaluations in training, so that the scores compare.
        boolean nanoOnly = chosenSuite.stream().allMatch(ModelArgument.NANO::equals);
        int usual = nanoOnly ? Recipes.train(null, List.of()).eval().maxNewTokens() : PAPER_BUDGET;
        EvalSettings settings = new EvalSettings(
                chosenSuite,
                0,
                ofSuite.take(questions, run -> run.eval().questions(), 0),
                choice.take(maxNewTokens, run -> run.eval().maxNewTokens(), usual),
                choice.take(samples, run -> run.eval().samples(), 0),
                choice.take(temperature, run -> run.eval().temperature(), 1.0));
        return new Resolved(
                settings,
                ofSuite.take(columns, run -> QuestionSource.ofBenchmarks(run.data()), ColumnNames.FOUND),
                choice.take(specialTokens, run -> run.data().specialTokens(), SpecialTokens.WARN),
                choice.take(patience, run -> Duration.ofSeconds(run.rewardTimeout()), Rewards.PATIENCE),
                choice.take(template, TrainRecipe::template, "none"),
                choice.take(reward, TrainRecipe::reward, Rewards.AUTO),
                choice.take(verifier, TrainRecipe::verifier, VerifierSettings.DEFAULT),
                choice.take(seed, TrainRecipe::seed, 1L),
                compute != null ? compute : origin.compute(),
                fromRun(choice, ofSuite, origin));
    }

    private Set<String> fromRun(Choice choice, Choice ofSuite, ModelOrigin origin) {
        Set<String> names = new LinkedHashSet<>(ofSuite.taken(
                new Said("suite", suite), new Said("questions", questions), new Said("columns", columns)));
        names.addAll(choice.taken(
                new Said("max_new_tokens", maxNewTokens),
                new Said("samples", samples),
                new Said("temperature", temperature),
                new Said("special_tokens", specialTokens),
                new Said("reward_timeout", patience),
                new Said("template", template),
                new Said("reward", reward),
                new Said("verifier", verifier),
                new Said("seed", seed)));
        if (compute == null && !origin.compute().equals(Compute.DEFAULT)) {
            names.add("compute");
        }
        return names;
    }

    /**
     * A setting by its name.
     *
     * @param value null where nothing was said
     */
    private record Said(String name, @Nullable Object value) {}

    /** Where settings that nobody said come from. */
    private record Choice(Optional<TrainRecipe> recipe) {
        <T> T take(@Nullable T given, Function<TrainRecipe, T> run, T usual) {
            return given != null ? given : recipe.map(run).orElse(usual);
        }

        /** Names of those that come from the recipe. */
        List<String> taken(Said... settings) {
            return recipe.isEmpty()
                    ? List.of()
                    : Stream.of(settings)
                            .filter(setting -> setting.value() == null)
                            .map(Said::name)
                            .toList();
        }
    }
}
