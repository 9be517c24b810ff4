package zero4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.UserError;
import zero4j.algorithm.Response;
import zero4j.run.Metric;
import zero4j.run.RunReader;
import zero4j.run.StepRecord;

/** The loop with a sampler and a policy that do nothing: what it asks for, in which order, and what it writes down. */
class RlTrainerTest {
    private static final TrainState START = TrainState.start(1);

    private final FakeLoop loop;
    private final List<String> events;

    RlTrainerTest(@TempDir Path runs) {
        loop = new FakeLoop(runs);
        events = loop.events;
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private List<StepRecord> recorded() {
        try (RunReader reader = RunReader.open(loop.folder.database())) {
            return reader.stepsAfter(0);
        }
    }

    @Test
    void run_twoSteps_samplesLearnsAndHandsOverInOrder() {
        TrainState end = loop.run(START, FakeLoop.settings(2, 0, 5));
        assertThat(events)
                .containsExactly(
                        "sample 2 x 3 from 0",
                        "advantages at 0",
                        "learn 1",
                        "load 1",
                        "step 1",
                        "sample 2 x 3 from 1",
                        "advantages at 1",
                        "learn 2",
                        "load 2",
                        "step 2",
                        "save",
                        "saved step-2");
        assertThat(end.step()).isEqualTo(2);
        assertThat(end.order().position()).isEqualTo(2 * FakeLoop.PROMPTS);
        assertThat(TrainState.read(loop.folder.checkpoint(2))).isEqualTo(end);
        assertThat(loop.sampler.seeds()).doesNotHaveDuplicates().hasSize(2);
    }

    @Test
    void run_responses_carryGroupRewardAndVersion() {
        loop.run(START, FakeLoop.settings(2, 0, 5));
        List<Response> second = loop.policy.batches().get(1).responses();
        assertThat(second).extracting(Response::group).containsExactly(0, 0, 0, 1, 1, 1);
        assertThat(second).extracting(Response::reward).containsExactly(1.0, 0.0, 0.0, 1.0, 0.0, 0.0);
        assertThat(second).allSatisfy(response -> {
            assertThat(response.versions()).containsOnly(1);
            assertThat(response.learnt()).hasSize(response.length()).containsOnly(true);
            assertThat(response.question()).isEqualTo("numbers:" + response.tokens()[0]);
        });
    }

    @Test
    void run_goneOnFromACheckpoint_tellsTheSamplerItsVersionFirstAndAsksTheSame() {
        loop.run(START, FakeLoop.settings(3, 2, 5));
        List<Long> seeds = List.copyOf(loop.sampler.seeds());
        List<Response> third = loop.policy.batches().get(2).responses();
        events.clear();
        loop.run(TrainState.read(loop.folder.checkpoint(2)), FakeLoop.settings(3, 0, 5));
        assertThat(events).startsWith("load 2", "sample 2 x 3 from 2", "advantages at 2", "learn 3");
        assertThat(loop.sampler.seeds().getLast()).isEqualTo(seeds.get(2));
        assertThat(loop.policy.batches().getLast().responses())
                .extracting(Response::question)
                .isEqualTo(third.stream().map(Response::question).toList());
    }

    @Test
    void run_evaluationsAndCheckpoints_comeWhenTheyAreDue() {
        loop.suite = List.of(FakeLoop.benchmark());
        loop.evalEvery = 2;
        loop.run(START, FakeLoop.settings(5, 3, 5));
        assertThat(events.stream().filter(e -> e.matches("(step|evaluated|saved) .*")))
                .containsExactly(
                        "evaluated 0",
                        "step 1",
                        "step 2",
                        "evaluated 2",
                        "step 3",
                        "saved step-3",
                        "step 4",
                        "evaluated 4",
                        "step 5",
                        "evaluated 5",
                        "saved step-5");
    }

    @Test
    void run_stopRequestedBeforeAndDuring_endsAtTheStepAndSaves() {
        loop.stop = () -> true;
        assertThat(loop.run(START, FakeLoop.settings(5, 0, 5)).step()).isZero();
        assertThat(events).isEmpty();

        loop.stop = () -> events.contains("step 2");
        assertThat(loop.run(START, FakeLoop.settings(5, 0, 5)).step()).isEqualTo(2);
        assertThat(events).endsWith("step 2", "save", "saved step-2");
    }

    @Test
    void run_clocks_areBookedOnTheNextStepAndAfterTheLastOnTheLast() {
        loop.suite = List.of(FakeLoop.benchmark());
        List<StepRecord> heard = new ArrayList<>();
        loop.listener = heard::add;
        loop.run(START, FakeLoop.settings(2, 1, 5));

        List<StepRecord> steps = recorded();
        assertThat(steps.getFirst()).isEqualTo(heard.getFirst());
        assertThat(steps.getFirst().value(Metric.SECONDS_EVALUATION)).isPresent();
        assertThat(steps.getFirst().value(Metric.SECONDS_CHECKPOINT)).isEmpty();
        assertThat(heard.get(1).value(Metric.SECONDS_EVALUATION))
                .as("none since the step before")
                .isEmpty();
        assertThat(steps.get(1).value(Metric.SECONDS_EVALUATION))
                .as("that after the last")
                .isPresent();
        assertThat(steps.get(1).value(Metric.SECONDS_CHECKPOINT).orElseThrow())
                .isGreaterThan(heard.get(1).value(Metric.SECONDS_CHECKPOINT).orElseThrow());
        assertThat(steps.get(1).value(Metric.LOSS)).hasValue(2);
    }

    @Test
    void run_step_recordsOutcomesAndCompletions() {
        loop.run(START, FakeLoop.settings(1, 0, 5));
        StepRecord step = recorded().getFirst();
        assertThat(step.value(Metric.REWARD).orElseThrow()).isEqualTo(1.0 / FakeLoop.GROUP);
        assertThat(step.value(Metric.LENGTH)).hasValue(2);
        assertThat(step.value(Metric.DEAD_GROUPS)).hasValue(0);
        assertThat(step.value(Metric.MASKED)).hasValue(0);
        assertThat(step.value(Metric.SAMPLED_BATCHES)).hasValue(1);
        assertThat(step.value(Metric.LOSS)).hasValue(1);
        assertThat(step.value(Metric.SECONDS_UPDATE))
                .as("the policy's to measure")
                .isEmpty();
        try (RunReader reader = RunReader.open(loop.folder.database())) {
            assertThat(reader.completions(1)).hasSize(FakeLoop.PROMPTS * FakeLoop.GROUP);
        }
    }

    @Test
    void run_defectsOfTheVerifier_areCountedApart() {
        loop.run(START, FakeLoop.settings(1, 0, 5));
        loop.reward = new FakeLoop.Defects();
        loop.run(new TrainState(1, START.order()), FakeLoop.settings(2, 0, 5));
        assertThat(recorded())
                .extracting(step -> step.value(Metric.VERDICT_DEFECT).orElseThrow())
                .containsExactly(0.0, (double) FakeLoop.PROMPTS * FakeLoop.GROUP);
    }

    @Test
    void run_dynamicSampling_replacesDeadGroupsAndFillsUpWithThem() {
        loop.mostBatches = 3;
        List<Integer> order = Arrays.stream(START.order().next(100, 6).indices())
                .mapToObj(Math::toIntExact)
                .toList();
        // Of six questions in three batches only the fourth teaches.
        loop.reward =
                new FakeLoop.FirstSample(Set.of(order.get(0), order.get(1), order.get(2), order.get(4), order.get(5)));
        TrainState end = loop.run(START, FakeLoop.settings(1, 0, 5));

        assertThat(loop.policy.batches().getFirst().responses())
                .extracting(response -> response.tokens()[0])
                .containsExactly(order.get(3), order.get(3), order.get(3), order.get(0), order.get(0), order.get(0));
        assertThat(end.order().position()).isEqualTo(6);
        StepRecord step = recorded().getFirst();
        assertThat(step.value(Metric.SAMPLED_BATCHES)).hasValue(3);
        assertThat(step.value(Metric.DEAD_GROUPS).orElseThrow()).isEqualTo(5 / 6.0);
        assertThat(loop.sampler.seeds()).doesNotHaveDuplicates().hasSize(3);
    }

    @Test
    void run_nothingCompared_recordsNoDeadGroups() {
        loop.comparesGroups = false;
        loop.run(START, FakeLoop.settings(1, 0, 5));
        assertThat(recorded().getFirst().value(Metric.DEAD_GROUPS)).isEmpty();
    }

    @Test
    void run_batchesWithoutSpread_recordsItAndWarnsOnce() {
        loop.policy.spread = OptionalDouble.of(1e-9);
        loop.run(START, FakeLoop.settings(3, 0, 5));
        assertThat(events.stream().filter(event -> event.startsWith("warning")))
                .containsExactly("warning step 1: the advantages of the whole batch deviate by 1.0e-09 only");
        assertThat(recorded())
                .allSatisfy(step -> assertThat(step.value(Metric.BATCH_STD)).hasValue(1e-9));

        loop.policy.spread = OptionalDouble.of(0.3);
        events.clear();
        loop.run(START, FakeLoop.settings(1, 0, 5));
        assertThat(events).noneMatch(event -> event.startsWith("warning"));
    }

    @Test
    void run_updatesThatAreNotFinite_endItAfterTooManySteps() {
        loop.policy = new FakePolicy(events, Set.of(2L, 3L));
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> loop.run(START, FakeLoop.settings(5, 0, 2)))
                .withMessageStartingWith("step 3: the loss is NaN in update 1")
                .withMessageContaining("2 steps in a row");
        assertThat(events).endsWith("step 3");
        assertThat(loop.folder.nonFinite().resolve("step-3-update-1")).isDirectory();
    }
}
