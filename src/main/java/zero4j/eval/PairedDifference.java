package zero4j.eval;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import zero4j.Words;

/**
 * How much more one model has solved than another one of the same questions, and whether that is more than noise.
 *
 * @param mean mean of the first model's shares less that of the second's, in [-1, 1]; of several benchmarks each counts the same
 * @param interval of it, in [-1, 1]
 * @param onlyMore questions of which the first model solved more
 * @param onlyLess questions of which the second did
 * @param p how often chance alone would give as large a difference, in (0, 1]
 */
public record PairedDifference(double mean, Interval interval, int onlyMore, int onlyLess, double p) {
    /**
     * Of a single benchmark.
     *
     * @param first share of correct answers of the first model, question by question
     * @param second that of the second, to the same questions
     */
    public static PairedDifference of(double[] first, double[] second) {
        return ofBenchmarks(List.of(first), List.of(second));
    }

    /**
     * Of several benchmarks. The p-value is of the mean of the benchmarks' means, by {@linkplain SignFlips chance changing signs};
     * of one benchmark whose questions were answered once each, so that every share is 0 or 1, that is
     * {@linkplain Significance#mcNemar McNemar's exact test}.
     *
     * @param first of each benchmark the shares of correct answers of the first model, question by question
     * @param second those of the second model, to the same questions
     */
    public static PairedDifference ofBenchmarks(List<double[]> first, List<double[]> second) {
        if (first.size() != second.size() || first.isEmpty()) {
            throw new IllegalArgumentException(Words.counted(first.size(), "benchmark") + " against " + second.size());
        }
        List<double[]> each = IntStream.range(0, first.size())
                .mapToObj(i -> differences(first.get(i), second.get(i)))
                .toList();
        double[] all = each.stream().flatMapToDouble(Arrays::stream).toArray();
        int[] signs = Significance.signs(all);
        boolean once = each.size() == 1 && isOnce(first) && isOnce(second);
        double p = once ? Significance.mcNemar(signs[0], signs[1]) : SignFlips.p(each);
        return new PairedDifference(
                each.stream().mapToDouble(PairedDifference::mean).average().orElseThrow(),
                interval(each),
                signs[0],
                signs[1],
                p);
    }

    private static double[] differences(double[] first, double[] second) {
        if (first.length != second.length || first.length == 0) {
            throw new IllegalArgumentException(Words.counted(first.length, "question") + " against " + second.length);
        }
        double[] differences = new double[first.length];
        Arrays.setAll(differences, i -> first[i] - second[i]);
        return differences;
    }

    private static boolean isOnce(List<double[]> shares) {
        return shares.stream().flatMapToDouble(Arrays::stream).allMatch(share -> share == 0 || share == 1);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    /** Benchmarks do not depend on each other: their intervals are put together as squares. */
    private static Interval interval(List<double[]> each) {
        if (each.size() == 1) {
            return interval(each.getFirst());
        }
        return Interval.ofAverage(
                each.stream().map(PairedDifference::mean).toList(),
                each.stream().map(PairedDifference::interval).toList(),
                -1);
    }

    /**
     * As {@link Interval#ofMean} has it, or where nearly all questions differ alike, so that the spread cannot be told, by Wilson's
     * intervals of how many are won and how many are lost, put together as R. G. Newcombe does ("Interval estimation for the difference between independent
     * proportions", 1998, method 10).
     */
    private static Interval interval(double[] differences) {
        int n = differences.length;
        if (n > 1 && !Interval.nearlyAllAlike(differences)) {
            return Interval.ofSpread(differences, -1);
        }
        double won = Arrays.stream(differences).filter(d -> d > 0).sum() / n;
        double lost = -Arrays.stream(differences).filter(d -> d < 0).sum() / n;
        Interval wins = Interval.wilson(won, n);
        Interval losses = Interval.wilson(lost, n);
        double mean = won - lost;
        return new Interval(
                Math.max(-1, mean - Math.hypot(won - wins.low(), losses.high() - lost)),
                Math.min(1, mean + Math.hypot(wins.high() - won, lost - losses.low())));
    }
}
