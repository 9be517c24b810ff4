package zero4j.report;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import zero4j.report.plot.Mark;
import zero4j.report.plot.Series;
import zero4j.run.Curve;
import zero4j.run.CurveQuery;
import zero4j.run.Metric;
import zero4j.run.RunReader;

/**
 * A metric of a run as a chart shows it: few points, however many steps there were.
 *
 * @param background every step's value, or where there are many, between which values the steps of each place lie
 * @param smooth means over a part of the steps
 * @param means of each place's steps, unsmoothed
 * @param first mean of the first steps, as many as {@link #ends} says; empty if there is no number
 * @param last mean of the last steps
 * @param sum of all values
 */
record DrawnCurve(
        Mark background,
        List<Series.Point> smooth,
        List<Series.Point> means,
        OptionalDouble first,
        OptionalDouble last,
        double sum) {
    /** Steps at either end whose mean is told, where there are enough. */
    private static final int MOST_ENDS = 10;

    /** Reads metrics of all steps of a run, in their order. */
    static Map<Metric, DrawnCurve> read(RunReader reader, List<Metric> metrics, long steps) {
        List<String> keys = metrics.stream().map(Metric::key).toList();
        int ends = ends(steps);
        List<Curve> all = reader.curves(CurveQuery.of(keys, 1, steps, 2 * Series.DRAWN_POINTS, CurveQuery.Axis.STEP));
        List<Curve> first = reader.curves(new CurveQuery(keys, 1, ends, 1, CurveQuery.Axis.STEP));
        List<Curve> last = reader.curves(new CurveQuery(keys, steps - ends + 1, steps, 1, CurveQuery.Axis.STEP));
        Map<Metric, DrawnCurve> drawn = new EnumMap<>(Metric.class);
        for (int i = 0; i < all.size(); i++) {
            drawn.put(metrics.get(i), of(all.get(i).buckets(), mean(first.get(i)), mean(last.get(i))));
        }
        return drawn;
    }

    private static DrawnCurve of(List<Curve.Bucket> buckets, OptionalDouble first, OptionalDouble last) {
        List<Series.Point> means = buckets.stream()
                .map(bucket -> new Series.Point((bucket.first() + bucket.last()) / 2.0, bucket.mean()))
                .toList();
        boolean single = buckets.stream().allMatch(bucket -> bucket.first() == bucket.last());
        Mark background = single
                ? new Series("", means).asBackground()
                : new Mark.Band(buckets.stream()
                        .map(bucket ->
                                new Mark.Range((bucket.first() + bucket.last()) / 2.0, bucket.min(), bucket.max()))
                        .toList());
        double sum = buckets.stream()
                .filter(bucket -> Double.isFinite(bucket.mean()))
                .mapToDouble(bucket -> bucket.mean() * (bucket.last() - bucket.first() + 1))
                .sum();
        return new DrawnCurve(background, new Series("", means).drawn().points(), means, first, last, sum);
    }

    private static OptionalDouble mean(Curve curve) {
        return curve.buckets().stream()
                .mapToDouble(Curve.Bucket::value)
                .filter(Double::isFinite)
                .average();
    }

    /** Steps at either end that are averaged: the ends of two or more steps have none in common. */
    static int ends(long steps) {
        return (int) Math.clamp(steps / 2, Math.min(1, steps), MOST_ENDS);
    }

    /** Whether there is nothing to draw. */
    boolean isEmpty() {
        return means.stream().noneMatch(point -> Double.isFinite(point.y()));
    }

    /** Whether another curve looks the same. */
    boolean isLike(DrawnCurve other) {
        return means.equals(other.means);
    }

    /** What is drawn of it. */
    List<Mark> marks(String name, Series.Style style) {
        Series curve = new Series(name, smooth, style);
        return style == Series.Style.NEUTRAL ? List.of(curve) : List.of(background, curve);
    }
}
