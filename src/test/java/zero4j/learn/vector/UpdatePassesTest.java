package zero4j.learn.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import zero4j.learn.LearnBatch;
import zero4j.learn.LearnerBackend;
import zero4j.learn.LearnerBackend.TokenLoss;
import zero4j.learn.ScoredSequence;
import zero4j.learn.TokenGradients;
import zero4j.learn.TokenScores;
import zero4j.vector.FlatBuffer;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFamilies;
import zero4j.weights.ModelShape;

/** One sum, and two, by all numbers of threads. */
class UpdatePassesTest {
    private static final int VOCABULARY = 75;
    private static final ModelConfig CONFIG =
            LearnCase.config(ModelFamilies.LLAMA, new ModelShape(40, 56, 2, 4, 2, 256, 10_000, true), VOCABULARY);
    private static final TokenLoss LOSS =
            (_, _, scores) -> new TokenGradients(scores.logprobs(), scores.entropies(), scores.values());

    private final List<ScoredSequence> mixed = LearnCase.mixed(VOCABULARY);

    /** Which sequences each pass had, and what was found. */
    private record Found(float[] gradient, float[] head, long inputs, Map<Integer, List<Integer>> passes) {}

    /** How it is computed. */
    private record Case(List<ScoredSequence> sequences, int threads, boolean two, int tokens, boolean checkpointing) {
        VectorPassSettings settings() {
            return new VectorPassSettings(tokens, checkpointing, true, threads, two ? Long.MAX_VALUE : 0);
        }

        /** The gradient after another update, whose loss is another. */
        Found find(TokenLoss loss, LongConsumer complete) {
            try (Arena arena = Arena.ofShared()) {
                Random random = new Random(3);
                MemorySegment values = arena.allocate(CONFIG.parameterCount() * Float.BYTES, 64);
                for (long i = 0; i < CONFIG.parameterCount(); i++) {
                    values.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) (0.2 * random.nextGaussian()));
                }
                float[] head = new float[CONFIG.hiddenSize() + 1];
                for (int i = 0; i < head.length; i++) {
                    head[i] = (float) random.nextGaussian();
                }
                FlatBuffer gradients = new FlatBuffer(arena.allocate(values.byteSize(), 64));
                Map<Integer, List<Integer>> passes = new ConcurrentSkipListMap<>();
                try (LearnPass all = new LearnPass(CONFIG, values, threads, 0.7, checkpointing);
                        UpdatePasses update = new UpdatePasses(all, settings(), gradients, arena)) {
                    all.load();
                    update.find(
                            LearnCase.mixed(VOCABULARY).subList(3, 6),
                            head,
                            (_, _, scores) -> new TokenGradients(scores.entropies(), new float[0], scores.values()),
                            _ -> {});
                    LearnerBackend.Passes found = update.find(
                            sequences,
                            head,
                            (number, members, scores) -> {
                                assertThat(passes.put(number, members)).isNull();
                                assertScores(all, sequences, members, scores, head);
                                return loss.gradients(number, members, scores);
                            },
                            complete);
                    return new Found(
                            gradients.data().toArray(ValueLayout.JAVA_FLOAT), found.head(), found.inputs(), passes);
                }
            }
        }

        Found find() {
            return find(LOSS, _ -> {});
        }
    }

    /** Scores must be those of the sequences that are named. */
    private static void assertScores(
            LearnPass pass, List<ScoredSequence> sequences, List<Integer> members, TokenScores scores, float[] head) {
        int at = 0;
        for (int member : members) {
            ScoredSequence sequence = sequences.get(member);
            try (LearnPass alone = pass.another()) {
                TokenScores expected = alone.score(LearnBatch.of(List.of(sequence), false), head);
                float[] own = Arrays.copyOfRange(scores.logprobs(), at, at + sequence.count());
                assertThat(own).as("sequence " + member).isEqualTo(expected.logprobs());
            }
            at += sequence.count();
        }
        assertThat(scores.logprobs()).hasSize(at);
    }

    private Found find(int threads, boolean two, int tokens, TokenLoss loss, LongConsumer complete) {
        return new Case(mixed, threads, two, tokens, false).find(loss, complete);
    }

    private Found find(int threads, boolean two, int tokens) {
        return find(threads, two, tokens, LOSS, _ -> {});
    }

    @Test
    void secondSumBytes_ofASmallModelOnly_areThoseOfItsGradient() {
        VectorPassSettings settings = new VectorPassSettings(4096, false, true, 2);
        assertThat(settings.secondSumBytes(CONFIG)).isEqualTo(CONFIG.parameterCount() * Float.BYTES);
        ModelConfig large = LearnCase.config(
                ModelFamilies.LLAMA, new ModelShape(512, 1536, 6, 8, 8, 256, 10_000, true), VOCABULARY);
        assertThat(large.parameterCount()).isGreaterThan(1 << 24);
        assertThat(settings.secondSumBytes(large)).isZero();
    }

    /** Much or little in a pass; with two sums the second has all but one sequence, none, or one of which nothing is asked. */
    private static Stream<Arguments> works() {
        List<ScoredSequence> mixed = LearnCase.mixed(VOCABULARY);
        ScoredSequence silent = mixed.get(4);
        return Stream.of(
                        mixed,
                        mixed.subList(7, 8),
                        List.of(mixed.get(0), mixed.get(7)),
                        List.of(mixed.get(0), silent),
                        List.of(silent))
                .flatMap(sequences -> Stream.of(4096, 150)
                        .flatMap(tokens -> Stream.of(true, false).map(two -> Arguments.of(sequences, tokens, two))));
    }

    @ParameterizedTest
    @MethodSource("works")
    void find_anyThreadsAndCheckpointing_hasTheSameBits(List<ScoredSequence> sequences, int tokens, boolean two) {
        Found expected = new Case(sequences, 1, two, tokens, false).find();
        for (int threads = 1; threads <= 4; threads++) {
            Found found = new Case(sequences, threads, two, tokens, threads < 3).find();
            assertThat(found.gradient()).isEqualTo(expected.gradient());
            assertThat(found.head()).isEqualTo(expected.head());
        }
    }

    @ParameterizedTest
    @CsvSource({"4096", "150", "1"})
    void find_twoSums_isThatOfOne(int tokens) {
        Found one = find(2, false, tokens);
        Found two = find(2, true, tokens);
        assertClose(two.gradient(), one.gradient());
        assertClose(two.head(), one.head());
        assertThat(two.inputs()).isGreaterThan(500);
    }

    private static void assertClose(float[] actual, float[] expected) {
        float largest = 0;
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            worst = Math.max(worst, Math.abs((double) expected[i] - actual[i]));
        }
        assertThat(largest).isGreaterThan(0.1f);
        assertThat(worst / largest).isLessThan(1e-5);
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
                        IntStream.range(0, mixed.size()).boxed().toList());
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
    void find_oneHalfFails_waitsForTheOther_whichBeginsNothingMore() {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Thread> failed = new CompletableFuture<>();
        AtomicBoolean returned = new AtomicBoolean();
        AtomicInteger finished = new AtomicInteger();
        TokenLoss loss = (number, members, scores) -> {
            if (number == 0) {
                await(begun);
                failed.complete(Thread.currentThread());
                throw new IllegalStateException("pass 0");
            }
            begun.countDown();
            Thread other = failed.orTimeout(1, TimeUnit.MINUTES).join();
            while (other.getState() == Thread.State.RUNNABLE && !returned.get()) {
                Thread.onSpinWait();
            }
            finished.incrementAndGet();
            return LOSS.gradients(number, members, scores);
        };
        try {
            assertThatThrownBy(() -> find(2, true, 150, loss, _ -> {})).hasMessage("pass 0");
            assertThat(finished).hasValue(1);
        } finally {
            returned.set(true);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES))
                    .as("both halves compute")
                    .isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "1, 2", "2, 2", "0, 4", "1, 4", "2, 4"})
    void find_lossThatFails_endsWhenNobodyComputes(int failing, int threads) {
        CountDownLatch both = new CountDownLatch(2);
        AtomicInteger finished = new AtomicInteger();
        int passes = find(threads, true, 4096).passes().size();
        assertThat(passes).isEqualTo(2);
        TokenLoss loss = (number, members, scores) -> {
            both.countDown();
            await(both);
            if (number == failing || failing == passes) {
                throw new IllegalStateException("pass " + number);
            }
            finished.incrementAndGet();
            return LOSS.gradients(number, members, scores);
        };
        assertThatThrownBy(() -> find(threads, true, 4096, loss, _ -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("pass " + (failing == passes ? 0 : failing))
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(failing == passes ? 1 : 0));
        assertThat(finished).hasValue(failing == passes ? 0 : 1);
    }
}
