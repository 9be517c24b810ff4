package zero4j.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import zero4j.UserError;
import zero4j.engine.EngineSettings;
import zero4j.engine.GenerationRequest;
import zero4j.engine.PausableGeneration;
import zero4j.engine.RequestHandle;
import zero4j.rollout.Completion;
import zero4j.rollout.RolloutBackend.Progress;
import zero4j.rollout.SamplingParams;
import zero4j.rollout.TinyModel;
import zero4j.template.StopRule;
import zero4j.weights.Dtype;

class PausedEngineTest {
    private static final int BEFORE = 5;
    private static final int TOKENS = 30;

    @TempDir
    private Path folder;

    private VectorBackend open(Parallelism parallelism) {
        Path model = TinyModel.write(folder.resolve("model"), 8, new TreeSet<>(List.of(31)));
        return VectorBackend.open(model, null, new EngineSettings(4, 2), Dtype.F32, parallelism);
    }

    private static GenerationRequest request(int index) {
        return new GenerationRequest(
                TinyModel.prompt(index, 4 + index, StopRule.NONE), new SamplingParams(1, TOKENS, 1, 0, 1, 7));
    }

    private static List<Completion> alone(PausableGeneration engine, GenerationRequest request) {
        return engine.generate(List.of(request.prompt()), request.params(), Progress.NONE)
                .getFirst()
                .completions();
    }

    /** Submits a request, and pauses the engine when some of its tokens are there. */
    private static RequestHandle pausedInTheMiddle(PausableGeneration engine, GenerationRequest request)
            throws InterruptedException {
        CountDownLatch middle = new CountDownLatch(1);
        CountDownLatch pausing = new CountDownLatch(1);
        AtomicInteger heard = new AtomicInteger();
        RequestHandle handle = engine.submit(request, (_, _, _, _) -> {
            if (heard.incrementAndGet() == BEFORE) {
                middle.countDown();
                await(pausing);
            }
        });
        middle.await();
        Thread pause = Thread.ofPlatform().start(engine::pause);
        while (pause.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        pausing.countDown();
        pause.join();
        return handle;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int[] tokens(Completion completion) {
        return completion.tokens();
    }

    @ParameterizedTest
    @EnumSource(
            value = Parallelism.class,
            names = {"DATA", "TENSOR"})
    void pause_inMidCompletion_changesNoToken(Parallelism parallelism) throws Exception {
        try (VectorBackend engine = open(parallelism)) {
            List<Completion> first = alone(engine, request(1));
            List<Completion> second = alone(engine, request(2));
            RequestHandle handle = pausedInTheMiddle(engine, request(1));
            RequestHandle later = engine.submit(request(2));
            assertThat(handle.isDone()).isFalse();
            assertThat(later.isDone()).isFalse();
            engine.resume();
            assertThat(handle.result().join().completions())
                    .extracting(PausedEngineTest::tokens)
                    .containsExactlyElementsOf(
                            first.stream().map(Completion::tokens).toList());
            assertThat(later.result().join().completions())
                    .extracting(PausedEngineTest::tokens)
                    .containsExactlyElementsOf(
                            second.stream().map(Completion::tokens).toList());
            assertThat(engine.inFlight()).isZero();
            assertThat(engine.blocksInUse()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Parallelism.class,
            names = {"DATA", "TENSOR"})
    void loadPaused_inMidCompletion_goesOnWithTheNewWeightsAndSaysSo(Parallelism parallelism) throws Exception {
        Path other = TinyModel.write(folder.resolve("other"), 9, new TreeSet<>(List.of(31)));
        try (VectorBackend engine = open(parallelism)) {
            List<Completion> before = alone(engine, request(1));
            RequestHandle handle = pausedInTheMiddle(engine, request(1));
            engine.loadPaused(TinyModel.weights(other), 5);
            engine.resume();
            for (int i = 0; i < before.size(); i++) {
                Completion mixed = handle.result().join().completions().get(i);
                int old = (int) Arrays.stream(mixed.versions())
                        .filter(version -> version == 0)
                        .count();
                assertThat(mixed.versions()).isSorted().endsWith(5L);
                assertThat(mixed.tokens())
                        .startsWith(Arrays.copyOf(before.get(i).tokens(), old));
                assertThat(mixed.tokens()).isNotEqualTo(before.get(i).tokens());
            }
            assertThat(alone(engine, request(1)).getFirst().versions()).containsOnly(5L);
        }
    }

    @Test
    void loadPaused_weightsThatFail_failsWhatWasInFlight() throws Exception {
        try (VectorBackend engine = open(Parallelism.DATA)) {
            RequestHandle handle = pausedInTheMiddle(engine, request(1));
            assertThatThrownBy(() -> engine.loadPaused(
                            _ -> {
                                throw new UserError("the learner has gone");
                            },
                            1))
                    .hasMessageContaining("the learner has gone");
            engine.resume();
            assertThatThrownBy(() -> handle.result().join()).hasMessageContaining("the learner has gone");
            assertThatThrownBy(() -> engine.submit(request(2))).hasMessageContaining("no complete weights");
        }
    }

    @Test
    void loadPaused_engineThatIsNotPaused_isRefused() {
        try (VectorBackend engine = open(Parallelism.DATA)) {
            assertThatThrownBy(() -> engine.loadPaused(_ -> {}, 1)).hasMessageContaining("not paused");
            engine.resume();
            assertThat(alone(engine, request(1))).hasSize(1);
        }
    }

    @Test
    void close_whilePaused_endsWhatIsInFlight() throws Exception {
        RequestHandle handle;
        try (VectorBackend engine = open(Parallelism.TENSOR)) {
            handle = pausedInTheMiddle(engine, request(1));
        }
        assertThatThrownBy(() -> handle.result().join()).hasMessageContaining("closed");
    }
}
