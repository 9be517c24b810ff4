package zero4j.learn.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.learn.LearnerBackend;
import zero4j.learn.LearnerBackend.TokenLoss;
import zero4j.learn.ScoredSequence;
import zero4j.learn.TokenGradients;
import zero4j.vector.FlatBuffer;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFamilies;
import zero4j.weights.ModelShape;

/** One sum, and two, by all numbers of threads. */
class GradientSumsTest {
    private static final int VOCABULARY = 75;
    private static final ModelConfig CONFIG =
            LearnCase.config(ModelFamilies.LLAMA, new ModelShape(40, 56, 2, 4, 2, 256, 10_000, true), VOCABULARY);
    private static final TokenLoss LOSS = (_, _, scores) -> TokenGradients.ofLogprobs(scores.logprobs());

    private final List<ScoredSequence> sequences = LearnCase.mixed(VOCABULARY);

    /** Which sequences each pass had, and what was found. */
    private record Found(float[] gradient, float[] head, long inputs, Map<Integer, List<Integer>> passes) {}

    /** The gradient after another update, whose loss is another. */
    private Found find(int threads, boolean two, int tokens, TokenLoss loss, LongConsumer complete) {
        try (Arena arena = Arena.ofShared()) {
            Random random = new Random(3);
            MemorySegment values = arena.allocate(CONFIG.parameterCount() * Float.BYTES, 64);
            for (long i = 0; i < CONFIG.parameterCount(); i++) {
                values.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) (0.2 * random.nextGaussian()));
            }
            FlatBuffer gradients = new FlatBuffer(arena.allocate(values.byteSize(), 64));
            Map<Integer, List<Integer>> passes = new ConcurrentSkipListMap<>();
            VectorPassSettings settings = new VectorPassSettings(tokens, false, true, threads);
            float[] head = {};
            try (LearnPass all = new LearnPass(CONFIG, values, threads, 1, false);
                    GradientSums sums = new GradientSums(all, settings, gradients, arena, two)) {
                all.load();
                sums.find(
                        sequences.subList(3, 6),
                        head,
                        (_, _, scores) -> TokenGradients.ofLogprobs(scores.entropies()),
                        _ -> {});
                LearnerBackend.Passes found = sums.find(
                        sequences,
                        head,
                        (number, members, scores) -> {
                            assertThat(passes.put(number, members)).isNull();
                            return loss.gradients(number, members, scores);
                        },
                        complete);
                return new Found(
                        gradients.data().toArray(ValueLayout.JAVA_FLOAT), found.head(), found.inputs(), passes);
            }
        }
    }

    private Found find(int threads, boolean two, int tokens) {
        return find(threads, two, tokens, LOSS, _ -> {});
    }

    @Test
    void secondSumBytes_ofASmallModelOnly_areThoseOfItsGradient() {
        assertThat(GradientSums.secondSumBytes(CONFIG)).isEqualTo(CONFIG.parameterCount() * Float.BYTES);
        ModelConfig large = LearnCase.config(
                ModelFamilies.LLAMA, new ModelShape(512, 1536, 6, 8, 8, 256, 10_000, true), VOCABULARY);
        assertThat(large.parameterCount()).isGreaterThan(1 << 24);
        assertThat(GradientSums.secondSumBytes(large)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"true, 4096", "true, 150", "false, 150"})
    void find_anyThreads_hasTheSameBits(boolean two, int tokens) {
        Found expected = find(1, two, tokens);
        for (int threads = 2; threads <= 4; threads++) {
            assertThat(find(threads, two, tokens).gradient()).isEqualTo(expected.gradient());
        }
    }

    @ParameterizedTest
    @CsvSource({"4096", "150", "1"})
    void find_twoSums_isThatOfOne(int tokens) {
        Found one = find(2, false, tokens);
        Found two = find(2, true, tokens);
        float largest = 0;
        double worst = 0;
        for (int i = 0; i < one.gradient().length; i++) {
            largest = Math.max(largest, Math.abs(one.gradient()[i]));
            worst = Math.max(worst, Math.abs((double) one.gradient()[i] - two.gradient()[i]));
        }
        assertThat(largest).isGreaterThan(0.1f);
        assertThat(worst / largest).isLessThan(1e-5);
        assertThat(two.inputs()).isGreaterThan(500);
    }

    @ParameterizedTest
    @CsvSource({"1, true", "2, true", "2, false"})
    void find_severalPasses_askAboutEverySequenceOnce(int threads, boolean two) {
        Found found = find(threads, two, 150);
        assertThat(found.passes().size()).isGreaterThan(3);
        assertThat(found.passes().keySet())
                .containsExactlyElementsOf(
                        IntStream.range(0, found.passes().size()).boxed().toList());
        assertThat(found.passes().values().stream().flatMap(List::stream))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, sequences.size()).boxed().toList());
    }

    @Test
    void find_oneSum_isToldToBeCompleteByItsLastPass() {
        int passes = find(2, false, 150).passes().size();
        AtomicInteger asked = new AtomicInteger();
        TokenLoss counted = (number, members, scores) -> {
            asked.incrementAndGet();
            return LOSS.gradients(number, members, scores);
        };
        List<Long> complete = new ArrayList<>();
        LongConsumer told = at -> {
            assertThat(asked).hasValue(passes);
            complete.add(at);
        };
        find(2, false, 150, counted, told);
        assertThat(complete).hasSize(CONFIG.layers() + 2).isSortedAccordingTo((a, b) -> Long.compare(b, a));
        assertThat(complete.getLast()).isZero();
    }

    @Test
    void find_twoSums_areNotToldToBeComplete() {
        find(2, true, 150, LOSS, at -> {
            throw new AssertionError("complete from " + at);
        });
    }

    @Test
    void find_firstHalfFails_waitsForTheOther() {
        Thread caller = Thread.currentThread();
        CountDownLatch failed = new CountDownLatch(1);
        AtomicBoolean returned = new AtomicBoolean();
        AtomicInteger finished = new AtomicInteger();
        TokenLoss loss = (number, members, scores) -> {
            if (number == 0) {
                failed.countDown();
                throw new IllegalStateException("pass 0");
            }
            await(failed);
            while (caller.getState() != Thread.State.WAITING && !returned.get()) {
                Thread.onSpinWait();
            }
            finished.incrementAndGet();
            return LOSS.gradients(number, members, scores);
        };
        try {
            assertThatThrownBy(() -> find(2, true, 4096, loss, _ -> {})).hasMessage("pass 0");
            assertThat(finished).hasValue(1);
        } finally {
            returned.set(true);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2"})
    void find_lossThatFails_endsWhenNobodyComputes(int failing) {
        AtomicInteger running = new AtomicInteger();
        int passes = find(2, true, 4096).passes().size();
        assertThat(passes).isEqualTo(2);
        assertThatThrownBy(() -> find(
                        2,
                        true,
                        4096,
                        (number, members, scores) -> {
                            if (number == failing || failing == passes) {
                                throw new IllegalStateException("pass " + number);
                            }
                            running.incrementAndGet();
                            return LOSS.gradients(number, members, scores);
                        },
                        _ -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("pass " + (failing == passes ? 0 : failing));
        assertThat(running).hasValue(failing == passes ? 0 : 1);
    }
}
