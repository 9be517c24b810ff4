package zero4j.algorithm;

import java.util.Arrays;

/**
 * Mean and spread of some numbers.
 *
 * @param squares sum of the squared distances from the mean
 */
record Moments(double count, double mean, double squares) {
    /** Of these numbers alone. */
    static Moments of(double[] values) {
        return of(values, Sums.ALONE);
    }

    /** Of the numbers of all processes, in two passes: what is nearly the same everywhere keeps its digits. */
    static Moments of(double[] values, Sums sums) {
        double[] totals = sums.over(values.length, Arrays.stream(values).sum());
        double count = totals[0];
        double mean = count == 0 ? 0 : totals[1] / count;
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return new Moments(count, mean, sums.over(squares)[0]);
    }

    /** @param ddof 1 for the unbiased (sample) deviation, 0 for the population's */
    double std(int ddof) {
        return Math.sqrt(squares / Math.max(1, count - ddof));
    }

    double[] centred(double[] values) {
        return Arrays.stream(values).map(v -> v - mean).toArray();
    }
}
