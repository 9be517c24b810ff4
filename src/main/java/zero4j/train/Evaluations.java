package zero4j.train;

import java.util.List;
import java.util.Optional;
import zero4j.eval.Benchmark;
import zero4j.eval.Evaluation;
import zero4j.eval.Evaluator;

/**
 * When a run is evaluated, and on what.
 *
 * @param suite may be empty: then nothing is evaluated
 * @param every steps between two evaluations; 0 for only before and after
 */
public record Evaluations(Evaluator evaluator, List<Benchmark> suite, int every) {
    public Evaluations {
        suite = List.copyOf(suite);
    }

    boolean dueAfter(long step) {
        return every > 0 && step % every == 0;
    }

    /** Evaluates, and writes it down, unless there is nothing to evaluate. */
    Optional<Evaluation> run(long step, Journal journal, TrainListener listener) {
        if (suite.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(journal.evaluation(
                step,
                log -> evaluator.evaluate(
                        suite, step, log, listener.sampling("evaluation", evaluator.completions(suite)))));
    }
}
