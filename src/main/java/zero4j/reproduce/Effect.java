package zero4j.reproduce;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import zero4j.Words;
import zero4j.eval.PairedDifference;
import zero4j.eval.StudentT;
import zero4j.reproduce.Measurements.Measured;
import zero4j.reproduce.Measurements.Unit;

/**
 * A difference of two measurements with its 95 % interval, over pairs: a pair is what two arms made of one seed, or two rows of a table of
 * one question. A pair of which one has no value counts for nothing.
 *
 * <p>Over seeds the interval is Student's, of the mean of the differences. Few trainings may agree to the last digit by chance, or
 * because what is measured moves in coarse steps, and then their spread says nothing. So their standard deviation counts as at
 * least {@value #LEAST_SPREAD} of the scale of what is measured: of the largest value that was seen, and for shares and rewards of 1 if that
 * is more. Where every value of anything else is 0 there is no scale, and the interval is infinite, as it is of a single pair.
 *
 * <p>Over questions, whose values are shares, it is that of {@link PairedDifference}: the bootstrap and Wilson's interval, whichever
 * is wider at each end, and Newcombe's where nearly all questions differ alike. Each question counts the same.
 *
 * @param difference mean of the pairs' differences; NaN without any pair
 * @param low end of the interval; it may be minus infinity
 * @param high end of it; it may be infinity
 * @param pairs that have both values, 0 or more
 */
record Effect(double difference, double low, double high, int pairs, Unit unit) {
    /** Of the scale; what is smaller than this from training to training matters to no claim. */
    static final double LEAST_SPREAD = 0.01;

    /**
     * How much more one subject has than another.
     *
     * @param scale what a value is of, at least; 0 if nothing is known
     * @throws IllegalArgumentException if the two are not of the same seeds or questions
     */
    static Effect of(Measured subject, Measured than, double scale) {
        if (subject.unit() != than.unit()
                || subject.values().size() != than.values().size()) {
            throw new IllegalArgumentException(Words.counted(subject.values().size(), "value") + " of "
                    + subject.subject() + " against " + than.values().size() + " of " + than.subject());
        }
        int[] paired = IntStream.range(0, subject.values().size())
                .filter(i -> Double.isFinite(subject.values().get(i))
                        && Double.isFinite(than.values().get(i)))
                .toArray();
        double[] ours = at(subject.values(), paired);
        double[] theirs = at(than.values(), paired);
        if (paired.length == 0) {
            return new Effect(Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0, subject.unit());
        }
        return switch (subject.unit()) {
            case SEED -> ofSeeds(ours, theirs, scale);
            case QUESTION -> ofQuestions(ours, theirs);
        };
    }

    private static double[] at(List<Double> values, int[] indices) {
        return Arrays.stream(indices).mapToDouble(values::get).toArray();
    }

    private static Effect ofQuestions(double[] ours, double[] theirs) {
        PairedDifference difference = PairedDifference.of(ours, theirs);
        return new Effect(
                difference.mean(),
                difference.interval().low(),
                difference.interval().high(),
                ours.length,
                Unit.QUESTION);
    }

    private static Effect ofSeeds(double[] ours, double[] theirs, double scale) {
        int n = ours.length;
        double[] differences = new double[n];
        Arrays.setAll(differences, i -> ours[i] - theirs[i]);
        double mean = Arrays.stream(differences).average().orElseThrow();
        DoubleSummaryStatistics sizes = DoubleStream.concat(Arrays.stream(ours), Arrays.stream(theirs))
                .map(Math::abs)
                .summaryStatistics();
        double least = LEAST_SPREAD * Math.max(scale, sizes.getMax());
        if (n == 1 || least == 0) {
            return new Effect(mean, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, n, Unit.SEED);
        }
        double squares = Arrays.stream(differences)
                .map(difference -> (difference - mean) * (difference - mean))
                .sum();
        double spread = Math.max(least, Math.sqrt(squares / (n - 1)));
        double half = StudentT.quantile975(n - 1) * spread / Math.sqrt(n);
        return new Effect(mean, mean - half, mean + half, n, Unit.SEED);
    }
}
