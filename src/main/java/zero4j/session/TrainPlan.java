package zero4j.session;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import zero4j.UserError;
import zero4j.eval.Benchmark;
import zero4j.eval.EvalSettings;
import zero4j.recipe.TrainRecipe;
import zero4j.rollout.Prompt;
import zero4j.weights.ModelConfig;

/**
 * What a training needs: memory, disk, and how many tokens it samples and learns from. It can be told of a recipe whose model,
 * questions or device are not there.
 *
 * @param config of the model
 * @param opened whether the model's configuration was read, and not taken from the recipe's {@code published.shape}
 * @param promptTokens mean of the first prompts; empty if there are none, so that the longest that is allowed counts
 * @param evaluated completions of one evaluation; empty if it is not known what is asked
 */
public record TrainPlan(
        TrainRecipe recipe,
        ModelConfig config,
        boolean opened,
        MemoryEstimate memory,
        DiskEstimate disk,
        OptionalDouble promptTokens,
        OptionalLong evaluated) {
    /** Prompts whose lengths are looked at. */
    private static final int PROMPTS = 100;

    /** Of a training that could begin. */
    public static TrainPlan of(TrainSetup setup) {
        EvalSettings eval = setup.recipe().eval();
        List<Prompt> prompts = setup.firstPrompts(PROMPTS);
        return new TrainPlan(
                setup.recipe(),
                setup.config(),
                true,
                MemoryEstimate.of(setup),
                DiskEstimate.of(setup.recipe(), setup.config()),
                prompts.stream().mapToInt(prompt -> prompt.tokens().length).average(),
                OptionalLong.of(setup.suite().stream()
                        .mapToLong((Benchmark benchmark) -> benchmark.count(eval.questions()) * (1 + eval.samples()))
                        .sum()));
    }

    /** What can be said of a recipe alone; nothing where neither its model's {@code config.json} nor its shape is there. */
    public static Optional<TrainPlan> of(TrainRecipe recipe) {
        Optional<ModelConfig> read = read(recipe.model());
        return read.or(() -> recipe.published().config())
                .map(config -> new TrainPlan(
                        recipe,
                        config,
                        read.isPresent(),
                        MemoryEstimate.of(
                                recipe,
                                config,
                                recipe.onGpu(),
                                read(recipe.algorithm().kl().reference())),
                        DiskEstimate.of(recipe, config),
                        OptionalDouble.empty(),
                        recipe.eval().suite().isEmpty() ? OptionalLong.of(0) : OptionalLong.empty()));
    }

    /** Memory of each of several processes. */
    public MemoryEstimate memory(MemoryEstimate.Processes processes) {
        return MemoryEstimate.of(
                recipe, config, recipe.onGpu(), read(recipe.algorithm().kl().reference()), processes);
    }

    /** A model's configuration, if it is there and can be used. */
    static Optional<ModelConfig> read(String model) {
        try {
            return model.isEmpty() ? Optional.empty() : Optional.of(ModelConfig.read(ModelArgument.folder(model)));
        } catch (UserError absent) {
            return Optional.empty(); // whoever opens it says what is wrong
        }
    }

    /** Completions of the whole training. */
    public long completions() {
        return (long) recipe.train().steps() * recipe.rollout().responses();
    }

    /** Evaluations before, during and after. */
    public long evaluations() {
        int steps = recipe.train().steps();
        int every = recipe.eval().every();
        boolean lastIsDue = every > 0 && steps % every == 0;
        return recipe.eval().suite().isEmpty() ? 0 : 1 + (every > 0 ? steps / every : 0) + (lastIsDue ? 0 : 1);
    }

    /**
     * Tokens that are sampled in training.
     *
     * @param response mean length of a completion; empty for the whole budget, which is the most
     */
    public double sampledTokens(OptionalDouble response) {
        return completions() * response.orElse(recipe.rollout().maxNewTokens());
    }

    /** Tokens that are sampled in evaluations; 0 where it is not known what is asked. */
    public double evaluatedTokens(OptionalDouble response) {
        return evaluations()
                * (double) evaluated.orElse(0)
                * response.orElse(recipe.eval().maxNewTokens());
    }

    /** Tokens of the sequences that are learnt from, prompts included. */
    public double learntTokens(OptionalDouble response) {
        return recipe.train().epochs()
                * (sampledTokens(response)
                        + completions()
                                * promptTokens.orElse(
                                        Math.min(recipe.data().maxPromptTokens(), config.longestSequence() - 1)));
    }
}
