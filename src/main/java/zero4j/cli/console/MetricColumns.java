package zero4j.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import zero4j.report.Table;
import zero4j.run.Metric;
import zero4j.run.StepRecord;

/** Metrics of a run, a line for each step. */
public final class MetricColumns {
    private static final Set<String> COUNTED = Set.of("completions", "batches", "prompts", "updates");

    private MetricColumns() {}

    /** A metric that a step has not is {@code -}. */
    public static Table of(List<Metric> metrics, List<StepRecord> steps) {
        Table table = Table.of(row("step", metrics.stream().map(Metric::key).toList()));
        for (StepRecord step : steps) {
            table.row(row(
                    Long.toString(step.step()),
                    metrics.stream()
                            .map(metric -> value(metric, step.value(metric)))
                            .toList()));
        }
        return table;
    }

    private static List<String> row(String first, List<String> others) {
        List<String> row = new ArrayList<>(List.of(first));
        row.addAll(others);
        return row;
    }

    private static String value(Metric metric, OptionalDouble value) {
        if (value.isEmpty()) {
            return "-";
        }
        double number = value.getAsDouble();
        if (!Double.isFinite(number)) {
            return "nan";
        }
        return String.format(Locale.ROOT, COUNTED.contains(metric.unit()) ? "%.0f" : "%.4g", number);
    }
}
