package zero4j.run;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a training step measured.
 *
 * @param step the first step is 1
 * @param metrics values by name, see {@link Metric}; sorted by name
 */
public record StepRecord(long step, Map<String, Double> metrics) {
    /** What goes on beside the learner where rollouts run ahead. */
    private static final Set<String> BESIDE =
            Set.of(Metric.SECONDS_ROLLOUT.key(), Metric.SECONDS_REWARD.key(), Metric.SECONDS_SAMPLER_IDLE.key());

    /** Parts of the update's seconds. */
    private static final Set<String> WITHIN =
            Set.of(Metric.SECONDS_EXCHANGE.key(), Metric.SECONDS_EXCHANGE_WAITED.key());

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

    /** Tokens that the step sampled, from their rate and the seconds that it took; 0 if it did not measure them. */
    long sampledTokens() {
        double tokens = value(Metric.ROLLOUT_TOKENS_PER_SECOND).orElse(0)
                * value(Metric.SECONDS_ROLLOUT).orElse(0);
        return Math.round(tokens); // NaN is 0
    }

    /** Seconds of the step, evaluations and checkpoints left out. */
    public double secondsOfPhases() {
        return Metric.phases(ranAhead()).stream()
                .mapToDouble(phase -> value(phase).orElse(0))
                .sum();
    }

    /** Whether its rollouts ran ahead of the learner. */
    public boolean ranAhead() {
        return value(Metric.SECONDS_LEARNER_IDLE).isPresent();
    }

    /** Seconds that the step measured, all phases together that came one after the other. */
    double seconds() {
        Set<String> beside = ranAhead() ? BESIDE : Set.of();
        return metrics.entrySet().stream()
                .filter(metric -> metric.getKey().startsWith("seconds_"))
                .filter(metric -> !beside.contains(metric.getKey()) && !WITHIN.contains(metric.getKey()))
                .mapToDouble(Map.Entry::getValue)
                .filter(Double::isFinite)
                .sum();
    }
}
