package zero4j.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.UserError;
import zero4j.rollout.SamplingParams;
import zero4j.vector.Lanes;

class TokenSamplerTest {
    private static final int VOCABULARY = 2500;
    private static final int STRIDE = Lanes.padded(VOCABULARY);

    /** Scores of a row behind a few others, the padding as the output layer leaves it. */
    private static float[] scores(double spread) {
        Random random = new Random(3);
        float[] scores = new float[STRIDE];
        Arrays.fill(scores, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < VOCABULARY; i++) {
            scores[i] = (float) (spread * random.nextGaussian());
        }
        return scores;
    }

    private static SamplingParams params(double temperature, int topK, double topP) {
        return new SamplingParams(1, 1, temperature, topK, topP, 0);
    }

    /** Probabilities after temperature, top-k and top-p by sorting, in double precision. */
    private static double[] expected(float[] scores, double temperature, int topK, double topP) {
        List<Integer> order = IntStream.range(0, VOCABULARY)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -scores[i]))
                .limit(topK == 0 ? VOCABULARY : topK)
                .toList();
        double[] probs = new double[VOCABULARY];
        double mass = order.stream()
                .mapToDouble(i -> Math.exp(scores[i] / temperature))
                .sum();
        double kept = 0;
        for (int token : order) {
            if (topP < 1 && kept / mass >= topP) {
                break;
            }
            probs[token] = Math.exp(scores[token] / temperature);
            kept += probs[token];
        }
        double total = kept;
        return Arrays.stream(probs).map(p -> p / total).toArray();
    }

    @ParameterizedTest
    @CsvSource({
        "2, 1, 0, 1",
        "2, 0.6, 0, 1",
        "1, 1.5, 0, 1",
        "2, 1, 40, 1",
        "2, 1, 0, 0.8",
        "3, 0.9, 300, 0.7",
        "2, 1, 1, 1"
    })
    void sample_manyUniforms_followTheDistribution(double spread, double temperature, int topK, double topP) {
        float[] scores = scores(spread);
        double[] probs = expected(scores, temperature, topK, topP);
        TokenSampler sampler = new TokenSampler(STRIDE);
        Random random = new Random(11);
        int draws = 20_000;
        double[] counts = new double[VOCABULARY];
        for (int i = 0; i < draws; i++) {
            float[] row = scores.clone();
            int token =
                    sampler.sample(params(temperature, topK, topP), row, 0, STRIDE, random.nextInt(1 << 24) * 0x1p-24f);
            assertThat((double) sampler.logprob()).isCloseTo(Math.log(probs[token]), within(2e-5));
            counts[token]++;
        }
        assertThat(chiSquareExcess(counts, probs, draws)).isLessThan(4.5);
    }

    /** Standard deviations by which chi-square exceeds its mean; tokens expected fewer than 5 times are one class. */
    private static double chiSquareExcess(double[] counts, double[] probs, int draws) {
        double sum = 0;
        double rareCount = 0;
        double rareExpected = 0;
        int classes = 0;
        for (int i = 0; i < probs.length; i++) {
            double mean = probs[i] * draws;
            if (mean < 5) {
                rareCount += counts[i];
                rareExpected += mean;
            } else {
                sum += (counts[i] - mean) * (counts[i] - mean) / mean;
                classes++;
            }
        }
        if (rareExpected > 0) {
            sum += (rareCount - rareExpected) * (rareCount - rareExpected) / rareExpected;
            classes++;
        }
        int freedom = Math.max(1, classes - 1);
        return (sum - freedom) / Math.sqrt(2.0 * freedom);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "40, 1", "0, 0.5"})
    void sample_extremeUniforms_givePossibleTokens(int topK, double topP) {
        float[] scores = scores(20);
        double[] probs = expected(scores, 1, topK, topP);
        TokenSampler sampler = new TokenSampler(STRIDE);
        for (float uniform : new float[] {0, 0x1p-24f, 0.5f, 1 - 0x1p-24f}) {
            int token = sampler.sample(params(1, topK, topP), scores.clone(), 0, STRIDE, uniform);
            assertThat(token).isLessThan(VOCABULARY);
            assertThat(probs[token]).isPositive();
            assertThat(Float.isFinite(sampler.logprob())).isTrue();
        }
    }

    @Test
    void sample_greedy_isTheFirstOfTheHighestAtTemperatureOne() {
        float[] scores = scores(1);
        scores[700] = 9;
        scores[1900] = 9;
        double expected = Math.log(expected(scores, 1, 0, 1)[700]);
        TokenSampler sampler = new TokenSampler(STRIDE);
        assertThat(sampler.sample(SamplingParams.greedy(1), scores, 0, STRIDE, 0.9f))
                .isEqualTo(700);
        assertThat((double) sampler.logprob()).isCloseTo(expected, within(1e-5));
    }

    @Test
    void select_equalScores_prefersLowerIds() {
        float[] scores = new float[STRIDE];
        scores[1234] = 1;
        TopTokens top = new TopTokens();
        assertThat(top.select(scores, 0, STRIDE, 5)).isEqualTo(5);
        assertThat(IntStream.range(0, 5).map(top::token)).containsExactly(1234, 0, 1, 2, 3);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, NaN", "0, 1, Infinity", "5, 1, NaN", "0, 0.5, NaN"})
    void sample_scoresNotFinite_isAnError(int topK, double topP, float bad) {
        float[] scores = scores(1);
        scores[17] = bad;
        TokenSampler sampler = new TokenSampler(STRIDE);
        assertThatThrownBy(() -> sampler.sample(params(1, topK, topP), scores, 0, STRIDE, 0.5f))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("not finite");
    }
}
