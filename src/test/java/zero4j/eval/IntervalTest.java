package zero4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
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
    void ofMean_threeQuestions_isWhatAllDrawsOfThreeGive() {
        // 27 draws with replacement of 0, 1/2, 1: the mean is 0 in 1 of them, which is more than 2.5 %, and 1 in
        // another.
        assertThat(Interval.ofMean(new double[] {0, 0.5, 1})).isEqualTo(new Interval(0, 1));
        // Of four there are 256 draws; 1 has the mean 0 (0.4 %), 8 have 1/8 (3.1 %).
        assertThat(Interval.ofMean(new double[] {0, 0.5, 0.5, 1})).isEqualTo(new Interval(0.125, 0.875));
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
