package zero4j.eval;

import java.util.Arrays;
import java.util.Random;

/** Intervals of means by plain code, with other draws than the program's and more of them. */
public record MadeInterval(double low, double high) {
    /** Student's 97.5 % quantiles as tables have them, by degrees of freedom from 1. */
    private static final double[] STUDENT = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201
    };

    /**
     * The interval of the mean of values.
     *
     * @param least what a value can be at least; at most it is 1
     */
    public static MadeInterval ofMean(double[] values, double least) {
        int n = values.length;
        double mean = Arrays.stream(values).average().orElseThrow();
        double deviation = 0;
        for (double value : values) {
            deviation += Math.pow(value - mean, 2) / (n - 1);
        }
        // Beyond the table: 1.96 + 2.4 / freedom is right to a thousandth.
        double t = n - 1 <= STUDENT.length ? STUDENT[n - 2] : 1.96 + 2.4 / (n - 1) + 2.8 / Math.pow(n - 1, 2);
        double[] drawn = draws(values);
        double stretch = t / 1.96 * Math.sqrt((double) n / (n - 1));
        double range = 1 - least;
        double share = (mean - least) / range;
        double trials = share * (1 - share) * Math.pow(range, 2) / (deviation / n) * Math.pow(1.96 / t, 2);
        // The shares whose distance from the one seen is 1.96 of their own standard errors, found by halving.
        double wilsonLow = halve(0, share, share, trials);
        double wilsonHigh = halve(1, share, share, trials);
        return new MadeInterval(
                Math.max(least, Math.min(mean - stretch * (mean - drawn[500]), least + range * wilsonLow)),
                Math.min(1, Math.max(mean + stretch * (drawn[19_499] - mean), least + range * wilsonHigh)));
    }

    private static double[] draws(double[] values) {
        Random random = new Random(5);
        double[] means = new double[20_000];
        Arrays.setAll(
                means,
                _ -> random.ints(values.length, 0, values.length)
                        .mapToDouble(i -> values[i])
                        .average()
                        .orElseThrow());
        Arrays.sort(means);
        return means;
    }

    private static double halve(double far, double near, double share, double trials) {
        for (int i = 0; i < 60; i++) {
            double middle = (far + near) / 2;
            if (Math.abs(share - middle) > 1.96 * Math.sqrt(middle * (1 - middle) / trials)) {
                far = middle;
            } else {
                near = middle;
            }
        }
        return near;
    }
}
