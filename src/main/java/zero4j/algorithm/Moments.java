package zero4j.algorithm;

import java.util.Arrays;

/**
 * Mean and spread of some numbers.
 *
 * @param squares sum of the squared distances from the mean
 */
record Moments(double count, double mean, double squares) {
    /**
     * Nothing is divided by less than this deviation: below it the numbers differ by rounding, or by what is as small, and would
     * become a signal of full strength. It is that of OpenRLHF, which bounds the variance by 1e-8; TRL adds as much.
     */
    static final double LEAST_STD = 1e-4;

    /**
     * Of some numbers, in passes: what is nearly the same everywhere keeps its digits, and what is the same everywhere is its own
     * mean, from which nothing has a distance.
     */
    static Moments of(double[] values) {
        double count = values.length;
        double about = count == 0 ? 0 : Arrays.stream(values).sum() / count;
        double rest = Arrays.stream(values).map(v -> v - about).sum();
        double mean = count == 0 ? 0 : about + rest / count;
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return new Moments(count, mean, squares);
    }

    /** @param ddof 1 for the unbiased (sample) deviation, 0 for the population's */
    double std(int ddof) {
        return Math.sqrt(squares / Math.max(1, count - ddof));
    }

    double[] centred(double[] values) {
        return Arrays.stream(values).map(v -> v - mean).toArray();
    }

    /** Distances from the mean in deviations: {@code (v - mean) / (max(std, LEAST_STD) + eps)}. */
    double[] standardised(double[] values, int ddof, double eps) {
        double divisor = Math.max(std(ddof), LEAST_STD) + eps;
        return Arrays.stream(centred(values)).map(v -> v / divisor).toArray();
    }
}
