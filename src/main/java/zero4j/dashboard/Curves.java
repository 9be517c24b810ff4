package zero4j.dashboard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import zero4j.run.Curve;
import zero4j.run.CurveQuery;
import zero4j.run.CurveQuery.Axis;
import zero4j.run.Metric;
import zero4j.run.RunReader;

/**
 * What a run measured over some steps, thinned to about as many points as a screen has.
 *
 * @param after the step behind which it begins; 0 for all
 * @param last step that is done
 * @param reset whether what a page knows of the run is to be forgotten
 * @param metrics by name; those without a value are not there
 * @param tokens sampled up to a step
 * @param seconds of training up to a step
 */
record Curves(String run, long after, long last, boolean reset, Map<String, Line> metrics, Line tokens, Line seconds) {
    private static final int MOST_POINTS = 5000;
    private static final int POINTS = 500;
    private static final List<String> NAMES =
            Arrays.stream(Metric.values()).map(Metric::key).toList();

    /**
     * Values at steps; null where no number was computed. Where several steps are one point, the value is their mean, the step the last of
     * them, and the smallest and largest value stand beside it.
     */
    record Line(
            List<Long> step,
            List<@Nullable Double> value,
            @Nullable List<@Nullable Double> low,
            @Nullable List<@Nullable Double> high) {}

    /** All steps of a run; of the metrics that are named, or all. */
    static Curves of(String run, RunReader reader, Query query) {
        int points = query.number("points", 2, MOST_POINTS, POINTS);
        long last = reader.lastStep().orElse(0);
        List<String> names =
                query.text("metrics").map(list -> List.of(list.split(","))).orElse(NAMES);
        return read(run, reader, 0, last, CurveQuery.of(names, 1, last, points, Axis.STEP));
    }

    /** The steps behind one, each for itself. */
    static Curves after(String run, RunReader reader, long step, long last) {
        return read(run, reader, step, last, new CurveQuery(NAMES, step + 1, last, 1, Axis.STEP));
    }

    /** Tells a page to ask anew. */
    static Curves reset(String run, long last) {
        Line none = new Line(List.of(), List.of(), null, null);
        return new Curves(run, 0, last, true, Map.of(), none, none);
    }

    private static Curves read(String run, RunReader reader, long after, long last, CurveQuery query) {
        Map<String, Line> metrics = new LinkedHashMap<>();
        for (Curve curve : reader.curves(query)) {
            if (!curve.buckets().isEmpty()) {
                metrics.put(curve.metric(), line(curve, query.width() > 1));
            }
        }
        return new Curves(
                run, after, last, false, metrics, axis(reader, query, Axis.TOKENS), axis(reader, query, Axis.SECONDS));
    }

    private static Line line(Curve curve, boolean thinned) {
        return new Line(
                curve.buckets().stream().map(Curve.Bucket::last).toList(),
                values(curve, Curve.Bucket::mean),
                thinned ? values(curve, Curve.Bucket::min) : null,
                thinned ? values(curve, Curve.Bucket::max) : null);
    }

    /** Where the steps of the reward, which every step has, stand on an axis. */
    private static Line axis(RunReader reader, CurveQuery query, Axis axis) {
        CurveQuery one = new CurveQuery(List.of(Metric.REWARD.key()), query.from(), query.to(), query.width(), axis);
        Curve curve = reader.curves(one).getFirst();
        return new Line(
                curve.buckets().stream().map(Curve.Bucket::last).toList(), values(curve, Curve.Bucket::x), null, null);
    }

    private static List<@Nullable Double> values(Curve curve, ToDoubleFunction<Curve.Bucket> of) {
        List<@Nullable Double> values = new ArrayList<>();
        curve.buckets().forEach(bucket -> values.add(of.applyAsDouble(bucket)));
        return values;
    }
}
