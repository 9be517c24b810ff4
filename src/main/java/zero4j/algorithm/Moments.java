package zero4j.algorithm;

import java.util.Arrays;

/**
 * Mean and spread of some numbers.
 *
 * @param squares sum of the squared distances from the mean
 */
record Moments(long count, double mean, double squares) {
    static Moments of(double[] values) {
        double mean = Arrays.stream(values).average().orElse(0);
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return new Moments(values.length, mean, squares);
    }

    /** @param ddof 1 for the unbiased (sample) deviation, 0 for the population's */
    double std(int ddof) {
        return Math.sqrt(squares / Math.max(1, count - ddof));
    }

    double[] centred(double[] values) {
        return Arrays.stream(values).map(v -> v - mean).toArray();
    }
}
