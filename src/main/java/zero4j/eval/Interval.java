package zero4j.eval;

import java.util.Arrays;
import java.util.List;
import zero4j.Words;

/**
 * A 95 % confidence interval of a share, or of a difference of two.
 *
 * @param low in [0, 1]; of a difference in [-1, 1]
 * @param high in [low, 1]
 */
public record Interval(double low, double high) {
    /** The 97.5 % quantile of the standard normal distribution. */
    private static final double Z = 1.959963984540054;
    /** Fewer questions than this that differ from the others say too little of the spread. */
    private static final int FEW = 5;

    /**
     * The interval of a share of independent successes (E. B. Wilson, "Probable inference, the law of succession, and
     * statistical inference", 1927). It stays sensible for few questions and for shares of 0 and 1.
     *
     * @param trials at least 1
     */
    public static Interval wilson(long successes, long trials) {
        if (trials < 1 || successes < 0 || successes > trials) {
            throw new IllegalArgumentException(successes + " correct in " + Words.counted(trials, "trial"));
        }
        Interval interval = wilson((double) successes / trials, (double) trials);
        // At the ends the bound is exact; rounding must not move it.
        return new Interval(successes == 0 ? 0 : interval.low, successes == trials ? 1 : interval.high);
    }

    /** @param trials more than 0, whole or not */
    static Interval wilson(double share, double trials) {
        double z2 = Z * Z / trials;
        double centre = (share + z2 / 2) / (1 + z2);
        double half = Z * Math.sqrt(share * (1 - share) / trials + z2 / (4 * trials)) / (1 + z2);
        return new Interval(share <= 0 ? 0 : Math.max(0, centre - half), share >= 1 ? 1 : Math.min(1, centre + half));
    }

    /**
     * The interval of the mean of shares, one per question: the wider, at each end, of two that fail in different places. Questions
     * are the unit: samples of one question are not independent.
     *
     * <ul>
     *   <li>The bootstrap: the questions are drawn again with replacement some thousand times, always in the same way, and 95 % of
     *       the means are within the interval. Of few questions it is too narrow, since the spread among n values is smaller than
     *       that of what they are drawn from, and is itself a guess; so it is stretched as much as Student's distribution is wider
     *       than the normal one.
     *   <li>Wilson's interval of as many independent answers as would have the spread that was seen (E. L. Korn and B. I. Graubard,
     *       "Confidence intervals for proportions with small expected number of positive counts estimated from survey data", 1998).
     *       It has room where the bootstrap has none: beyond the largest value, where most are near 0 or 1.
     * </ul>
     *
     * <p>Where all questions but a few have the same share (none is ever solved, or all always are), the spread that was seen
     * is too small, or 0, and both would be sure of what nobody knows. Then it is Wilson's interval of that share of n
     * questions, which needs no spread. A single share says nothing of the spread, so its interval is [0, 1].
     *
     * @param shares in [0, 1]: of correct samples, or estimates such as pass@k
     */
    public static Interval ofMean(double[] shares) {
        int n = shares.length;
        if (n < 2) {
            return new Interval(0, 1);
        }
        return nearlyAllAlike(shares) ? wilson(Arrays.stream(shares).sum() / n, n) : ofSpread(shares, 0);
    }

    /**
     * The same of values whose spread can be told.
     *
     * @param values at least two
     * @param least what a value is at least, 0 or -1; at most it is 1
     */
    static Interval ofSpread(double[] values, double least) {
        int n = values.length;
        double mean = Arrays.stream(values).sum() / n;
        double variance = Arrays.stream(values)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / (n - 1);
        double wider = StudentT.quantile975(n - 1) / Z;
        Interval drawn = Bootstrap.ofMean(List.of(values)).interval();
        double stretch = wider * Math.sqrt(n / (n - 1.0));
        double share = (mean - least) / (1 - least);
        double each = variance / ((1 - least) * (1 - least));
        Interval alike = wilson(share, n * share * (1 - share) / each / (wider * wider));
        return new Interval(
                Math.max(least, Math.min(mean - stretch * (mean - drawn.low), least + (1 - least) * alike.low)),
                Math.min(1, Math.max(mean + stretch * (drawn.high - mean), least + (1 - least) * alike.high)));
    }

    /**
     * The interval of the unweighted mean of several scores, made of theirs: the distances of their ends are put together as
     * squares, since benchmarks do not depend on each other.
     *
     * @param scores at least one
     * @param intervals of each score its own
     * @param least lower end of what the mean can be: 0, or -1 for a difference
     */
    public static Interval ofAverage(List<Double> scores, List<Interval> intervals, double least) {
        double below = 0;
        double above = 0;
        for (int i = 0; i < scores.size(); i++) {
            below = Math.hypot(below, scores.get(i) - intervals.get(i).low);
            above = Math.hypot(above, intervals.get(i).high - scores.get(i));
        }
        int n = scores.size();
        double mean = scores.stream().mapToDouble(score -> score).average().orElseThrow();
        return new Interval(Math.max(least, mean - below / n), Math.min(1, mean + above / n));
    }

    /** Whether so few differ from the value that most have that they say too little of the spread. */
    static boolean nearlyAllAlike(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int most = 0;
        for (int i = 0, begun = 0; i < sorted.length; i++) {
            begun = sorted[i] == sorted[begun] ? begun : i;
            most = Math.max(most, i - begun + 1);
        }
        return sorted.length - most < Math.min(FEW, sorted.length / 2);
    }
}
