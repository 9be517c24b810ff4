package zero4j.eval;

import java.util.List;
import java.util.function.ToDoubleFunction;
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

    /** The scores as they are kept, after {@code step} training steps. */
    public List<EvalRecord> scores(long step) {
        return results.stream().map(result -> result.scores(step)).toList();
    }

    private double mean(ToDoubleFunction<BenchmarkResult> score) {
        return results.stream().mapToDouble(score).average().orElse(Double.NaN);
    }
}
