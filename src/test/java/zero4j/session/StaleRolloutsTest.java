package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.UserError;
import zero4j.algorithm.Presets;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;
import zero4j.weights.ModelConfig;

class StaleRolloutsTest {
    private static List<String> warnings(String... settings) {
        TrainRecipe recipe = Recipes.train(settings);
        return StaleRollouts.warnings(
                recipe, Presets.of(recipe.algorithm(), recipe.rollout().maxNewTokens()));
    }

    @ParameterizedTest
    @CsvSource({
        "0, reinforce, none, auto, ''",
        "1, dr-grpo, none, auto, ''",
        "1, reinforce, none, auto, reinforce has no ratio",
        "1, reinforce, tis, auto, ''",
        "2, grpo, none, learner, train.old_logprobs is learner",
        "2, grpo, none, sampler, ''",
        "2, grpo, tis, learner, ''",
        "0, grpo, seq-mask, auto, ''",
        "1, grpo, seq-mask, auto, the correction leaves out and weighs nothing",
        "1, grpo, seq-mask, learner, the correction leaves out and weighs nothing",
        "1, reinforce, seq-mask, auto, reinforce has no ratio",
        "1, dppo, seq-mask, auto, ''",
        "1, grpo, tis+seq-mask, auto, ''"
    })
    void warnings_olderWeights_areOfWhatNothingCorrects(
            int ahead, String algorithm, String correction, String old, String expected) {
        List<String> warnings = warnings(
                "rollout.ahead=" + ahead,
                "algorithm=" + algorithm,
                "correction.preset=" + correction,
                "train.old_logprobs=" + old);
        if (expected.isEmpty()) {
            assertThat(warnings).isEmpty();
        } else {
            assertThat(warnings).singleElement().asString().contains(expected, "Choose correction.preset: tis");
        }
    }

    @ParameterizedTest
    @CsvSource({"auto, 0, 0", "auto, 1, 1", "auto, 2, 3", "auto, 3, 4", "torch, 0, 1", "torch, 1, 1", "torch, 3, 4"})
    void memory_ofAhead_countsTheSamplersWeightsAndThoseThatWait(String backend, int ahead, int more) {
        ModelConfig config = TrainPlan.read("models/nano").orElseThrow();
        double memory = MemoryEstimate.of(
                        Recipes.train("rollout.ahead=" + ahead, "rollout.backend=" + backend),
                        config,
                        false,
                        Optional.empty())
                .model();
        double usual = MemoryEstimate.of(Recipes.train(), config, false, Optional.empty())
                .model();
        assertThat(memory - usual).isEqualTo(more * config.parameterCount() * 4.0);
    }

    @Test
    void ahead_tooMuch_isRefused() {
        assertThat(catchThrowableOfType(UserError.class, () -> Recipes.train("rollout.ahead=9")))
                .hasMessageContaining("rollout.ahead is 9; it must be from 0");
        assertThat(catchThrowableOfType(UserError.class, () -> Recipes.train("train.keep_best=stale")))
                .hasMessageContaining("with rollout.ahead: 0");
    }
}
