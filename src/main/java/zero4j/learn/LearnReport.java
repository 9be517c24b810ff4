package zero4j.learn;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import zero4j.run.Metric;

/**
 * What happened while learning from one rollout batch. Means over tokens count the tokens that were computed: those of
 * responses that have a gradient, updates and epochs counted each.
 *
 * @param updates optimizer steps taken
 * @param skipped updates not applied because loss or gradient were not finite
 * @param tokens prompt and response tokens of those responses
 * @param flops floating-point operations of the updates ({@link UpdateFlops})
 * @param metrics what was measured; a metric without a value is absent
 * @param entropies of the distribution at each token of each response of the batch, in its order, as the first pass over it found them,
 *     nats: [responseLength], NaN at tokens that are not learnt; empty for a response without a gradient. May be empty for all
 */
public record LearnReport(
        int updates, int skipped, double tokens, double flops, Map<Metric, Double> metrics, List<float[]> entropies) {
    public LearnReport {
        metrics = Map.copyOf(metrics);
        entropies = List.copyOf(entropies);
    }

    /** A report without entropies. */
    public LearnReport(int updates, int skipped, double tokens, double flops, Map<Metric, Double> metrics) {
        this(updates, skipped, tokens, flops, metrics, List.of());
    }

    /** The same with one metric more. */
    LearnReport with(Metric metric, double value) {
        Map<Metric, Double> all = new EnumMap<>(Metric.class);
        all.putAll(metrics);
        all.put(metric, value);
        return new LearnReport(updates, skipped, tokens, flops, all, entropies);
    }

    /**
     * A metric that has a value.
     *
     * @throws IllegalStateException if it has none
     */
    double value(Metric metric) {
        Double value = metrics.get(metric);
        if (value == null) {
            throw new IllegalStateException("there is no " + metric.key());
        }
        return value;
    }
}
