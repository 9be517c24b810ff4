package zero4j.reproduce;

import java.util.stream.DoubleStream;
import zero4j.eval.Interval;
import zero4j.eval.StudentT;
import zero4j.reproduce.Measurements.Measured;
import zero4j.reproduce.Measurements.Unit;

/**
 * What the values of a quantity say.
 *
 * @param low end of the mean's 95 % interval: of seeds Student's, of questions that of {@link Interval#ofMean}; no number where one
 *     value says nothing of it
 * @param high end of it
 * @param least of the values
 * @param most of them
 * @param n values
 */
record SubjectMean(double mean, double low, double high, double least, double most, int n) {
    /** @param measured at least one value */
    static SubjectMean of(Measured measured) {
        double[] values = measured.values().stream()
                .mapToDouble(Double::doubleValue)
                .filter(Double::isFinite)
                .toArray();
        int n = values.length;
        double mean = DoubleStream.of(values).average().orElse(Double.NaN);
        double least = DoubleStream.of(values).min().orElse(Double.NaN);
        double most = DoubleStream.of(values).max().orElse(Double.NaN);
        if (n < 2) {
            return new SubjectMean(mean, Double.NaN, Double.NaN, least, most, n);
        } else if (measured.unit() == Unit.QUESTION && least >= 0 && most <= 1) {
            Interval interval = Interval.ofMean(values);
            return new SubjectMean(mean, interval.low(), interval.high(), least, most, n);
        }
        double squares = DoubleStream.of(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        double half = StudentT.quantile975(n - 1) * Math.sqrt(squares / (n - 1) / n);
        return new SubjectMean(mean, mean - half, mean + half, least, most, n);
    }

    /** The largest of the values, whatever their signs: what decides how many digits are worth writing. */
    double largest() {
        return n == 0 ? 0 : Math.max(Math.abs(least), Math.abs(most));
    }
}
