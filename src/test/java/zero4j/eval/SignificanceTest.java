package zero4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tests and intervals of two models over the same questions, against exact values and plain code. */
class SignificanceTest {
    @Test
    void mcNemar_everyCount_isTheExactTwoSidedBinomialTest() {
        for (int first = 0; first <= 12; first++) {
            for (int second = 0; second <= 12; second++) {
                assertThat(Significance.mcNemar(first, second)).isCloseTo(exact(first, second), within(1e-12));
            }
        }
        assertThat(Significance.mcNemar(1500, 1700) / exact(1500, 1700)).isCloseTo(1, within(1e-9));
        assertThat(Significance.mcNemar(0, 0)).isEqualTo(1);
        assertThat(Significance.mcNemar(6, 0)).isCloseTo(0.03125, within(1e-15));
        assertThatIllegalArgumentException().isThrownBy(() -> Significance.mcNemar(-1, 0));
    }

    /** Twice the share of all outcomes of the tosses that have at most so many heads. */
    private static double exact(int first, int second) {
        int tosses = first + second;
        BigInteger sum = BigInteger.ZERO;
        BigInteger choose = BigInteger.ONE;
        for (int heads = 0; heads <= Math.min(first, second); heads++) {
            sum = sum.add(choose);
            choose = choose.multiply(BigInteger.valueOf(tosses - heads)).divide(BigInteger.valueOf(heads + 1));
        }
        BigDecimal share = new BigDecimal(sum.shiftLeft(1))
                .divide(new BigDecimal(BigInteger.TWO.pow(tosses)), MathContext.DECIMAL128);
        return Math.min(1, share.doubleValue());
    }

    @Test
    void holm_severalValues_areMultipliedByHowManyAreLeft() {
        assertThat(Significance.holm(new double[] {0.04, 0.01, 0.03, 0.9}))
                .containsExactly(new double[] {0.09, 0.04, 0.09, 0.9}, within(1e-12));
        assertThat(Significance.holm(new double[] {0.04})).containsExactly(0.04);
    }

    @Test
    void pairedDifference_answeredOnce_isMcNemarsTest() {
        double[] first = new double[40];
        double[] second = new double[40];
        Arrays.fill(first, 0, 20, 1);
        Arrays.fill(second, 14, 23, 1);

        PairedDifference difference = PairedDifference.of(first, second);

        assertThat(difference.mean()).isCloseTo(11 / 40.0, within(1e-12));
        assertThat(difference.onlyMore()).isEqualTo(14);
        assertThat(difference.onlyLess()).isEqualTo(3);
        assertThat(difference.p()).isEqualTo(Significance.mcNemar(14, 3));
        assertThat(difference.interval().low()).isPositive();
    }

    @Test
    void pairedDifference_sampledShares_isThatOfPlainDraws() {
        Random random = new Random(5);
        double[] first = new double[60];
        double[] second = new double[60];
        for (int i = 0; i < 60; i++) {
            double ability = random.nextDouble();
            first[i] = Math.round(8 * Math.min(1, ability + 0.1 * random.nextDouble())) / 8.0;
            second[i] = Math.round(8 * ability) / 8.0;
        }

        PairedDifference difference = PairedDifference.of(first, second);

        double[] drawn = plainDraws(first, second, 20_000);
        assertThat(difference.interval().low()).isCloseTo(drawn[500], within(0.004));
        assertThat(difference.interval().high()).isCloseTo(drawn[19_499], within(0.004));
        assertThat(difference.p()).isLessThan(0.001);
        assertThat(PairedDifference.of(second, first).interval().high())
                .isCloseTo(-difference.interval().low(), within(1e-12));
    }

    private static double[] plainDraws(double[] first, double[] second, int times) {
        Random random = new Random(8);
        double[] means = new double[times];
        for (int i = 0; i < times; i++) {
            for (int n = 0; n < first.length; n++) {
                int question = random.nextInt(first.length);
                means[i] += (first[question] - second[question]) / first.length;
            }
        }
        Arrays.sort(means);
        return means;
    }

    @Test
    void pairedDifference_nothingDiffers_isNeverSureOfIt() {
        double[] same = new double[100];
        Arrays.fill(same, 0, 30, 1);

        PairedDifference difference = PairedDifference.of(same, same.clone());

        assertThat(difference.p()).isEqualTo(1);
        assertThat(difference.mean()).isZero();
        assertThat(difference.interval().high())
                .isCloseTo(Interval.wilson(0, 100).high(), within(1e-12));
        assertThat(difference.interval().low()).isEqualTo(-difference.interval().high());
    }

    @Test
    void pairedDifference_allDifferAlike_isNeverSureOfIt() {
        double[] all = new double[20];
        Arrays.fill(all, 1);

        PairedDifference difference = PairedDifference.of(new double[20], all);

        assertThat(difference.mean()).isEqualTo(-1);
        assertThat(difference.interval().low()).isEqualTo(-1);
        assertThat(difference.interval().high()).isBetween(-0.9, -0.6);
        assertThat(difference.p()).isEqualTo(Significance.mcNemar(0, 20));
    }

    @Test
    void pairedDifference_fewSampledSharesDiffer_isNoMoreSureThanTheExactTest() {
        double[] first = new double[50];
        double[] second = new double[50];
        Arrays.fill(first, 0, 5, 0.25);

        assertThat(PairedDifference.of(first, second).p()).isEqualTo(Significance.mcNemar(5, 0));
    }

    @Test
    void pairedDifference_severalBenchmarks_countTheSame() {
        double[] won = {1, 1, 1, 1, 1, 1, 1, 1};
        double[] lost = new double[8];
        double[] large = new double[1000];

        PairedDifference difference = PairedDifference.ofBenchmarks(List.of(won, large), List.of(lost, large.clone()));

        assertThat(difference.mean()).isEqualTo(0.5);
        assertThat(difference.p()).isEqualTo(Significance.mcNemar(8, 0));
        assertThat(difference.interval().low()).isGreaterThan(0.2);
        assertThat(difference.interval().high()).isLessThanOrEqualTo(1);
    }
}
