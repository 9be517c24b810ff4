package zero4j.eval;

import java.util.Arrays;
import java.util.List;
import zero4j.SplitMix64;

/**
 * Means of questions drawn again with replacement (B. Efron, "Bootstrap methods: another look at the jackknife", 1979). The draws
 * are the same always, so that the same shares give the same bits.
 */
final class Bootstrap {
    /** So many that the ends of an interval have hardly any noise of their own. */
    static final int RESAMPLES = 5000;

    private static final long SEED = 20260729;

    private final double[] means;

    private Bootstrap(double[] means) {
        this.means = means;
    }

    /**
     * Draws again the mean of several sets of values, each set counting the same.
     *
     * @param sets each of at least one value; a set is drawn from its own values only
     */
    static Bootstrap ofMean(List<double[]> sets) {
        double[] means = new double[RESAMPLES];
        long state = SplitMix64.mix(SEED);
        for (int i = 0; i < RESAMPLES; i++) {
            double sum = 0;
            for (double[] values : sets) {
                double drawn = 0;
                for (int n = 0; n < values.length; n++) {
                    state += SplitMix64.GOLDEN_GAMMA;
                    drawn += values[(int) Math.unsignedMultiplyHigh(SplitMix64.mix(state), values.length)];
                }
                sum += drawn / values.length;
            }
            means[i] = sum / sets.size();
        }
        Arrays.sort(means);
        return new Bootstrap(means);
    }

    /** What 95 % of the means are within: as many lie below as above. */
    Interval interval() {
        int outside = RESAMPLES / 40;
        return new Interval(means[outside], means[RESAMPLES - 1 - outside]);
    }
}
