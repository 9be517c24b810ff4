package zero4j.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static zero4j.learn.TinyLearner.BUDGET;
import static zero4j.learn.TinyLearner.TEMPERATURE;
import static zero4j.learn.TinyLearner.batch;
import static zero4j.learn.TinyLearner.model;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.algorithm.Presets;
import zero4j.algorithm.Response;
import zero4j.algorithm.TrainBatch;
import zero4j.model.CausalLm;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;
import zero4j.run.Metric;

/** What each named correction does to a token that the sampler saw otherwise, by its metrics. */
class CorrectionSharesTest {
    /** One token of a response of which the sampler thought a hundred times as little, or as much. */
    @ParameterizedTest
    @CsvSource({
        "tis, -4.6, 1 token, 0 tokens",
        "tis, 4.6, 0 tokens, 0 tokens",
        "seq-tis, -4.6, 1 response, 0 tokens",
        "icepop, -4.6, 0 tokens, 1 token",
        "icepop, 4.6, 0 tokens, 1 token",
        "seq-mis, -4.6, 0 tokens, 1 response",
        "seq-mis, 4.6, 0 tokens, 0 tokens",
        "seq-mask, 4.6, 0 tokens, 1 response",
        "tis+seq-mask, -4.6, 0 tokens, 1 response",
        "none, -4.6, 0 tokens, 0 tokens"
    })
    void learn_namedCorrection_countsWhatItCappedAndLeftOut(
            String correction, double above, String capped, String masked) {
        TrainRecipe recipe = Recipes.train("correction.preset=" + correction);
        try (CausalLm lm = model();
                Learner learner = TinyLearner.learner(
                        lm,
                        Presets.of(recipe.algorithm(), BUDGET),
                        recipe.train(),
                        TEMPERATURE,
                        ReferencePolicy.NONE)) {
            TrainBatch plain =
                    batch(batch(new Random(18)).responses(), List.of(1.0, -1.0, 0.5, 1.0, -1.0, 0.5, -0.5, 2.0));
            List<float[]> own = TinyLearner.logprobs(lm, recipe.train(), TEMPERATURE, plain.responses());
            List<float[]> far = own.stream().map(float[]::clone).toList();
            far.getFirst()[0] += (float) above;
            List<Response> responses = IntStream.range(0, own.size())
                    .mapToObj(i -> LearnUpdatesTest.sampledAs(plain.responses().get(i), far.get(i)))
                    .toList();
            TrainBatch batch = new TrainBatch(responses, own, own, plain.values(), plain.advantages(), plain.returns());
            double tokens = responses.stream().mapToInt(Response::length).sum();
            int first = responses.getFirst().length();

            LearnReport report = learner.learn(batch, _ -> 1e-4, _ -> {});

            double cappedShare = counted(capped, first) / tokens;
            double maskedShare = counted(masked, first) / tokens;
            assertThat(report.value(Metric.CORRECTION_CAPPED)).isCloseTo(cappedShare, within(1e-9));
            assertThat(report.value(Metric.CORRECTION_MASKED)).isCloseTo(maskedShare, within(1e-9));
            assertThat(report.value(Metric.CORRECTED)).isCloseTo(cappedShare + maskedShare, within(1e-9));
        }
    }

    private static int counted(String words, int response) {
        return words.equals("1 response") ? response : words.equals("1 token") ? 1 : 0;
    }
}
