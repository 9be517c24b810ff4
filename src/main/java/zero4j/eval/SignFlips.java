package zero4j.eval;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;
import zero4j.SplitMix64;

/**
 * The permutation test of paired differences (R. A. Fisher, "The design of experiments", 1935): if two models are equally good, a
 * question's difference could as well have come with the other sign. How often signs chosen by a coin give a mean that is as far from
 * 0 as the one seen is the p-value. All choices are looked at where they are few; otherwise some, the same always.
 */
final class SignFlips {
    /** All choices of the signs of so many differences are looked at. */
    static final int ALL = 14;

    /** So many that a p-value near the bound has an error of its own of less than a twentieth of it. */
    static final int DRAWN = 20_000;

    private static final long SEED = 20261129;

    private SignFlips() {}

    /**
     * The two-sided p-value of the mean of the means of several sets, each set counting the same.
     *
     * @param sets differences, at least one in each set
     * @return in (0, 1]
     */
    static double p(List<double[]> sets) {
        double[] weighted = sets.stream()
                .flatMapToDouble(set -> Arrays.stream(set)
                        .filter(difference -> difference != 0)
                        .map(difference -> difference / set.length))
                .toArray();
        double seen = Math.abs(Arrays.stream(weighted).sum());
        double bound =
                seen - 1e-9 * Arrays.stream(weighted).map(Math::abs).sum(); // Equal sums differ in their last bits.
        if (weighted.length <= ALL) {
            long all = 1L << weighted.length;
            long far = 0;
            for (long signs = 0; signs < all; signs++) {
                long chosen = signs;
                far += Math.abs(sum(weighted, _ -> chosen)) >= bound ? 1 : 0;
            }
            return (double) far / all;
        }
        long words = (weighted.length + 63L) / 64;
        long far = 0;
        for (long draw = 0; draw < DRAWN; draw++) {
            long first = SplitMix64.mix(SEED) + draw * words * SplitMix64.GOLDEN_GAMMA;
            far += Math.abs(sum(weighted, word -> SplitMix64.mix(first + word * SplitMix64.GOLDEN_GAMMA))) >= bound
                    ? 1
                    : 0;
        }
        return (far + 1.0) / (DRAWN + 1);
    }

    /** @param signs 64 of them by the number of the word */
    private static double sum(double[] values, LongUnaryOperator signs) {
        double sum = 0;
        long word = 0;
        for (int i = 0; i < values.length; i++) {
            word = i % 64 == 0 ? signs.applyAsLong(i / 64) : word >>> 1;
            sum += (word & 1) == 0 ? values[i] : -values[i];
        }
        return sum;
    }
}
