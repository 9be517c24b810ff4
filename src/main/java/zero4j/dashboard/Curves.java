package zero4j.dashboard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;

/**
 * What a run measured, thinned to about as many points as a screen has.
 *
 * @param last step that is done
 * @param metrics by name
 * @param tokens sampled up to a step
 * @param seconds of training up to a step
 */
record Curves(String run, long last, Map<String, Curve> metrics, Curve tokens, Curve seconds) {
    /** Values at steps; null where a step computed no number. */
    record Curve(List<Long> step, List<@Nullable Double> value) {}

    static Curves of(RunFolder run, RunReader reader, Query query) {
        Map<String, Curve> metrics = new LinkedHashMap<>();
        for (Metric metric : Metric.values()) {
            Curve curve = curve(reader.metric(metric.key()));
            if (!curve.step().isEmpty()) {
                metrics.put(metric.key(), curve);
            }
        }
        return new Curves(run.name(), reader.lastStep().orElse(0), metrics, new Curve(List.of(), List.of()), new Curve(List.of(), List.of()));
    }

    private static Curve curve(List<RunReader.Point> points) {
        List<Long> steps = new ArrayList<>();
        List<@Nullable Double> values = new ArrayList<>();
        for (RunReader.Point point : points) {
            steps.add(point.step());
            values.add(Double.isFinite(point.value()) ? (Double) point.value() : null);
        }
        return new Curve(steps, values);
    }
}
