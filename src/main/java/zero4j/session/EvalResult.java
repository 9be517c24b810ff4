package zero4j.session;

import java.nio.file.Path;
import zero4j.eval.Evaluation;

/**
 * What an evaluation found.
 *
 * @param output folder with {@code evaluation.json} and {@code completions.jsonl}, or with the completions so far
 * @param finished whether all benchmarks are done; otherwise the evaluation was asked to stop, and can go on
 * @param evaluation of the benchmarks that are done
 */
public record EvalResult(Path output, boolean finished, Evaluation evaluation) {}
