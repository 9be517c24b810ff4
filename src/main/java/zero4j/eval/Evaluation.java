package zero4j.eval;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import zero4j.run.EvalRecord;

/** The results of a suite, in its order. */
public record Evaluation(List<BenchmarkResult> results) {
    public Evaluation {
        results = List.copyOf(results);
    }

    /** Mean of the benchmarks' greedy accuracies, each benchmark counting the same; NaN for an empty suite. */
    public double meanGreedyAccuracy() {
        return mean(BenchmarkResult::greedyAccuracy);
    }

    /** Mean of the benchmarks' avg@k, each benchmark counting the same; NaN for an empty suite. */
    public double meanAvgAtK() {
        return mean(BenchmarkResult::avgAtK);
    }

    /** How many completions of each benchmark have the right value and are not evaluated, in words; empty where none is. */
    public Optional<String> notEvaluated() {
        String each = results.stream()
                .filter(result -> result.notEvaluated() > 0)
                .map(result -> result.benchmark() + " " + result.notEvaluated() + " of "
                        + (long) result.questions() * (1 + result.k()))
                .collect(Collectors.joining(", "));
        return each.isEmpty()
                ? Optional.empty()
                : Optional.of("not correct, but of the right value left to be worked out: " + each);
    }

    /** How many questions of each benchmark were never asked, in words; empty where all were. */
    public Optional<String> neverAsked() {
        String each = results.stream()
                .filter(result -> result.neverAsked() > 0)
                .map(result -> result.benchmark() + " " + result.neverAsked() + " of " + result.questions())
                .collect(Collectors.joining(", "));
        return each.isEmpty()
                ? Optional.empty()
                : Optional.of("never asked, since the prompt is longer than the model's context, and counted as not"
                        + " answered and truncated: " + each);
    }

    /** The scores as they are kept, after {@code step} training steps. */
    public List<EvalRecord> scores(long step) {
        return results.stream().map(result -> result.scores(step)).toList();
    }

    private double mean(ToDoubleFunction<BenchmarkResult> score) {
        return results.stream().mapToDouble(score).average().orElse(Double.NaN);
    }
}
