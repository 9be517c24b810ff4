package zero4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {
    @ParameterizedTest
    @CsvSource({"0,1", "0,30", "13,30", "30,30", "1,2", "345,675"})
    void wilson_boundsOfAnyCount_solveTheScoreEquation(int successes, int trials) {
        Interval interval = Interval.wilson(successes, trials);
        double share = (double) successes / trials;
        assertThat(interval.low()).isBetween(0.0, share);
        assertThat(interval.high()).isBetween(share, 1.0);
        // The bounds are the shares p whose distance from the observed one is z standard errors under p itself.
        for (double p : new double[] {interval.low(), interval.high()}) {
            if (p > 0 && p < 1) {
                double standardErrors = Math.abs(share - p) / Math.sqrt(p * (1 - p) / trials);
                assertThat(standardErrors).isCloseTo(1.959963984540054, within(1e-9));
            }
        }
    }

    @Test
    void wilson_allAndNone_touchTheEndOnly() {
        assertThat(Interval.wilson(0, 30).low()).isZero();
        assertThat(Interval.wilson(0, 30).high()).isCloseTo(0.1135, within(1e-4));
        assertThat(Interval.wilson(30, 30).high()).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> Interval.wilson(0, 0));
    }

    @Test
    void ofMean_sharesThatAreEqualOrNearlySo_isNeverSureOfThem() {
        assertThat(Interval.ofMean(new double[100])).isEqualTo(Interval.wilson(0, 100));
        double[] all = new double[100];
        Arrays.fill(all, 1);
        assertThat(Interval.ofMean(all)).isEqualTo(Interval.wilson(100, 100));
        Arrays.fill(all, 0.5);
        assertThat(Interval.ofMean(all)).isEqualTo(Interval.wilson(50, 100));
        double[] one = new double[100];
        one[7] = 0.25;
        Interval interval = Interval.ofMean(one);
        assertThat(interval.low()).isPositive().isLessThan(0.0025);
        assertThat(interval.high()).isGreaterThan(Interval.wilson(0, 100).high());
    }

    @Test
    void ofMean_sharesThatDiffer_isNearTheMeanPlusMinusStandardErrorsAndTheSameAlways() {
        double[] shares = new Random(3).doubles(400).toArray();
        double mean = Arrays.stream(shares).average().orElseThrow();
        double squares = Arrays.stream(shares).map(x -> (x - mean) * (x - mean)).sum();
        double half = 1.959963984540054 * Math.sqrt(squares / 399 / 400);

        Interval interval = Interval.ofMean(shares);
        assertThat(interval.low()).isCloseTo(mean - half, within(0.05 * half));
        assertThat(interval.high()).isCloseTo(mean + half, within(0.05 * half));
        assertThat(Interval.ofMean(shares)).isEqualTo(interval);
        assertThat(Interval.ofMean(new double[] {0.5})).isEqualTo(new Interval(0, 1));
    }

    @Test
    void ofMean_fewQuestions_isAsWideAsSoFewAllow() {
        // 27 draws with replacement of 0, 1/2, 1: the mean is 0 in 1 of them, which is more than 2.5 %, and 1 in
        // another.
        assertThat(Interval.ofMean(new double[] {0, 0.5, 1})).isEqualTo(new Interval(0, 1));
        // Of two questions that differ, Student's t of one degree of freedom is 12.7.
        Interval two = Interval.ofMean(new double[] {0.25, 0.375});
        assertThat(two.low()).isLessThan(0.02);
        assertThat(two.high()).isGreaterThan(0.85);
    }

    @ParameterizedTest
    @CsvSource({"5", "12", "40", "100"})
    void ofMean_sharesThatDiffer_isTheWiderOfWhatPlainCodeMakesOfBoth(int n) {
        Random random = new Random(n);
        double[] shares = new double[n];
        Arrays.setAll(shares, _ -> Math.round(8 * Math.pow(random.nextDouble(), 2)) / 8.0);
        MadeInterval expected = MadeInterval.ofMean(shares, 0);

        Interval found = Interval.ofMean(shares);

        assertThat(found.low()).isCloseTo(expected.low(), within(0.01));
        assertThat(found.high()).isCloseTo(expected.high(), within(0.01));
    }

    /** Questions drawn from a world whose mean is known: the interval must hold it in 95 % of the draws, wherever it is. */
    @ParameterizedTest
    @CsvSource({
        "1,2,8",
        "0.2,0.2,8",
        "5,5,8",
        "0.3,2,8",
        "3,0.4,8",
        "0.2,4,8",
        "1,2,2",
        "5000,5000,64",
    })
    void ofMean_manyDrawsOfAWorld_holdsItsMeanAsOftenAsItSays(double alpha, double beta, int k) {
        double truth = alpha / (alpha + beta);
        for (int n : new int[] {2, 3, 4, 5, 7, 10, 30, 100}) {
            int times = n < 30 ? 400 : 200;
            long held = IntStream.range(0, times)
                    .parallel()
                    .mapToObj(i -> Interval.ofMean(drawn(new Random(1000L * n + i), n, alpha, beta, k)))
                    .filter(interval -> interval.low() <= truth && truth <= interval.high())
                    .count();
            // 1.1 and 1.5 points are a standard error of so many draws.
            assertThat((double) held / times).as("of " + n + " questions").isGreaterThanOrEqualTo(0.92);
        }
    }

    private static double[] drawn(Random random, int questions, double alpha, double beta, int k) {
        double[] shares = new double[questions];
        Arrays.setAll(shares, _ -> answered(random, drawBeta(random, alpha, beta), k));
        return shares;
    }

    private static double answered(Random random, double chance, int k) {
        int correct = 0;
        for (int i = 0; i < k; i++) {
            correct += random.nextDouble() < chance ? 1 : 0;
        }
        return (double) correct / k;
    }

    /** By two gamma draws, of Marsaglia and Tsang. */
    private static double drawBeta(Random random, double alpha, double beta) {
        double first = drawGamma(random, alpha);
        double second = drawGamma(random, beta);
        return first + second == 0 ? (random.nextDouble() < alpha / (alpha + beta) ? 1 : 0) : first / (first + second);
    }

    private static double drawGamma(Random random, double shape) {
        if (shape < 1) {
            return drawGamma(random, shape + 1) * Math.pow(random.nextDouble(), 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double v = Math.pow(1 + c * x, 3);
            if (v > 0 && Math.log(random.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
                return d * v;
            }
        }
    }

    /** The area under the density, by small steps. */
    @ParameterizedTest
    @CsvSource({"1", "2", "3", "4", "9", "29", "99", "1000"})
    void student_anyDegreesOfFreedom_hasTwoAndAHalfPercentAbove(int freedom) {
        double t = StudentT.quantile975(freedom);
        double area = 0;
        double all = 0;
        // x = tan(angle) takes in the whole line.
        int steps = 2_000_000;
        for (int i = 0; i < steps; i++) {
            double angle = (i + 0.5) / steps * Math.PI / 2;
            double x = Math.tan(angle);
            double density = Math.pow(1 + x * x / freedom, -(freedom + 1) / 2.0) * (1 + x * x);
            all += density;
            area += x > t ? density : 0;
        }
        assertThat(area / all / 2).isCloseTo(0.025, within(0.0001));
    }

    @Test
    void ofAverage_twoScores_putsTheirEndsTogetherAsSquares() {
        Interval interval =
                Interval.ofAverage(List.of(0.5, 0.3), List.of(new Interval(0.2, 0.6), new Interval(0.26, 0.3)), 0);
        assertThat(interval.low()).isCloseTo(0.4 - Math.sqrt(0.3 * 0.3 + 0.04 * 0.04) / 2, within(1e-12));
        assertThat(interval.high()).isCloseTo(0.45, within(1e-12));
        assertThat(Interval.ofAverage(List.of(0.1), List.of(new Interval(0, 0.4)), 0))
                .isEqualTo(new Interval(0, 0.4));
    }

    @Test
    void passAtK_everySubset_isCountedExactly() {
        for (int samples = 1; samples <= 7; samples++) {
            for (int correct = 0; correct <= samples; correct++) {
                for (int k = 1; k <= samples; k++) {
                    assertThat(PassAtK.estimate(samples, correct, k))
                            .isCloseTo(subsetsWithCorrect(samples, correct, k), within(1e-12));
                }
            }
        }
        assertThatIllegalArgumentException().isThrownBy(() -> PassAtK.estimate(4, 1, 5));
    }

    /** Share of the subsets of size k that hold one of the first {@code correct} samples. */
    private static double subsetsWithCorrect(int samples, int correct, int k) {
        int all = 0;
        int hit = 0;
        for (int subset = 0; subset < 1 << samples; subset++) {
            if (Integer.bitCount(subset) == k) {
                all++;
                hit += (subset & ((1 << correct) - 1)) != 0 ? 1 : 0;
            }
        }
        return (double) hit / all;
    }
}
