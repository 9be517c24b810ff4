package zero4j.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static zero4j.learn.TinyLearner.BUDGET;
import static zero4j.learn.TinyLearner.MODEL;
import static zero4j.learn.TinyLearner.TEMPERATURE;
import static zero4j.learn.TinyLearner.batch;
import static zero4j.learn.TinyLearner.learner;
import static zero4j.learn.TinyLearner.model;
import static zero4j.learn.TinyLearner.settings;
import static zero4j.learn.TinyLearner.withOld;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.algorithm.Presets;
import zero4j.algorithm.Response;
import zero4j.algorithm.TrainBatch;
import zero4j.learn.torch.PassSettings;
import zero4j.learn.torch.TorchScorer;
import zero4j.model.CausalLm;
import zero4j.model.PackedSequences;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.NoGrad;

/** The learner's losses and gradients against plain loops, and their independence of how an update is cut up. */
class LearnerTest {
    private static double[] gradient(String algorithm, TrainBatch batch, int microBatchTokens, int chunk) {
        return gradient(algorithm, batch, settings(1, 0, microBatchTokens, chunk));
    }

    private static double[] gradient(String algorithm, TrainBatch batch, TrainSettings settings) {
        try (CausalLm lm = model();
                Learner learner = learner(lm, algorithm, settings)) {
            learner.accumulate(batch);
            float[] values = DeviceAndDtype.toFloats(lm.parameters().gradients());
            double[] copy = new double[values.length];
            for (int i = 0; i < copy.length; i++) {
                copy[i] = values[i];
            }
            return copy;
        }
    }

    /** Log-probs of a sequence's response by whole-vocabulary softmax in double. */
    private static double[] plainLogprobs(CausalLm lm, Response sequence) {
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            Tensor logits = lm.logits(lm.forward(PackedSequences.of(lm.placement(), sequence.tokens())));
            float[] flat = DeviceAndDtype.toFloats(logits);
            int vocab = lm.config().vocabSize();
            double[] logprobs = new double[sequence.length()];
            for (int t = 0; t < logprobs.length; t++) {
                int row = sequence.promptLength() - 1 + t;
                double sum = 0;
                for (int v = 0; v < vocab; v++) {
                    sum += Math.exp(flat[row * vocab + v] / TEMPERATURE);
                }
                int target = sequence.tokens()[sequence.promptLength() + t];
                logprobs[t] = flat[row * vocab + target] / TEMPERATURE - Math.log(sum);
            }
            return logprobs;
        }
    }

    @ParameterizedTest
    @CsvSource({"dr-grpo, 1, 0", "dr-grpo, 20, 3", "dr-grpo, 40, 1", "grpo, 1, 0", "grpo, 20, 3", "grpo, 40, 1"})
    void gradient_anySplitIntoMicroBatchesAndChunks_isTheSame(String algorithm, int microBatchTokens, int chunk) {
        TrainBatch batch = batch(new Random(6));
        double[] whole = gradient(algorithm, batch, 100_000, 0);
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, batch.size()).boxed().toList());
        Collections.shuffle(order, new Random(7));
        double[] split = gradient(algorithm, batch.select(order), microBatchTokens, chunk);
        double largest = 0;
        for (double value : whole) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(largest).isGreaterThan(1e-3);
        for (int i = 0; i < whole.length; i++) {
            assertThat(split[i]).isCloseTo(whole[i], within(1e-5 * largest));
        }
    }

    @ParameterizedTest
    @CsvSource({"2, false", "3, false", "2, true", "1, true"})
    void gradient_severalWorkersOrCheckpointing_isTheSameAndRepeatsToTheBit(int workers, boolean checkpointing) {
        TrainBatch batch = batch(new Random(6));
        double[] single = gradient("dr-grpo", batch, 30, 0);
        String overrides = "train={workers: %d, activation_checkpointing: %b, tokens_per_micro_batch: 30}"
                .formatted(workers, checkpointing);
        TrainSettings settings = Recipes.train(null, List.of(overrides)).train();
        double[] spread = gradient("dr-grpo", batch, settings);
        assertThat(gradient("dr-grpo", batch, settings)).containsExactly(spread);
        double largest = Arrays.stream(single).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < single.length; i++) {
            assertThat(spread[i]).isCloseTo(single[i], within(1e-5 * largest));
        }
    }

    @Test
    void ratio_firstUpdateOnPolicy_isExactlyOneWhateverTheSplit() {
        TrainBatch batch = batch(new Random(8));
        try (CausalLm lm = model();
                Learner learner = learner(lm, "dr-grpo", settings(1, 0, 30, 5))) {
            List<float[]> old = TinyLearner.logprobs(lm, settings(1, 0, 30, 5), TEMPERATURE, batch.responses());
            double loss = learner.accumulate(withOld(batch, old)).total(TokenSums.Quantity.LOSS);
            double expected = -batch.advantages().stream()
                            .mapToDouble(perToken -> perToken[0] * perToken.length)
                            .sum()
                    / BUDGET
                    / 8;
            assertThat(loss).isCloseTo(expected, within(1e-6));
        }
    }

    @Test
    void logprobs_atTemperature_equalPlainSoftmax() {
        TrainBatch batch = batch(new Random(9));
        try (CausalLm lm = model()) {
            List<float[]> logprobs = TinyLearner.logprobs(lm, settings(1, 0, 25, 4), TEMPERATURE, batch.responses());
            for (int i = 0; i < batch.size(); i++) {
                double[] expected = plainLogprobs(lm, batch.responses().get(i));
                for (int t = 0; t < expected.length; t++) {
                    assertThat((double) logprobs.get(i)[t]).isCloseTo(expected[t], within(1e-5));
                }
            }
        }
    }

    /** @param known whether log-probs are handed on, which are the sampler's, or those of the first pass are meant */
    @ParameterizedTest
    @CsvSource({
        "dr-grpo, none, 1, 0, false",
        "dr-grpo, none, 2, 0, true",
        "dr-grpo, none, 1, 1, true",
        "dr-grpo, none, 2, 1, true",
        "dr-grpo, truncate, 1, 1, false",
        "dppo, none, 1, 0, true",
        "dppo, truncate, 1, 1, true",
        "dppo-kl, none, 1, 1, true",
        "sapo, none, 1, 0, false"
    })
    void old_automatic_areTheSamplersWhereItHadOlderWeightsOrThereAreMoreUpdatesOrTheAlgorithmAsksForThem(
            String preset, String correction, int epochs, long version, boolean known) {
        TrainRecipe recipe = Recipes.train(
                null, List.of("algorithm=" + preset, "correction.kind=" + correction, "train.epochs=" + epochs));
        TrainBatch batch = batch(new Random(15));
        try (CausalLm lm = model();
                Learner learner = TinyLearner.learner(
                        lm,
                        Presets.of(recipe.algorithm(), BUDGET),
                        recipe.train(),
                        TEMPERATURE,
                        ReferencePolicy.NONE)) {
            List<float[]> old = learner.old(batch.responses(), version);
            assertThat(old)
                    .isEqualTo(
                            known
                                    ? batch.responses().stream()
                                            .map(Response::samplerLogprobs)
                                            .toList()
                                    : old.stream().filter(o -> o.length == 0).toList());
        }
    }

    /** The sampler's log-probs are not the learner's: as with another kernel, but worse. */
    @ParameterizedTest
    @CsvSource({"reinforce++, 1", "reinforce++, 2", "grpo, 1", "lite-ppo, 1"})
    void advantages_equalRewardsAndTheReferenceTheSame_areExactlyZero(String preset, int epochs) {
        TrainRecipe recipe = Recipes.train(
                null,
                List.of("algorithm=" + preset, "kl.estimator=k1-reward", "kl.coefficient=1", "train.epochs=" + epochs));
        List<Response> responses = batch(new Random(16)).responses();
        try (CausalLm lm = model();
                ReferencePolicy reference = ReferencePolicy.resident(TorchScorer.open(
                        MODEL, DeviceAndDtype.cpu(ScalarType.Float), PassSettings.of(recipe.train()), TEMPERATURE));
                Learner learner = TinyLearner.learner(
                        lm, Presets.of(recipe.algorithm(), BUDGET), recipe.train(), TEMPERATURE, reference)) {
            TrainBatch batch = learner.advantages(responses, 0);
            assertThat(batch.advantages()).allSatisfy(a -> assertThat(a).containsOnly(0));
            assertThat(batch.level()).isEqualTo(!preset.equals("grpo"));
        }
    }
}
