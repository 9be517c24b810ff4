package zero4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import zero4j.UserError;
import zero4j.algorithm.Response;
import zero4j.eval.Evaluation;
import zero4j.run.Metric;
import zero4j.run.RunReader;
import zero4j.run.StepRecord;

/** The loop where batches are sampled on another thread while the learner works. A hang is ended by the limit of time. */
@Timeout(60)
class RolloutsAheadTest {
    private static final TrainState START = TrainState.start(1);

    private final Path runs;
    private final List<FakeLoop> loops = new ArrayList<>();

    RolloutsAheadTest(@TempDir Path runs) {
        this.runs = runs;
    }

    @AfterEach
    void close() {
        loops.forEach(FakeLoop::close);
        assertThat(Thread.getAllStackTraces().keySet())
                .as("threads that are left")
                .noneMatch(thread -> thread.getName().equals("rollouts"));
    }

    private FakeLoop loop(int ahead) {
        FakeLoop loop = new FakeLoop(runs);
        loop.ahead = ahead;
        loops.add(loop);
        return loop;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** All that was learnt from, to the last bit. */
    private static List<String> learnt(FakeLoop loop) {
        return loop.policy.batches().stream()
                .map(batch -> JsonMapper.shared().writeValueAsString(batch.responses()))
                .toList();
    }

    private static List<StepRecord> recorded(FakeLoop loop) {
        try (RunReader reader = RunReader.open(loop.folder.database())) {
            return reader.stepsAfter(0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void run_ahead_everyBatchIsOfTheVersionThatIsSoManyStepsOlder(int ahead) {
        FakeLoop loop = loop(ahead);
        List<Long> weights = Collections.synchronizedList(new ArrayList<>());
        loop.sampler.generating = _ -> weights.add(loop.sampler.weights());
        TrainState end = loop.run(START, FakeLoop.settings(7, 0, 5));

        for (int step = 1; step <= 7; step++) {
            long version = Math.max(0, step - 1 - ahead);
            assertThat(loop.policy.batches().get(step - 1).responses())
                    .flatExtracting(response ->
                            LongStream.of(response.versions()).boxed().toList())
                    .as("versions of step %d", step)
                    .containsOnly(version);
            StepRecord record = recorded(loop).get(step - 1);
            assertThat(record.value(Metric.ROLLOUT_AGE)).hasValue((double) (step - 1 - version));
            assertThat(record.value(Metric.ROLLOUT_AGE_MAX)).hasValue((double) (step - 1 - version));
            assertThat(record.value(Metric.STALE)).hasValue(step == 1 ? 0 : 1);
            assertThat(record.value(Metric.SECONDS_LEARNER_IDLE)).isPresent();
            assertThat(record.value(Metric.SECONDS_SAMPLER_IDLE)).isPresent();
        }
        assertThat(weights)
                .as("weights that sampled")
                .isEqualTo(LongStream.rangeClosed(1, 7)
                        .map(step -> Math.max(0, step - 1 - ahead))
                        .boxed()
                        .toList());
        assertThat(loop.sampler.weights()).as("weights in the end").isEqualTo(7);
        assertThat(end).isEqualTo(TrainState.read(loop.folder.checkpoint(7)));
        assertThat(end.order().position()).isEqualTo(7L * FakeLoop.PROMPTS);
        assertThat(loop.folder.checkpoint(7).resolve("rollouts.json")).doesNotExist();
    }

    @Test
    void run_ahead_questionsAndSeedsAreThoseOfTurns() {
        FakeLoop turns = loop(0);
        turns.run(START, FakeLoop.settings(5, 0, 5));
        FakeLoop loop = loop(2);
        loop.run(START, FakeLoop.settings(5, 0, 5));
        assertThat(loop.sampler.seeds()).isEqualTo(turns.sampler.seeds());
        for (int step = 0; step < 5; step++) {
            assertThat(loop.policy.batches().get(step).responses())
                    .extracting(Response::question)
                    .isEqualTo(turns.policy.batches().get(step).responses().stream()
                            .map(Response::question)
                            .toList());
        }
        assertThat(recorded(turns).getLast().value(Metric.ROLLOUT_AGE)).isEmpty();
        assertThat(recorded(turns).getLast().value(Metric.SECONDS_LEARNER_IDLE)).isEmpty();
    }

    @Test
    void run_one_samplesWhileTheLearnerWorks() {
        FakeLoop loop = loop(1);
        CountDownLatch learning = new CountDownLatch(1);
        CountDownLatch sampled = new CountDownLatch(1);
        loop.sampler.generating = batch -> {
            if (batch == 3) {
                await(learning);
                sampled.countDown();
            }
        };
        loop.policy.learning = step -> {
            if (step == 2) {
                learning.countDown();
                await(sampled); // the third batch begins before the second is learnt
            }
        };
        assertThat(loop.run(START, FakeLoop.settings(4, 0, 5)).step()).isEqualTo(4);
    }

    /** The third batch ends when two steps are learnt: the weights of both wait as they were. */
    @Test
    void run_twoAheadAndSlowSampler_weightsWaitAsCopies() {
        FakeLoop loop = loop(2);
        CountDownLatch twoSteps = new CountDownLatch(1);
        List<Long> weights = Collections.synchronizedList(new ArrayList<>());
        loop.sampler.generating = batch -> {
            weights.add(loop.sampler.weights());
            if (batch == 3) {
                await(twoSteps);
            }
        };
        loop.listener = record -> {
            if (record.step() == 2) {
                twoSteps.countDown();
            }
        };
        loop.run(START, FakeLoop.settings(6, 0, 5));
        assertThat(weights).containsExactly(0L, 0L, 0L, 1L, 2L, 3L);
    }

    @Test
    void run_savesWhileABatchIsSampled_countsTheWaitForIt() {
        FakeLoop loop = loop(2);
        Thread learner = Thread.currentThread();
        CountDownLatch learnt = new CountDownLatch(1);
        loop.listener = record -> learnt.countDown();
        loop.sampler.generating = batch -> {
            if (batch == 3) {
                await(learnt);
                while (learner.getState() != Thread.State.WAITING) { // for the checkpoint: its second batch is there
                    Thread.onSpinWait();
                }
                long since = System.nanoTime();
                while (System.nanoTime() - since < 30_000_000) {
                    Thread.onSpinWait();
                }
            }
        };
        loop.run(START, FakeLoop.settings(4, 1, 5));
        assertThat(recorded(loop).get(1).value(Metric.SECONDS_LEARNER_IDLE).orElseThrow())
                .isGreaterThanOrEqualTo(0.03);
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "2, 3", "3, 1", "2, 5"})
    void run_stoppedAndGoneOn_learnsTheSameToTheBit(int ahead, int stopAt) {
        FakeLoop whole = loop(ahead);
        whole.mostBatches = 2;
        TrainState end = whole.run(START, FakeLoop.settings(6, 0, 5));

        FakeLoop first = loop(ahead);
        first.mostBatches = 2;
        first.stop = () -> first.events.contains("step " + stopAt);
        TrainState stopped = first.run(START, FakeLoop.settings(6, 0, 5));
        assertThat(stopped.step()).isEqualTo(stopAt);
        assertThat(stopped.ahead())
                .extracting(RolloutBatch::step)
                .isEqualTo(LongStream.rangeClosed(stopAt + 1, Math.min(6, stopAt + ahead))
                        .boxed()
                        .toList());

        TrainState read = TrainState.read(first.folder.checkpoint(stopAt));
        assertThat(JsonMapper.shared().writeValueAsString(read))
                .isEqualTo(JsonMapper.shared().writeValueAsString(stopped));
        FakeLoop second = loop(ahead);
        second.mostBatches = 2;
        assertThat(second.run(read, FakeLoop.settings(6, 0, 5))).isEqualTo(end);
        List<String> both = new ArrayList<>(learnt(first));
        both.addAll(learnt(second));
        assertThat(both).isEqualTo(learnt(whole));
        assertThat(second.sampler.seeds())
                .as("nothing is sampled again")
                .hasSize(whole.sampler.seeds().size() - first.sampler.seeds().size());
    }

    /** Where it ends is one of the things that it does, counted over both threads; it goes on from what is on the disk. */
    @ParameterizedTest
    @CsvSource({"1, 9", "1, 14", "1, 21", "2, 12", "2, 17", "2, 23", "3, 19"})
    void run_endedAnywhereAndGoneOn_learnsTheSameToTheBit(int ahead, int things) {
        FakeLoop whole = loop(ahead);
        TrainState end = whole.run(START, FakeLoop.settings(8, 0, 5));

        FakeLoop first = loop(ahead);
        AtomicInteger left = new AtomicInteger(things);
        LongConsumer counted = _ -> {
            if (left.decrementAndGet() <= 0) {
                throw new UserError("it ends here");
            }
        };
        first.sampler.generating = counted;
        first.policy.learning = counted;
        first.listener = record -> counted.accept(record.step());
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> first.run(START, FakeLoop.settings(8, 2, 5)))
                .withMessage("it ends here");

        TrainState read = first.folder.latestCheckpoint().map(TrainState::read).orElse(START);
        FakeLoop second = loop(ahead);
        assertThat(second.run(read, FakeLoop.settings(8, 2, 5))).isEqualTo(end);
        assertThat(learnt(second)).isEqualTo(learnt(whole).subList((int) read.step(), 8));
    }

    @Test
    void run_twice_learnsTheSame() {
        FakeLoop one = loop(2);
        one.run(START, FakeLoop.settings(6, 2, 5));
        FakeLoop other = loop(2);
        other.suite = List.of(FakeLoop.benchmark());
        other.evalEvery = 2;
        other.run(START, FakeLoop.settings(6, 0, 5));
        assertThat(learnt(other)).as("whatever is saved and evaluated").isEqualTo(learnt(one));
    }

    @Test
    void run_evaluations_areOfTheNewestVersion() {
        FakeLoop loop = loop(2);
        loop.suite = List.of(FakeLoop.benchmark());
        loop.evalEvery = 2;
        List<Long> weights = new ArrayList<>();
        loop.listener = new TrainListener() {
            @Override
            public void step(StepRecord record) {}

            @Override
            public void evaluated(long step, Evaluation evaluation) {
                weights.add(loop.sampler.weights());
            }
        };
        loop.run(START, FakeLoop.settings(5, 0, 5));
        assertThat(weights).containsExactly(0L, 2L, 4L, 5L);
        assertThat(loop.events.stream().filter(event -> event.startsWith("greedy")))
                .containsExactly(
                        "greedy 5 x 1 from 0", "greedy 5 x 1 from 2", "greedy 5 x 1 from 4", "greedy 5 x 1 from 5");
    }

    @Test
    void run_samplerFails_learnsWhatIsThereAndTellsTheFailure() {
        FakeLoop loop = loop(1);
        loop.sampler.generating = batch -> {
            if (batch == 4) {
                throw new UserError("the engine is gone");
            }
        };
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> loop.run(START, FakeLoop.settings(9, 0, 5)))
                .withMessage("the engine is gone");
        assertThat(loop.events.stream().filter(event -> event.startsWith("step")))
                .containsExactly("step 1", "step 2", "step 3");
        assertThat(loop.sampler.seeds()).hasSize(3);
    }

    @Test
    void run_learnerFailsWhileTheSamplerWorks_endsTheSamplerToo() {
        FakeLoop loop = loop(1);
        CountDownLatch sampling = new CountDownLatch(1);
        AtomicInteger interrupted = new AtomicInteger();
        loop.sampler.generating = batch -> {
            if (batch == 2) {
                sampling.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.incrementAndGet();
                    throw new IllegalStateException("interrupted while generating", e);
                }
            }
        };
        loop.policy.learning = _ -> {
            await(sampling);
            throw new UserError("the learner is gone");
        };
        assertThatThrownBy(() -> loop.run(START, FakeLoop.settings(9, 0, 5)))
                .isInstanceOf(UserError.class)
                .hasMessage("the learner is gone");
        assertThat(interrupted).hasValue(1);
    }

    @Test
    void run_engineThatTakesWeightsInFlight_getsEachAtOnce() {
        FakeLoop loop = loop(1);
        loop.sampler.takesWeightsInFlight = true;
        CountDownLatch begun = new CountDownLatch(1);
        loop.policy.learning = _ -> await(begun);
        loop.sampler.generating = batch -> {
            if (batch == 2) { // begins with the weights of the beginning, ends with those of the first step
                begun.countDown();
                while (loop.sampler.weights() == 0) {
                    Thread.onSpinWait();
                }
            }
        };
        loop.run(START, FakeLoop.settings(2, 0, 5));
        List<Response> second = loop.policy.batches().get(1).responses();
        assertThat(second.getFirst().versions()).containsExactly(0);
        assertThat(second.get(2).versions()).containsExactly(0, 1, 1);
        StepRecord step = recorded(loop).get(1);
        assertThat(step.value(Metric.ROLLOUT_AGE).orElseThrow()).isEqualTo(0.5);
        assertThat(step.value(Metric.ROLLOUT_AGE_MAX)).hasValue(1);
        assertThat(step.value(Metric.STALE).orElseThrow()).isEqualTo(0.5);
    }

    @Test
    void run_goneOnToMoreStepsThanWereAskedFor_beginsAgainAsARunDoes() {
        FakeLoop loop = loop(1);
        loop.run(START, FakeLoop.settings(2, 0, 5));
        loop.run(TrainState.read(loop.folder.checkpoint(2)), FakeLoop.settings(5, 0, 5));
        assertThat(loop.policy.batches())
                .extracting(batch -> batch.responses().getFirst().versions()[0])
                .containsExactly(0L, 0L, 2L, 2L, 3L);
    }
}
