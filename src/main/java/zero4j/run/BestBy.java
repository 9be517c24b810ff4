package zero4j.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import zero4j.Words;

/**
 * What makes a checkpoint the best of its run: the setting {@code train.keep_best}. The answer comes from the run's database
 * alone, so it is the same after a stop or a crash.
 *
 * @param name key of a {@link Metric} that tells of the run and not of the machine, {@code eval_greedy} or {@code eval_avg}
 * @param smallest whether smaller is better: the name is written with {@code -} before it
 */
public record BestBy(String name, boolean smallest) {
    /** Mean of the benchmarks' greedy accuracies after the step. */
    static final String EVAL_GREEDY = "eval_greedy";
    /** Mean of the benchmarks' avg@k after the step. */
    static final String EVAL_AVG = "eval_avg";

    /**
     * Reads the setting.
     *
     * @return empty if the setting is empty
     * @throws IllegalArgumentException if the name is unknown; {@link #problem} says so in words
     */
    public static Optional<BestBy> of(String setting) {
        if (setting.isEmpty()) {
            return Optional.empty();
        }
        problem(setting).ifPresent(problem -> {
            throw new IllegalArgumentException(setting + ": " + problem);
        });
        return Optional.of(new BestBy(bare(setting), setting.startsWith("-")));
    }

    /** Whether evaluations decide, not steps. */
    public boolean isEvaluation() {
        return name.equals(EVAL_GREEDY) || name.equals(EVAL_AVG);
    }

    /** Whether the samples of evaluations decide. */
    public boolean isSampledEvaluation() {
        return name.equals(EVAL_AVG);
    }

    /** The metric that decides, if evaluations do not. */
    public Optional<Metric> metric() {
        return Metric.of(name);
    }

    /** What is wrong with a value of the setting, if anything. */
    public static Optional<String> problem(String setting) {
        if (setting.isEmpty() || names().contains(bare(setting))) {
            return Optional.empty();
        }
        String machine = Metric.of(bare(setting)).isPresent() ? "it tells of the machine; " : "";
        return Optional.of(machine + "it must be empty, " + EVAL_GREEDY + ", " + EVAL_AVG
                + " or the key of a metric of the answers or the updates, with - before it if smaller is better"
                + Words.nearest(bare(setting), names())
                        .map(near -> "; did you mean " + near + "?")
                        .orElse(""));
    }

    private static String bare(String setting) {
        return setting.startsWith("-") ? setting.substring(1) : setting;
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>(List.of(EVAL_GREEDY, EVAL_AVG));
        Arrays.stream(Metric.values())
                .filter(metric -> metric.group() != Metric.Group.RESOURCES)
                .map(Metric::key)
                .forEach(names::add);
        return names;
    }

    /**
     * The best of some steps; of equal ones the latest. Steps without a finite value are passed over.
     *
     * @param steps in order
     */
    public OptionalLong among(List<Long> steps, RunReader run) {
        Map<Long, Double> values = values(steps, run);
        OptionalLong best = OptionalLong.empty();
        double highest = Double.NEGATIVE_INFINITY;
        for (long step : steps) {
            double value = values.getOrDefault(step, Double.NaN);
            double score = smallest ? -value : value;
            if (Double.isFinite(score) && score >= highest) {
                highest = score;
                best = OptionalLong.of(step);
            }
        }
        return best;
    }

    private Map<Long, Double> values(List<Long> steps, RunReader run) {
        return switch (name) {
            case EVAL_GREEDY -> means(steps, run, EvalRecord::greedyAccuracy);
            case EVAL_AVG -> means(steps, run, e -> e.k() > 0 ? e.avgAtK() : Double.NaN);
            default -> {
                Map<Long, Double> values = new HashMap<>();
                run.metric(name).forEach(point -> values.put(point.step(), point.value()));
                yield values;
            }
        };
    }

    private static Map<Long, Double> means(List<Long> steps, RunReader run, ToDoubleFunction<EvalRecord> score) {
        Map<Long, Double> means = new HashMap<>();
        for (long step : steps) {
            run.evaluations(step).stream().mapToDouble(score).average().ifPresent(mean -> means.put(step, mean));
        }
        return means;
    }
}
