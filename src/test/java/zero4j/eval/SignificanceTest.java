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

        double[] differences = new double[60];
        Arrays.setAll(differences, i -> first[i] - second[i]);
        MadeInterval expected = MadeInterval.ofMean(differences, -1);
        assertThat(difference.interval().low()).isCloseTo(expected.low(), within(0.004));
        assertThat(difference.interval().high()).isCloseTo(expected.high(), within(0.004));
        assertThat(difference.p()).isLessThan(0.001);
        assertThat(PairedDifference.of(second, first).interval().high())
                .isCloseTo(-difference.interval().low(), within(1e-12));
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

        assertThat(PairedDifference.of(first, second).p()).isCloseTo(Significance.mcNemar(5, 0), within(1e-12));
    }

    @Test
    void pairedDifference_severalBenchmarksThatDisagree_testsTheMeanThatIsShown() {
        // Of a small benchmark a third more is solved, of a large one an eighth less: the mean is above 0.
        double[] small = new double[30];
        double[] large = new double[500];
        Arrays.fill(small, 0, 10, 1);
        Arrays.fill(large, 0, 60, 1);
        List<double[]> first = List.of(small, new double[500]);
        List<double[]> second = List.of(new double[30], large);

        PairedDifference difference = PairedDifference.ofBenchmarks(first, second);

        assertThat(difference.mean()).isCloseTo((10 / 30.0 - 60 / 500.0) / 2, within(1e-12));
        double exact = exactOfTwo(10, 30, 60, 500, difference.mean());
        assertThat(exact).isBetween(0.02, 0.08);
        assertThat(difference.p()).isCloseTo(exact, within(0.005));
        assertThat(PairedDifference.ofBenchmarks(first, second)).isEqualTo(difference);
    }

    /** The chance of all tosses of so many coins for two benchmarks that give as large a mean: each alone is binomial. */
    private static double exactOfTwo(int first, int ofFirst, int second, int ofSecond, double mean) {
        double chance = 0;
        for (int heads = 0; heads <= first; heads++) {
            for (int others = 0; others <= second; others++) {
                double tossed = ((2.0 * heads - first) / ofFirst + (2.0 * others - second) / ofSecond) / 2;
                if (Math.abs(tossed) >= Math.abs(mean) - 1e-12) {
                    chance += choose(first, heads) * choose(second, others) / Math.pow(2, first + second);
                }
            }
        }
        return chance;
    }

    private static double choose(int all, int some) {
        double ways = 1;
        for (int i = 0; i < some; i++) {
            ways *= (double) (all - i) / (i + 1);
        }
        return ways;
    }

    /** Without a difference a p-value below 5 % comes in 5 % of the cases. */
    @Test
    void pairedDifference_nothingButNoise_isSeldomTakenForMore() {
        Random random = new Random(11);
        int found = 0;
        for (int i = 0; i < 400; i++) {
            List<double[]> first = List.of(noise(random, 8), noise(random, 12));
            List<double[]> second = List.of(noise(random, 8), noise(random, 12));
            found += PairedDifference.ofBenchmarks(first, second).p() < 0.05 ? 1 : 0;
        }
        assertThat(found / 400.0).isBetween(0.02, 0.08);
    }

    private static double[] noise(Random random, int questions) {
        return random.ints(questions, 0, 5).mapToDouble(i -> i / 4.0).toArray();
    }

    @Test
    void pairedDifference_sharesOfOneBenchmark_isTheShareOfAllChoicesOfSigns() {
        double[] first = {1, 0.75, 0.5, 1, 0.25, 0.5};
        double[] second = {0.25, 0.5, 0.75, 0, 0.25, 0.25};
        // The differences are 0.75, 0.25, -0.25, 1, 0 and 0.25, which are 2 together.
        int far = 0;
        for (int signs = 0; signs < 32; signs++) {
            double[] sizes = {0.75, 0.25, 0.25, 1, 0.25};
            double sum = 0;
            for (int i = 0; i < 5; i++) {
                sum += (signs >> i & 1) == 0 ? sizes[i] : -sizes[i];
            }
            far += Math.abs(sum) >= 2 ? 1 : 0;
        }
        assertThat(PairedDifference.of(first, second).p()).isCloseTo(far / 32.0, within(1e-12));
    }

    @Test
    void pairedDifference_severalBenchmarks_countTheSame() {
        double[] won = {1, 1, 1, 1, 1, 1, 1, 1};
        double[] lost = new double[8];
        double[] large = new double[1000];

        PairedDifference difference = PairedDifference.ofBenchmarks(List.of(won, large), List.of(lost, large.clone()));

        assertThat(difference.mean()).isEqualTo(0.5);
        assertThat(difference.p()).isCloseTo(Significance.mcNemar(8, 0), within(1e-12));
        assertThat(difference.interval().low()).isGreaterThan(0.2);
        assertThat(difference.interval().high()).isLessThanOrEqualTo(1);
    }
}
