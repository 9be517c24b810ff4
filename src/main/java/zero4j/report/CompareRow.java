package zero4j.report;

import java.nio.file.Files;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import zero4j.run.EvalRecord;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.run.StepRecord;

/**
 * What a run recorded.
 *
 * @param name of the algorithm
 * @param finished whether all its steps are done
 * @param steps in order
 * @param before scores before training; empty if there was no evaluation
 * @param after scores of the last evaluation, if it is another one
 */
public record CompareRow(
        String name, boolean finished, List<StepRecord> steps, List<EvalRecord> before, List<EvalRecord> after) {
    /** Steps at either end that the table gives the means of, where there are enough. */
    private static final int MOST_ENDS = 10;

    private static final List<Metric> PHASES = List.of(
            Metric.SECONDS_ROLLOUT,
            Metric.SECONDS_REWARD,
            Metric.SECONDS_LOGPROBS,
            Metric.SECONDS_UPDATE,
            Metric.SECONDS_HAND_OVER);

    /** Reads a run; one that never began has no steps. */
    public static CompareRow of(String name, RunFolder run, boolean finished) {
        if (!Files.isRegularFile(run.database())) {
            return new CompareRow(name, finished, List.of(), List.of(), List.of());
        }
        try (RunReader reader = RunReader.open(run.database())) {
            List<EvalRecord> scores = reader.evaluations();
            long last = scores.isEmpty() ? 0 : scores.getLast().step();
            return new CompareRow(
                    name,
                    finished,
                    reader.stepsAfter(0),
                    scores.stream().filter(score -> score.step() == 0).toList(),
                    scores.stream()
                            .filter(score -> last > 0 && score.step() == last)
                            .toList());
        }
    }

    /** Steps at either end that are averaged: the ends of two or more steps have none in common. */
    int ends() {
        return Math.clamp(steps.size() / 2, Math.min(1, steps.size()), MOST_ENDS);
    }

    OptionalDouble atFirst(Metric metric) {
        return mean(steps.subList(0, ends()), metric);
    }

    OptionalDouble atLast(Metric metric) {
        return mean(steps.subList(steps.size() - ends(), steps.size()), metric);
    }

    /** Whether there was an evaluation. */
    boolean evaluated() {
        return !before.isEmpty() || !after.isEmpty();
    }

    private static OptionalDouble mean(List<StepRecord> steps, Metric metric) {
        return steps.stream()
                .map(step -> step.value(metric))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .average();
    }

    /** Unweighted mean over the benchmarks. */
    static OptionalDouble mean(List<EvalRecord> scores, ToDoubleFunction<EvalRecord> score) {
        return scores.stream().mapToDouble(score).average();
    }

    /** Samples per question in the evaluations; 0 if there were none. */
    int samples() {
        return before.stream().mapToInt(EvalRecord::k).max().orElse(0);
    }

    /** Steps of which an update was not applied because it was not finite. */
    long nonFinite() {
        return steps.stream()
                .filter(step -> step.value(Metric.SKIPPED_UPDATES).orElse(0) > 0)
                .count();
    }

    /** Of all steps, without evaluations and checkpoints. */
    double seconds() {
        return steps.stream()
                .mapToDouble(step -> PHASES.stream()
                        .mapToDouble(phase -> step.value(phase).orElse(0))
                        .sum())
                .sum();
    }
}
