package zero4j.learn;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.algorithm.AlgorithmSettings;
import zero4j.learn.ProofLearner.Computes;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;

/**
 * Loss and gradient of responses that older weights have sampled, with one update per batch, as the loop learns from them where rollouts
 * run ahead: against loops over the formulas.
 */
class StaleProofTest {
    private static final ProofBatch BATCH = ProofBatch.random(3);

    private static TrainRecipe recipe(String... settings) {
        return Recipes.train(null, List.of(settings));
    }

    private static void prove(TrainRecipe recipe, long version, ProofBatch expected, String what) {
        AlgorithmSettings settings = recipe.algorithm();
        ProofBatch.Result plain = expected.plain(settings);
        for (Computes kind : Computes.values()) {
            GradientAssert.assertClose(
                    ProofLearner.assessed(kind, BATCH, settings, version, recipe.train()), plain, what + " by " + kind);
        }
    }

    /** The ratio leads from what was sampled to what is learnt: with one update it would be 1 otherwise. */
    @ParameterizedTest
    @ValueSource(strings = {"dr-grpo", "grpo", "dapo", "gspo", "cispo", "rloo", "dppo", "sapo", "gmpo"})
    void gradient_staleResponses_hasRatiosFromTheSampler(String preset) {
        prove(recipe("algorithm=" + preset), 2, BATCH.withOldOfSampler(), preset);
    }

    /** The weights lead from what was sampled to the learner's weights before the update; the ratio begins there, at 1. */
    @ParameterizedTest
    @CsvSource({"truncate, token", "truncate, sequence", "mask, token", "mask, geometric"})
    void gradient_staleResponsesAndCorrection_hasWeightsFromTheSampler(String kind, String level) {
        TrainRecipe recipe = recipe("correction={kind: " + kind + ", level: " + level + ", cap: 1.2}");
        prove(recipe, 2, BATCH.onPolicy(), kind + " " + level);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dr-grpo", "gspo"})
    void gradient_responsesOfTheLearnersWeights_hasRatiosOfOne(String preset) {
        prove(recipe("algorithm=" + preset), 0, BATCH.onPolicy(), preset);
    }
}
