package zero4j.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.algorithm.AlgorithmSettings;
import zero4j.algorithm.Presets;
import zero4j.algorithm.Response;
import zero4j.algorithm.TrainBatch;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.model.PackedSequences;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;
import zero4j.run.Metric;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.NoGrad;

/** The learner's losses and gradients against plain loops, and their independence of how an update is cut up. */
class LearnerTest {
    private static final Path MODEL = Path.of("src/test/resources/golden/qwen2");
    private static final int BUDGET = 12;
    private static final double TEMPERATURE = 0.8;

    private static TrainSettings settings(int epochs, int perUpdate, int microBatchTokens, int chunk) {
        return Recipes.train(
                        null,
                        List.of("train={epochs: %d, responses_per_update: %d, max_grad_norm: 1e9,"
                                        .formatted(epochs, perUpdate)
                                + " learning_rate: 1e-3, warmup_steps: 0, old_logprobs: learner,"
                                + " tokens_per_micro_batch: %d, logprob_chunk: %d}".formatted(microBatchTokens, chunk)))
                .train();
    }

    private static CausalLm model() {
        return ModelFiles.load(MODEL, DeviceAndDtype.cpu(ScalarType.Float), true);
    }

    private static Learner learner(CausalLm lm, String algorithm, TrainSettings settings) {
        return new Learner(
                lm, Presets.of(AlgorithmSettings.of(algorithm), BUDGET), settings, TEMPERATURE, ReferencePolicy.NONE);
    }

    private static ResponseScorer scorer(CausalLm lm, TrainSettings settings) {
        return new ResponseScorer(lm, settings, TEMPERATURE);
    }

    /** Two groups of four with unequal lengths; the last response of each group has advantage 0. */
    private static TrainBatch batch(Random random) {
        List<Response> responses = new ArrayList<>();
        List<Double> advantages = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int prompt = 2 + random.nextInt(4);
            int response = 1 + random.nextInt(BUDGET);
            int[] tokens = random.ints(prompt + response, 0, 96).toArray();
            float[] sampler = new float[response];
            for (int t = 0; t < response; t++) {
                sampler[t] = -4 - random.nextFloat();
            }
            advantages.add(i % 4 == 3 ? 0 : random.nextGaussian());
            responses.add(ProofBatch.response(i / 4, tokens, prompt, sampler, false, 0));
        }
        return batch(responses, advantages);
    }

    private static TrainBatch batch(List<Response> responses, List<Double> advantages) {
        List<float[]> perToken = new ArrayList<>();
        for (int i = 0; i < responses.size(); i++) {
            float[] same = new float[responses.get(i).length()];
            Arrays.fill(same, advantages.get(i).floatValue());
            perToken.add(same);
        }
        List<float[]> none = Collections.nCopies(responses.size(), new float[0]);
        return new TrainBatch(responses, none, none, none, perToken, none);
    }

    private static TrainBatch withOld(TrainBatch batch, List<float[]> old) {
        return new TrainBatch(
                batch.responses(), old, batch.reference(), batch.values(), batch.advantages(), batch.returns());
    }

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
            List<float[]> old = scorer(lm, settings(1, 0, 30, 5)).logprobs(batch.responses());
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
            List<float[]> logprobs = scorer(lm, settings(1, 0, 25, 4)).logprobs(batch.responses());
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
        "dr-grpo, truncate, 1, 1, false"
    })
    void old_automatic_areTheSamplersWhereItHadOlderWeightsOrThereAreMoreUpdates(
            String preset, String correction, int epochs, long version, boolean known) {
        TrainRecipe recipe = Recipes.train(
                null, List.of("algorithm=" + preset, "correction.kind=" + correction, "train.epochs=" + epochs));
        TrainBatch batch = batch(new Random(15));
        try (CausalLm lm = model();
                Learner learner = new Learner(
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

    @Test
    void learn_severalUpdatesAndEpochs_clipsFromTheSecondUpdateOn() {
        TrainBatch batch = batch(new Random(10));
        try (CausalLm lm = model();
                Learner learner = learner(lm, "dr-grpo", settings(3, 4, 1000, 0))) {
            TrainBatch assessed = withOld(batch, learner.old(batch.responses(), 0));
            List<Integer> asked = new ArrayList<>();
            LearnReport report = learner.learn(
                    assessed,
                    update -> {
                        asked.add(update);
                        return 0.02;
                    },
                    _ -> {});
            // An update all of whose tokens are clipped has no gradient.
            assertThat(report.updates() + report.value(Metric.IDLE_UPDATES)).isEqualTo(6);
            assertThat(asked).containsExactly(0, 1, 2, 3, 4, 5);
            assertThat(report.value(Metric.CLIP_LOW) + report.value(Metric.CLIP_HIGH))
                    .isPositive();
            assertThat(report.value(Metric.MISMATCH)).isPositive();
        }
    }

    @Test
    void learn_allAdvantagesZero_leavesParametersAlone() {
        TrainBatch batch = batch(batch(new Random(11)).responses(), Collections.nCopies(8, 0.0));
        try (CausalLm lm = model();
                Learner learner = learner(lm, "dr-grpo", settings(1, 0, 1000, 0))) {
            float[] before = DeviceAndDtype.toFloats(lm.parameters().values());
            LearnReport report = learner.learn(batch, _ -> 0.1, _ -> {});
            assertThat(report.metrics()).doesNotContainKey(Metric.ENTROPY);
            assertThat(report.value(Metric.GRAD_NORM)).isZero();
            assertThat(DeviceAndDtype.toFloats(lm.parameters().values())).containsExactly(before);
        }
    }

    @Test
    void learn_updateWithoutGradient_leavesMomentsAloneAndIsCounted() {
        TrainBatch batch = batch(new Random(11));
        TrainBatch dead = batch(batch.responses(), Collections.nCopies(8, 0.0));
        try (CausalLm lm = model();
                Learner learner = learner(lm, "dr-grpo", settings(1, 0, 1000, 0))) {
            assertThat(learner.learn(batch, _ -> 1e-3, _ -> {}).updates()).isEqualTo(1);
            float[] before = DeviceAndDtype.toFloats(lm.parameters().values());
            Map<String, float[]> state = copy(learner.state());
            LearnReport report = learner.learn(dead, _ -> 0.1, _ -> {});
            assertThat(report.updates()).isZero();
            assertThat(report.value(Metric.IDLE_UPDATES)).isEqualTo(1);
            assertThat(report.value(Metric.UPDATE_NORM)).isZero();
            assertThat(DeviceAndDtype.toFloats(lm.parameters().values())).containsExactly(before);
            copy(learner.state())
                    .forEach((name, values) -> assertThat(values).as(name).containsExactly(state.get(name)));
        }
    }

    @Test
    void learn_updateWithoutGradient_leavesTheCriticAlone() {
        TrainBatch batch = withReturns(batch(new Random(11)).responses());
        TrainBatch masked =
                withReturns(batch.responses().stream().map(LearnerTest::leftOut).toList());
        try (CausalLm lm = model();
                Learner learner = learner(lm, "ppo", settings(1, 0, 1000, 0))) {
            assertThat(learner.learn(batch, _ -> 1e-3, _ -> {}).updates()).isEqualTo(1);
            Map<String, float[]> state = copy(learner.state());
            assertThat(learner.learn(masked, _ -> 1e-3, _ -> {}).updates()).isZero();
            copy(learner.state())
                    .forEach((name, values) -> assertThat(values).as(name).containsExactly(state.get(name)));
        }
    }

    private static TrainBatch withReturns(List<Response> responses) {
        TrainBatch plain = batch(responses, Collections.nCopies(responses.size(), 1.0));
        List<float[]> values =
                responses.stream().map(r -> new float[r.length()]).toList();
        return new TrainBatch(
                responses, plain.old(), plain.reference(), values, plain.advantages(), plain.advantages());
    }

    private static Response leftOut(Response r) {
        return new Response(
                r.question(),
                r.group(),
                r.tokens(),
                r.promptLength(),
                new boolean[r.length()],
                r.samplerLogprobs(),
                r.versions(),
                r.truncated(),
                r.reward());
    }

    private static Map<String, float[]> copy(Map<String, Tensor> state) {
        return state.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> DeviceAndDtype.toFloats(entry.getValue())));
    }

    @Test
    void learn_machineOfUnknownSpeed_hasNoShareOfIt() {
        try (CausalLm lm = model();
                Learner learner = learner(lm, "dr-grpo", settings(1, 0, 1000, 0))) {
            LearnReport report = learner.learn(batch(new Random(11)), 1, _ -> {});
            assertThat(report.tokens()).isPositive();
            assertThat(report.metrics()).doesNotContainKey(Metric.MFU);
        }
    }

    @Test
    void learn_fillersBehindTheRest_areSpreadSoThatEveryUpdateHasAGradient() {
        TrainBatch batch = batch(batch(new Random(11)).responses(), List.of(1.0, -1.0, 0.5, -0.5, 0.0, 0.0, 0.0, 0.0));
        try (CausalLm lm = model();
                Learner learner = learner(lm, "dr-grpo", settings(1, 2, 1000, 0))) {
            LearnReport report = learner.learn(
                    withOld(batch, scorer(lm, settings(1, 2, 1000, 0)).logprobs(batch.responses())),
                    _ -> 1e-4,
                    _ -> {});
            assertThat(report.updates()).isEqualTo(4);
            assertThat(report.value(Metric.IDLE_UPDATES)).isZero();
        }
    }

    @Test
    void learn_updateNorm_isTheDistanceOfTheParameters() {
        try (CausalLm lm = model();
                Learner learner = learner(lm, "dr-grpo", settings(1, 0, 1000, 0))) {
            for (int step = 0; step < 3; step++) {
                float[] before = DeviceAndDtype.toFloats(lm.parameters().values());
                LearnReport report = learner.learn(batch(new Random(step)), _ -> 1e-3, _ -> {});
                float[] after = DeviceAndDtype.toFloats(lm.parameters().values());
                double squares = IntStream.range(0, before.length)
                        .mapToDouble(i -> ((double) after[i] - before[i]) * ((double) after[i] - before[i]))
                        .sum();
                assertThat(report.value(Metric.UPDATE_NORM)).isCloseTo(Math.sqrt(squares), withinPercentage(0.01));
            }
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
                ReferencePolicy reference = ReferencePolicy.resident(
                        MODEL, DeviceAndDtype.cpu(ScalarType.Float), recipe.train(), TEMPERATURE);
                Learner learner = new Learner(
                        lm, Presets.of(recipe.algorithm(), BUDGET), recipe.train(), TEMPERATURE, reference)) {
            TrainBatch batch = learner.advantages(responses, 0);
            assertThat(batch.advantages()).allSatisfy(a -> assertThat(a).containsOnly(0));
            assertThat(batch.level()).isEqualTo(!preset.equals("grpo"));
        }
    }

    /** @param above nats by which the other policy is above the learner's at one token */
    @ParameterizedTest
    @CsvSource({
        "reference, kl.estimator=k3, 200",
        "reference, kl.estimator=k3-ratio, 200",
        "reference, kl.estimator=k3-ratio, -200",
        "old, kl.estimator=k3-ratio, 200",
        "old, kl.estimator=k3-ratio, -200",
        "old, kl.estimator=none, 200",
        "old, kl.estimator=none, -200",
        "sampler, correction.kind=truncate, -200",
        "sampler, correction.kind=truncate, 200",
        "sampler, 'correction={kind: mask, level: sequence}', -200",
        "sampler, 'correction={kind: mask, level: geometric}', -2000"
    })
    void learn_oneTokenFarAway_isAppliedCountedAndLeavesAllMetricsFinite(String which, String override, double above) {
        TrainRecipe recipe = Recipes.train(null, List.of(override, "train.max_grad_norm=1"));
        try (CausalLm lm = model();
                Learner learner = new Learner(
                        lm,
                        Presets.of(recipe.algorithm(), BUDGET),
                        recipe.train(),
                        TEMPERATURE,
                        ReferencePolicy.NONE)) {
            TrainBatch plain = batch(new Random(17));
            List<float[]> own = scorer(lm, recipe.train()).logprobs(plain.responses());
            List<float[]> far = own.stream().map(float[]::clone).toList();
            far.getFirst()[0] += (float) above;
            List<Response> responses = IntStream.range(0, own.size())
                    .mapToObj(
                            i -> sampledAs(plain.responses().get(i), which.equals("sampler") ? far.get(i) : own.get(i)))
                    .toList();
            TrainBatch batch = new TrainBatch(
                    responses,
                    which.equals("old") ? far : own,
                    which.equals("reference") ? far : own,
                    plain.values(),
                    plain.advantages(),
                    plain.returns());
            LearnReport report = learner.learn(batch, _ -> 1e-4, _ -> {});
            assertThat(report.skipped()).isZero();
            assertThat(report.updates()).isEqualTo(1);
            // Far below the reference, k3 is bounded; far above it, it is nearly d.
            boolean harmless = which.equals("reference") && above < 0;
            assertThat(report.value(Metric.BOUNDED) > 0).isEqualTo(!harmless);
            assertThat(report.metrics())
                    .allSatisfy((metric, value) ->
                            assertThat(value).as(metric.key()).isFinite());
        }
    }

    private static Response sampledAs(Response r, float[] logprobs) {
        return new Response(
                r.question(),
                r.group(),
                r.tokens(),
                r.promptLength(),
                r.learnt(),
                logprobs,
                r.versions(),
                r.truncated(),
                r.reward());
    }

    @Test
    void learn_nonFiniteAdvantage_isNotApplied() {
        TrainBatch batch =
                batch(batch(new Random(12)).responses(), List.of(Double.NaN, 1.0, 0.5, 0.0, -1.0, 0.0, 0.0, 2.0));
        try (CausalLm lm = model();
                Learner learner = learner(lm, "dr-grpo", settings(1, 0, 1000, 0))) {
            float[] before = DeviceAndDtype.toFloats(lm.parameters().values());
            assertThat(learner.learn(batch, _ -> 0.1, _ -> {}).skipped()).isEqualTo(1);
            assertThat(DeviceAndDtype.toFloats(lm.parameters().values())).containsExactly(before);
        }
    }

    @Test
    void learn_bfloat16WithTinySteps_stillMovesTheWeights() {
        try (CausalLm lm = ModelFiles.load(MODEL, DeviceAndDtype.cpu(ScalarType.BFloat16), true);
                Learner learner = learner(lm, "dr-grpo", settings(1, 0, 1000, 0))) {
            float[] before = DeviceAndDtype.toFloats(lm.parameters().values());
            TrainBatch batch = batch(new Random(13));
            // A weight of 0.5 has neighbours 0.002 away: no single step reaches half of that.
            for (int step = 0; step < 20; step++) {
                assertThat(learner.learn(batch, _ -> 1e-4, _ -> {}).skipped()).isZero();
            }
            float[] after = DeviceAndDtype.toFloats(lm.parameters().values());
            int large = 0;
            int moved = 0;
            for (int i = 0; i < before.length; i++) {
                if (Math.abs(before[i]) >= 0.5) {
                    large++;
                    moved += after[i] == before[i] ? 0 : 1;
                }
            }
            assertThat(large).isPositive();
            assertThat(moved).isGreaterThan(large / 4);
        }
    }

    /** A bfloat16 sum of 128 equal numbers ends far below it. */
    @ParameterizedTest
    @CsvSource({"1", "2"})
    void gradient_bfloat16InManyMicroBatches_isThatOfOne(int workers) {
        TrainBatch one = batch(new Random(18)).select(0, 1);
        TrainBatch copies = one.select(Collections.nCopies(128, 0));
        double[] single = bfloat16Gradient(one, workers);
        double[] summed = bfloat16Gradient(copies, workers);
        double largest = Arrays.stream(single).map(Math::abs).max().orElseThrow();
        assertThat(largest).isGreaterThan(1e-3);
        for (int i = 0; i < single.length; i++) {
            assertThat(summed[i]).isCloseTo(single[i], within(1e-5 * largest));
        }
    }

    private static double[] bfloat16Gradient(TrainBatch batch, int workers) {
        TrainSettings settings = Recipes.train(
                        null,
                        List.of("train={workers: %d, tokens_per_micro_batch: 1, logprob_chunk: 3}".formatted(workers)))
                .train();
        try (CausalLm lm = ModelFiles.load(MODEL, DeviceAndDtype.cpu(ScalarType.BFloat16), true);
                Learner learner = learner(lm, "dr-grpo", settings)) {
            learner.accumulate(batch);
            return DeviceAndDtype.toDoubles(lm.parameters().gradients());
        }
    }

    @Test
    void logits_ofABfloat16Model_areNotRoundedToBfloat16() {
        try (CausalLm lm = ModelFiles.load(MODEL, DeviceAndDtype.cpu(ScalarType.BFloat16), false);
                var _ = new PointerScope();
                var _ = new NoGrad()) {
            Tensor logits = lm.logits(lm.forward(PackedSequences.of(lm.placement(), 5, 6, 7)));
            Tensor rounded = logits.to(ScalarType.BFloat16).to(ScalarType.Float);
            assertThat(DeviceAndDtype.toFloats(rounded)).isNotEqualTo(DeviceAndDtype.toFloats(logits));
        }
    }

    @Test
    void learn_deadResponsesAndEpochs_countsTheTokensComputed() {
        TrainBatch batch = batch(new Random(14));
        long live = IntStream.range(0, batch.size())
                .filter(i -> !batch.neutral(i))
                .mapToLong(i -> batch.responses().get(i).tokens().length)
                .sum();
        try (CausalLm lm = model();
                Learner learner = learner(lm, "dr-grpo", settings(2, 4, 1000, 0))) {
            LearnReport report = learner.learn(batch, _ -> 1e-4, _ -> {});
            double tokens = report.value(Metric.LEARN_TOKENS_PER_SECOND) * report.value(Metric.SECONDS_UPDATE);
            assertThat(tokens).isCloseTo(2.0 * live, within(1e-6));
        }
    }
}
