package zero4j.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;
import static zero4j.learn.TinyLearner.BUDGET;
import static zero4j.learn.TinyLearner.TEMPERATURE;
import static zero4j.learn.TinyLearner.batch;
import static zero4j.learn.TinyLearner.learner;
import static zero4j.learn.TinyLearner.model;
import static zero4j.learn.TinyLearner.settings;
import static zero4j.learn.TinyLearner.withOld;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.algorithm.Presets;
import zero4j.algorithm.Response;
import zero4j.algorithm.TrainBatch;
import zero4j.model.CausalLm;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;
import zero4j.run.Metric;
import zero4j.torch.DeviceAndDtype;
import zero4j.weights.SafetensorsWriter;

/** What learning from a batch does to the weights, and what is counted of it. */
class LearnUpdatesTest {
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
        TrainBatch masked = withReturns(
                batch.responses().stream().map(LearnUpdatesTest::leftOut).toList());
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

    private static Map<String, float[]> copy(List<SafetensorsWriter.Entry> state) {
        return state.stream()
                .collect(Collectors.toMap(
                        SafetensorsWriter.Entry::name,
                        entry -> entry.data().get().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED)));
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
                    withOld(batch, TinyLearner.logprobs(lm, settings(1, 2, 1000, 0), TEMPERATURE, batch.responses())),
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
        "old, algorithm=dppo, 200",
        "old, algorithm=dppo, -200",
        "old, algorithm=dppo-kl, 200",
        "old, algorithm=dppo-kl, -200",
        "old, algorithm=sapo, 200",
        "old, algorithm=sapo, -200",
        "old, algorithm=gmpo, 2000",
        "sampler, correction.preset=tis+seq-mask, -200",
        "sampler, correction.kind=truncate, -200",
        "sampler, correction.kind=truncate, 200",
        "sampler, 'correction={kind: mask, level: sequence}', -200",
        "sampler, 'correction={kind: mask, level: geometric}', -2000"
    })
    void learn_oneTokenFarAway_isAppliedCountedAndLeavesAllMetricsFinite(String which, String override, double above) {
        TrainRecipe recipe = Recipes.train(null, List.of(override, "train.max_grad_norm=1"));
        try (CausalLm lm = model();
                Learner learner = TinyLearner.learner(
                        lm,
                        Presets.of(recipe.algorithm(), BUDGET),
                        recipe.train(),
                        TEMPERATURE,
                        ReferencePolicy.NONE)) {
            TrainBatch plain = batch(new Random(17));
            List<float[]> own = TinyLearner.logprobs(lm, recipe.train(), TEMPERATURE, plain.responses());
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

    static Response sampledAs(Response r, float[] logprobs) {
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
