package zero4j.eval;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** How often chance alone gives a difference as large as one that was seen. */
public final class Significance {
    /** The usual bound: below it a difference is taken for more than noise. */
    public static final double LEVEL = 0.05;

    private Significance() {}

    /**
     * The exact test of two models that answered the same questions once each (Q. McNemar, "Note on the sampling error of the
     * difference between correlated proportions or percentages", 1947): only questions that one of them alone solved say
     * anything, and without a difference each of those is a toss of a coin.
     *
     * @param onlyFirst questions that only the first model solved
     * @param onlySecond questions that only the second model solved
     * @return the two-sided p-value, in (0, 1]
     */
    public static double mcNemar(long onlyFirst, long onlySecond) {
        if (onlyFirst < 0 || onlySecond < 0) {
            throw new IllegalArgumentException("counts " + onlyFirst + " and " + onlySecond);
        }
        long tosses = onlyFirst + onlySecond;
        long fewer = Math.min(onlyFirst, onlySecond);
        // In logarithms: for many tosses the single terms are too small for a double.
        double term = -tosses * Math.log(2);
        double sum = Math.exp(term);
        for (long heads = 0; heads < fewer; heads++) {
            term += Math.log((double) (tosses - heads) / (heads + 1));
            sum += Math.exp(term);
        }
        return Math.min(1, 2 * sum);
    }

    /**
     * The p-values of several comparisons, made larger so that the chance of taking any noise for a difference stays that of one
     * comparison (S. Holm, "A simple sequentially rejective multiple test procedure", 1979).
     *
     * @param p of each comparison
     * @return the same, in the same order
     */
    public static double[] holm(double[] p) {
        int[] order = IntStream.range(0, p.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> p[i]))
                .mapToInt(i -> i)
                .toArray();
        double[] adjusted = new double[p.length];
        double most = 0;
        for (int rank = 0; rank < order.length; rank++) {
            most = Math.max(most, Math.min(1, (p.length - rank) * p[order[rank]]));
            adjusted[order[rank]] = most;
        }
        return adjusted;
    }

    /** How many values are above 0, and how many below. */
    static int[] signs(double[] differences) {
        return new int[] {
            (int) Arrays.stream(differences).filter(d -> d > 0).count(),
            (int) Arrays.stream(differences).filter(d -> d < 0).count()
        };
    }
}
