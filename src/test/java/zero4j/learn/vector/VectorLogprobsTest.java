package zero4j.learn.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.vector.PackedMatrix;
import zero4j.vector.PanelRows;
import zero4j.vector.Pieces;
import zero4j.vector.Threads;
import zero4j.vector.Values;

/** The output layer against plain loops in double precision. */
class VectorLogprobsTest {
    private static final int ALL = 1 << 20;
    private static final int FEW = 3000;

    private final Random random = new Random(1);
    private final Arena arena = Arena.ofShared();
    private final List<VectorLogprobs> layers = new ArrayList<>();

    @AfterEach
    void close() {
        layers.forEach(VectorLogprobs::close);
    }

    /** A layer with more rows than tokens, and what to ask of it. */
    private final class Case {
        final int vocabulary;
        final int width;
        final double temperature;
        final float[] weights; // [vocabulary + 3, width]
        final float[] states; // [scored, width]
        final int[] targets;
        final float[] gradient;
        final float[] entropyGradient;
        final PackedMatrix head;
        final PackedMatrix transposed;
        final PanelRows hidden; // [scored, width]

        Case(int scored, int vocabulary, int width, double temperature) {
            this.vocabulary = vocabulary;
            this.width = width;
            this.temperature = temperature;
            int rows = vocabulary + 3;
            weights = normal(rows * width);
            states = normal(scored * width);
            gradient = normal(scored);
            entropyGradient = normal(scored);
            targets = random.ints(scored, 0, vocabulary).toArray();
            head = new PackedMatrix(rows, width, false, arena);
            transposed = new PackedMatrix(width, rows, false, arena);
            head.fill(0, rows, Values.of(MemorySegment.ofArray(weights), "F32"));
            head.padWithMinusInfinity(vocabulary);
            transposed.fillTransposed(0, rows, Values.of(MemorySegment.ofArray(weights), "F32"));
            hidden = PanelRows.of(arena, scored, width);
            for (int t = 0; t < scored; t++) {
                hidden.store(t, 0, width, 1, states, t * width);
            }
        }

        VectorLogprobs layer(Pieces pieces, int kept) {
            layers.add(new VectorLogprobs(head, transposed, vocabulary, temperature, pieces, kept));
            return layers.getLast();
        }

        Found run(VectorLogprobs layer, float @Nullable [] entropyGradient) {
            VectorLogprobs.Scores scores = layer.score(hidden, targets);
            MemorySegment hiddenGradient =
                    arena.allocate(ValueLayout.JAVA_FLOAT, (long) targets.length * layer.stride());
            MemorySegment headGradient = arena.allocate(ValueLayout.JAVA_FLOAT, weights.length);
            layer.backward(scores, hidden, targets, gradient, entropyGradient, hiddenGradient, headGradient);
            return new Found(scores, hiddenGradient, headGradient);
        }

        /** Log-probabilities of all tokens. */
        double[] logprobs(int t) {
            double[] logits = new double[vocabulary];
            double sum = 0;
            for (int j = 0; j < vocabulary; j++) {
                for (int i = 0; i < width; i++) {
                    logits[j] += (double) states[t * width + i] * weights[j * width + i] / temperature;
                }
                sum += Math.exp(logits[j]);
            }
            for (int j = 0; j < vocabulary; j++) {
                logits[j] -= Math.log(sum);
            }
            return logits;
        }
    }

    private record Found(VectorLogprobs.Scores scores, MemorySegment hiddenGradient, MemorySegment headGradient) {}

    private float[] normal(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double entropy(double[] logprobs) {
        double entropy = 0;
        for (double logprob : logprobs) {
            entropy -= Math.exp(logprob) * logprob;
        }
        return entropy;
    }

    @ParameterizedTest
    @CsvSource({
        "1, 5, 7, 1, true",
        "65, 128, 40, 1, false",
        "130, 128, 40, 0.6, true",
        "70, 4500, 24, 1.3, true",
        "64, 2048, 8, 1, true"
    })
    void scoreAndBackward_anyShape_agreeWithPlainLoops(
            int scored, int vocabulary, int width, double temperature, boolean entropies) {
        try (arena) {
            Case given = new Case(scored, vocabulary, width, temperature);
            VectorLogprobs layer = given.layer(Pieces.ALONE, ALL);
            Found found = given.run(layer, entropies ? given.entropyGradient : null);
            double[] head = new double[given.weights.length];
            for (int t = 0; t < scored; t++) {
                double[] logprobs = given.logprobs(t);
                double entropy = entropy(logprobs);
                assertThat((double) found.scores.logprobs()[t]).isCloseTo(logprobs[given.targets[t]], within(2e-5));
                assertThat((double) found.scores.entropies()[t]).isCloseTo(entropy, within(2e-5));
                double[] state = new double[width];
                for (int j = 0; j < vocabulary; j++) {
                    double p = Math.exp(logprobs[j]);
                    double logit = given.gradient[t] * ((j == given.targets[t] ? 1 : 0) - p);
                    logit -= entropies ? given.entropyGradient[t] * p * (logprobs[j] + entropy) : 0;
                    for (int i = 0; i < width; i++) {
                        state[i] += logit * given.weights[j * width + i] / temperature;
                        head[j * width + i] += logit * given.states[t * width + i] / temperature;
                    }
                }
                for (int i = 0; i < width; i++) {
                    assertThat((double) found.hiddenGradient.getAtIndex(
                                    ValueLayout.JAVA_FLOAT, (long) t * layer.stride() + i))
                            .isCloseTo(state[i], within(5e-5));
                }
            }
            for (int i = 0; i < head.length; i++) {
                assertThat((double) found.headGradient.getAtIndex(ValueLayout.JAVA_FLOAT, i))
                        .isCloseTo(head[i], within(1e-4));
            }
        }
    }

    @Test
    void scoreAndBackward_byThreadsOrInSmallerChunks_giveTheSameBits() {
        try (arena) {
            Case given = new Case(150, 4500, 24, 0.7);
            Found alone = given.run(given.layer(Pieces.ALONE, ALL), given.entropyGradient);
            for (VectorLogprobs layer : new VectorLogprobs[] {
                given.layer(Threads.PIECES, ALL), given.layer(Threads.PIECES, FEW), given.layer(Pieces.ALONE, 1)
            }) {
                Found other = given.run(layer, given.entropyGradient);
                assertThat(other.scores.logprobs()).isEqualTo(alone.scores.logprobs());
                assertThat(other.scores.entropies()).isEqualTo(alone.scores.entropies());
                assertThat(other.hiddenGradient.mismatch(alone.hiddenGradient)).isEqualTo(-1);
                assertThat(other.headGradient.mismatch(alone.headGradient)).isEqualTo(-1);
            }
        }
    }

    @Test
    void score_distributionsThatAreNearlyCertain_haveExactLogprobsAndNoEntropy() {
        try (arena) {
            Case given = new Case(3, 2100, 1, 1);
            for (int j = 0; j < given.vocabulary; j++) {
                given.weights[j] = j == 2090 ? 500 : -500;
            }
            given.head.fill(0, given.vocabulary, Values.of(MemorySegment.ofArray(given.weights), "F32"));
            given.hidden.data().fill((byte) 0);
            given.hidden.store(0, 0, 1, 1, new float[] {1}, 0);
            given.targets[0] = 2090;
            VectorLogprobs.Scores scores = given.layer(Pieces.ALONE, ALL).score(given.hidden, given.targets);
            assertThat(scores.logprobs()[0]).isZero();
            assertThat(scores.entropies()[0]).isZero();
            assertThat(scores.logprobs()[1]).isCloseTo((float) -Math.log(2100), within(1e-6f));
            assertThat(scores.entropies()[1]).isCloseTo((float) Math.log(2100), within(1e-6f));
        }
    }

    @Test
    void backward_frozenHeadOrNothingScored_leavesTheHeadAlone() {
        try (arena) {
            Case given = new Case(70, 50, 9, 1);
            VectorLogprobs layer = given.layer(Pieces.ALONE, ALL);
            MemorySegment with = given.run(layer, null).hiddenGradient;
            VectorLogprobs.Scores scores = layer.score(given.hidden, given.targets);
            MemorySegment without = arena.allocate(with.byteSize(), Float.BYTES);
            layer.backward(scores, given.hidden, given.targets, given.gradient, null, without, null);
            assertThat(without.mismatch(with)).isEqualTo(-1);

            VectorLogprobs.Scores none = layer.score(given.hidden, new int[0]);
            layer.backward(none, given.hidden, new int[0], new float[0], null, without, null);
            assertThat(none.logprobs()).isEmpty();
        }
    }
}
