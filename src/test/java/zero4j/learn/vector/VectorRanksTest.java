package zero4j.learn.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.dist.Communicator;
import zero4j.dist.MeetingPlace;
import zero4j.dist.SingleProcess;
import zero4j.learn.AdamWSettings;
import zero4j.learn.LearnerBackend;
import zero4j.learn.ScoredSequence;
import zero4j.learn.TokenGradients;
import zero4j.rollout.PolicyWeights;
import zero4j.weights.LoraSettings;

/** Processes that learn together in Java learn what one learns, and have the same bits. */
class VectorRanksTest {
    private static final Path MODEL = Path.of("src/test/resources/golden/qwen2");
    private static final AdamWSettings ADAM_W = new AdamWSettings(0.9, 0.95, 1e-6, 0.1);
    private static final VectorPassSettings PASSES = new VectorPassSettings(40, false, true, 2);
    private static final VectorPassSettings ONE_SUM = new VectorPassSettings(40, false, true, 2, 0);
    private static final double RATE = 0.003;

    @TempDir
    private Path folder = Path.of("");

    private static LearnerBackend backend(boolean adapted, VectorPassSettings passes, Communicator ranks) {
        return adapted
                ? VectorLearnerBackend.adapted(
                        MODEL, new LoraSettings(3, 12, List.of("all-linear")), 1, passes, ADAM_W, 0.7, ranks)
                : new VectorLearnerBackend(MODEL, MODEL, passes, ADAM_W, 0.7, ranks);
    }

    private static LearnerBackend backend(boolean adapted, Communicator ranks) {
        return backend(adapted, PASSES, ranks);
    }

    /** In the third step there is one, so that the other processes have none; in the fourth the last process has several passes. */
    private static List<ScoredSequence> sequences(int step) {
        Random random = new Random(step);
        return random.ints(step == 3 ? 1 : 7, 6, 20)
                .mapToObj(
                        length -> ScoredSequence.text(random.ints(length, 0, 40).toArray()))
                .toList();
    }

    private static List<ScoredSequence> own(int step, Communicator ranks) {
        List<ScoredSequence> all = sequences(step);
        int each = step == 4 ? 1 : Math.ceilDiv(all.size(), ranks.world());
        int from = Math.min(all.size(), ranks.rank() * each);
        boolean isLast = ranks.rank() == ranks.world() - 1;
        return all.subList(from, isLast ? all.size() : Math.min(all.size(), from + each));
    }

    private static void learn(LearnerBackend backend, Communicator ranks, int first, int last) {
        for (int step = first; step <= last; step++) {
            var _ = backend.gradient(own(step, ranks), LearnerBackend.NO_HEAD, (_, _, scores) -> {
                float[] gradients = new float[scores.logprobs().length];
                Arrays.fill(gradients, -1f / 50);
                return TokenGradients.ofLogprobs(gradients);
            });
            assertThat(backend.clip(0.5)).isPositive();
            backend.step(RATE);
        }
    }

    private static Map<String, float[]> copied(PolicyWeights weights) {
        Map<String, float[]> copies = new LinkedHashMap<>();
        weights.forEach(tensor -> copies.put(tensor.name(), tensor.data().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED)));
        return copies;
    }

    private static Map<String, float[]> learnt(boolean adapted, VectorPassSettings passes, Communicator ranks) {
        try (LearnerBackend backend = backend(adapted, passes, ranks)) {
            learn(backend, ranks, 1, 5);
            assertThat(backend.exchanged().seconds() > 0).isEqualTo(ranks.world() > 1);
            return copied(backend.weights());
        }
    }

    private static Map<String, float[]> learnt(boolean adapted, Communicator ranks) {
        return learnt(adapted, PASSES, ranks);
    }

    private static void assertSame(Map<String, float[]> actual, Map<String, float[]> expected) {
        expected.forEach((name, values) -> assertThat(actual.get(name)).as(name).containsExactly(values));
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void learning_severalProcesses_isWhatOneLearns_withTheSameBitsEachTime(boolean adapted, boolean oneSum) {
        VectorPassSettings passes = oneSum ? ONE_SUM : PASSES;
        Map<String, float[]> alone = learnt(adapted, passes, new SingleProcess());
        List<Map<String, float[]>> together = MeetingPlace.together(3, ranks -> learnt(adapted, passes, ranks));
        List<Map<String, float[]>> again = MeetingPlace.together(3, ranks -> learnt(adapted, passes, ranks));
        alone.forEach((name, values) -> {
            float largest = 0;
            for (float value : values) {
                largest = Math.max(largest, Math.abs(value));
            }
            assertThat(together.getFirst().get(name)).as(name).containsExactly(values, within(2e-3f * largest));
        });
        IntStream.range(0, 3).forEach(rank -> {
            assertSame(together.get(rank), together.getFirst());
            assertSame(again.get(rank), together.getFirst());
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void resume_whatOneSaved_goesOnWithTheSameBits_whoeverHasTheFiles(boolean adapted) {
        List<Map<String, float[]>> whole = MeetingPlace.together(3, ranks -> learnt(adapted, ranks));
        Path saved = folder.resolve("saved");
        var _ = MeetingPlace.together(3, ranks -> {
            try (LearnerBackend backend = backend(adapted, ranks)) {
                learn(backend, ranks, 1, 2);
                if (ranks.rank() == 0) {
                    write(backend, saved);
                } else {
                    backend.assistSaving();
                }
                return 0;
            }
        });
        List<Map<String, float[]>> resumed = MeetingPlace.together(3, ranks -> {
            try (LearnerBackend backend = opened(adapted, ranks, saved)) {
                backend.resume(Optional.of(saved).filter(_ -> ranks.rank() == 0));
                learn(backend, ranks, 3, 5);
                return copied(backend.weights());
            }
        });
        resumed.forEach(each -> assertSame(each, whole.getFirst()));
    }

    private static LearnerBackend opened(boolean adapted, Communicator ranks, Path saved) {
        return adapted || ranks.rank() > 0
                ? backend(adapted, ranks)
                : new VectorLearnerBackend(saved, MODEL, PASSES, ADAM_W, 0.7, ranks);
    }

    private static void write(LearnerBackend backend, Path to) {
        try {
            backend.write(Files.createDirectories(to), List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void gradient_lossFailsInOneProcess_isThrownWhenNothingGoesOn() {
        var _ = MeetingPlace.together(2, ranks -> {
            try (LearnerBackend backend = backend(false, ranks)) {
                if (ranks.rank() == 1) {
                    assertThatThrownBy(() -> backend.gradient(own(1, ranks), LearnerBackend.NO_HEAD, (_, _, _) -> {
                                throw new IllegalStateException("no loss");
                            }))
                            .hasMessage("no loss");
                    ranks.fail("it has no loss");
                } else {
                    assertThatThrownBy(() -> learn(backend, ranks, 1, 1)).hasMessageContaining("it has no loss");
                }
                return 0;
            }
        });
    }
}
