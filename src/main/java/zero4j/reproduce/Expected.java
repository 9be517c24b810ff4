package zero4j.reproduce;

import zero4j.pretrain.ArchitectureSettings;
import zero4j.recipe.PretrainRecipe;
import zero4j.recipe.TrainRecipe;

/** Seconds that stages take on two cores of a usual processor, with models of less than a million parameters: only to tell the time. */
final class Expected {
    /** Before a training is over nobody knows how long its completions become. */
    private static final int RESPONSE = 64;

    private static final double PRETRAINED_PER_SECOND = 35_000;
    private static final double TRAINED_PER_SECOND = 18_000;
    private static final double EVALUATED_PER_SECOND = 50_000;
    private static final double MEASURED_PARAMETERS = 330_000;
    private static final double START = 1;

    private Expected() {}

    static double pretraining(PretrainRecipe recipe) {
        return START + recipe.train().tokens() / PRETRAINED_PER_SECOND * parameters(recipe) / MEASURED_PARAMETERS;
    }

    /** About: a model that is pretrained further counts as a new one. */
    private static double parameters(PretrainRecipe recipe) {
        ArchitectureSettings shape = recipe.architecture();
        double attention = 4.0 * shape.hiddenSize() * shape.heads() * shape.headDim();
        return shape.layers() * (attention + 3.0 * shape.hiddenSize() * shape.mlp()) + START;
    }

    /** @param questions of the benchmarks */
    static double training(TrainRecipe recipe, long questions) {
        return START + steps(recipe) + evaluations(recipe) * evaluation(recipe, questions);
    }

    /** Of all steps of a training, without its evaluations. */
    static double steps(TrainRecipe recipe) {
        double completions = (double) recipe.train().steps() * recipe.rollout().responses();
        return completions * response(recipe.rollout().maxNewTokens()) / TRAINED_PER_SECOND;
    }

    /** Of one evaluation of a training. */
    static double evaluation(TrainRecipe recipe, long questions) {
        return asking(questions * (1 + recipe.eval().samples()), recipe.eval().maxNewTokens());
    }

    /** Evaluations before, during and after a training. */
    static long evaluations(TrainRecipe recipe) {
        int steps = recipe.train().steps();
        int every = recipe.eval().every();
        boolean lastIsDue = every > 0 && steps % every == 0;
        return recipe.eval().suite().isEmpty() ? 0 : 1 + (every > 0 ? steps / every : 0) + (lastIsDue ? 0 : 1);
    }

    /** @param budget tokens of a completion */
    static double asking(long completions, int budget) {
        return completions * response(budget) / EVALUATED_PER_SECOND;
    }

    private static double response(int budget) {
        return Math.min(budget, RESPONSE);
    }
}
