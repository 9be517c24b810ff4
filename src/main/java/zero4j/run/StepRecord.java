package zero4j.run;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a training step measured.
 *
 * @param step the first step is 1
 * @param metrics values by name, see {@link Metric}; sorted by name
 */
public record StepRecord(long step, Map<String, Double> metrics) {
    public StepRecord {
        metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
    }

    /** A step with metrics of the catalogue. */
    public static StepRecord of(long step, Map<Metric, Double> metrics) {
        return new StepRecord(
                step,
                metrics.entrySet().stream()
                        .collect(Collectors.toMap(entry -> entry.getKey().key(), Map.Entry::getValue)));
    }

    /** One value, if the step has it. */
    public OptionalDouble value(Metric metric) {
        Double value = metrics.get(metric.key());
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
