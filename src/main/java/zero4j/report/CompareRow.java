package zero4j.report;

import java.nio.file.Files;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import zero4j.run.EvalRecord;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;

/**
 * What a run recorded, as far as a comparison shows it: curves, not all that was measured, since a run may have very many steps.
 *
 * @param name of the variant, most often its algorithm's
 * @param finished whether all its steps are done
 * @param steps done
 * @param curves the values of {@link #SHOWN} by step, the first step's at index 0; NaN where a step has none
 * @param nonFinite steps of which an update was not applied because it was not finite
 * @param seconds of all steps, without evaluations and checkpoints
 * @param before scores before training; empty if there was no evaluation
 * @param after scores of the last evaluation, if it is another one
 */
public record CompareRow(
        String name,
        boolean finished,
        int steps,
        Map<Metric, double[]> curves,
        long nonFinite,
        double seconds,
        List<EvalRecord> before,
        List<EvalRecord> after) {
    /** Metrics of the table and the charts. */
    static final List<Metric> SHOWN =
            List.of(Metric.REWARD, Metric.ACCURACY, Metric.LENGTH, Metric.ENTROPY, Metric.DEAD_GROUPS);

    /** Of a run that never began, or that cannot be read. */
    public static CompareRow without(String name) {
        return of(name, false, 0, _ -> List.of(), List.of(), List.of());
    }

    /** Reads a run; one that never began has no steps. */
    public static CompareRow of(String name, RunFolder run, boolean finished) {
        if (!Files.isRegularFile(run.database())) {
            return without(name);
        }
        try (RunReader reader = RunReader.open(run.database())) {
            long last = reader.lastEvaluation().orElse(0);
            return of(
                    name,
                    finished,
                    Math.toIntExact(reader.lastStep().orElse(0)),
                    metric -> reader.metric(metric.key()),
                    reader.evaluations(0),
                    last == 0 ? List.of() : reader.evaluations(last));
        }
    }

    /** @param curve the points of a metric, in the order of steps */
    static CompareRow of(
            String name,
            boolean finished,
            int steps,
            Function<Metric, List<RunReader.Point>> curve,
            List<EvalRecord> before,
            List<EvalRecord> after) {
        Map<Metric, double[]> curves = new EnumMap<>(Metric.class);
        for (Metric metric : SHOWN) {
            double[] values = new double[steps];
            Arrays.fill(values, Double.NaN);
            curve.apply(metric).forEach(point -> values[Math.toIntExact(point.step() - 1)] = point.value());
            curves.put(metric, values);
        }
        long nonFinite = curve.apply(Metric.SKIPPED_UPDATES).stream()
                .filter(point -> point.value() > 0)
                .count();
        boolean ahead = !curve.apply(Metric.SECONDS_LEARNER_IDLE).isEmpty();
        double seconds = Metric.phases(ahead).stream()
                .flatMap(phase -> curve.apply(phase).stream())
                .mapToDouble(RunReader.Point::value)
                .filter(value -> !Double.isNaN(value))
                .sum();
        return new CompareRow(name, finished, steps, curves, nonFinite, seconds, before, after);
    }

    /** Steps at either end that are averaged: the ends of two or more steps have none in common. */
    int ends() {
        return DrawnCurve.ends(steps);
    }

    OptionalDouble atFirst(Metric metric) {
        return mean(curve(metric), 0, ends());
    }

    OptionalDouble atLast(Metric metric) {
        return mean(curve(metric), steps - ends(), steps);
    }

    /** A metric's values by step, [steps]. */
    double[] curve(Metric metric) {
        return Objects.requireNonNull(curves.get(metric), "a metric of the charts");
    }

    /** Whether the reward is something else than the share of right completions. */
    boolean rewardsElse() {
        double[] accuracy = curve(Metric.ACCURACY);
        return !Arrays.stream(accuracy).allMatch(Double::isNaN) && !Arrays.equals(curve(Metric.REWARD), accuracy);
    }

    /** Whether there was an evaluation. */
    boolean evaluated() {
        return !before.isEmpty() || !after.isEmpty();
    }

    private static OptionalDouble mean(double[] values, int from, int to) {
        return Arrays.stream(values, from, to)
                .filter(value -> !Double.isNaN(value))
                .average();
    }

    /** How much a score is above that before training, by the benchmarks that both evaluations have; empty without one of them. */
    Optional<Score> change(Function<List<EvalRecord>, Optional<Score>> score) {
        List<List<EvalRecord>> shared = Score.shared(before, after);
        return score.apply(shared.getLast())
                .flatMap(later -> score.apply(shared.getFirst()).map(later::above));
    }

    /** Samples per question in the evaluations; 0 if there were none. */
    int samples() {
        return before.stream().mapToInt(EvalRecord::k).max().orElse(0);
    }
}
