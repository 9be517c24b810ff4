package zero4j.reproduce;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import zero4j.run.CompletionRecord;
import zero4j.run.EvalRecord;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;

/**
 * What is measured of one training, read from its database when it is asked for. What has no value, such as the length of wrong
 * completions where none was wrong, is NaN. Not thread-safe.
 */
final class RunMeasures implements AutoCloseable {
    private static final int FEWEST_ENDS = 10;
    private static final int ENDS_PART = 10;

    private final RunReader reader;
    private final long steps;
    private final Map<String, List<RunReader.Point>> curves = new HashMap<>();

    RunMeasures(RunFolder run) {
        reader = RunReader.open(run.database());
        steps = reader.lastStep().orElse(0);
    }

    /** A value of a quantity of arms but for {@link Quantity.OfDrift}, which is of all arms together. */
    double value(Quantity quantity) {
        return switch (quantity) {
            case Quantity.OfSteps ofSteps -> {
                List<RunReader.Point> curve = curve(ofSteps.curve());
                int ends = ends(steps);
                double first = mean(curve, point -> point.step() <= ends);
                double last = mean(curve, point -> point.step() > steps - ends);
                yield switch (ofSteps.end()) {
                    case FIRST -> first;
                    case LAST -> last;
                    case CHANGE -> last - first;
                };
            }
            case Quantity.OfEvaluations evaluations ->
                switch (evaluations.moment()) {
                    case BEFORE -> score(evaluations.score(), before());
                    case AFTER -> score(evaluations.score(), after());
                    case CHANGE -> score(evaluations.score(), after()) - score(evaluations.score(), before());
                };
            default -> throw new IllegalArgumentException(quantity + " is not of one training");
        };
    }

    /**
     * Steps at either end whose values are averaged: a tenth of them and at least 10, but never more than half, so that the two ends
     * have none in common.
     */
    static int ends(long steps) {
        return (int) Math.clamp(Math.max(FEWEST_ENDS, steps / ENDS_PART), Math.min(1, steps), Math.max(1, steps / 2));
    }

    private static double mean(List<RunReader.Point> curve, Predicate<RunReader.Point> which) {
        return curve.stream()
                .filter(which)
                .mapToDouble(RunReader.Point::value)
                .average()
                .orElse(Double.NaN);
    }

    /** The values of all steps that have one, in order. */
    List<RunReader.Point> curve(String name) {
        if (Quantity.RECHECKS.contains(name) && !curves.containsKey(name)) {
            readRechecks();
        }
        return curves.computeIfAbsent(
                name,
                metric -> reader.metric(metric).stream()
                        .filter(point -> Double.isFinite(point.value()))
                        .toList());
    }

    private void readRechecks() {
        List<RunReader.Point> right = new ArrayList<>();
        List<RunReader.Point> wrong = new ArrayList<>();
        for (long step = 1; step <= steps; step++) {
            List<CompletionRecord> completions = reader.completions(step);
            add(right, step, completions, CompletionRecord::correct);
            add(wrong, step, completions, completion -> !completion.correct());
        }
        curves.put(Quantity.RECHECKS.getFirst(), right);
        curves.put(Quantity.RECHECKS.getLast(), wrong);
    }

    private static void add(
            List<RunReader.Point> curve, long step, List<CompletionRecord> all, Predicate<CompletionRecord> which) {
        double mean = mean(all, which, completion -> Rechecks.in(completion.text()));
        if (Double.isFinite(mean)) {
            curve.add(new RunReader.Point(step, mean));
        }
    }

    private static double mean(
            List<CompletionRecord> all, Predicate<CompletionRecord> which, ToDoubleFunction<CompletionRecord> number) {
        return all.stream().filter(which).mapToDouble(number).average().orElse(Double.NaN);
    }

    private OptionalLong before() {
        OptionalLong first = reader.firstEvaluation();
        return first.isPresent() && first.getAsLong() == 0 ? first : OptionalLong.empty();
    }

    private OptionalLong after() {
        OptionalLong last = reader.lastEvaluation();
        return last.isPresent() && last.getAsLong() == steps ? last : OptionalLong.empty();
    }

    private double score(Quantity.Score score, OptionalLong step) {
        if (step.isEmpty()) {
            return Double.NaN;
        }
        List<EvalRecord> benchmarks = reader.evaluations(step.getAsLong());
        return switch (score) {
            case GREEDY -> mean(benchmarks, EvalRecord::greedyAccuracy);
            case AVG -> mean(benchmarks, benchmark -> benchmark.k() == 0 ? Double.NaN : benchmark.avgAtK());
            case RIGHT_LENGTH -> length(benchmarks, CompletionRecord::correct);
            case WRONG_LENGTH -> length(benchmarks, completion -> !completion.correct());
        };
    }

    /** Each benchmark counts the same. */
    private static double mean(List<EvalRecord> benchmarks, ToDoubleFunction<EvalRecord> score) {
        return benchmarks.stream().mapToDouble(score).average().orElse(Double.NaN);
    }

    /** Each sample counts the same. */
    private double length(List<EvalRecord> benchmarks, Predicate<CompletionRecord> which) {
        List<CompletionRecord> all = new ArrayList<>();
        for (EvalRecord benchmark : benchmarks) {
            all.addAll(reader.completions(benchmark.benchmark(), benchmark.step()));
        }
        return mean(
                all,
                which.and(completion -> completion.temperature() > 0 && !completion.neverAsked()),
                CompletionRecord::tokens);
    }

    /** The groups that the first steps sampled, step by step. */
    List<List<ExpectedDrift.Group>> firstGroups(int most) {
        return LongStream.rangeClosed(1, Math.min(most, steps))
                .mapToObj(step -> reader.groups(Optional.empty(), step).stream()
                        .map(ExpectedDrift.Group::of)
                        .toList())
                .toList();
    }

    @Override
    public void close() {
        reader.close();
    }
}
