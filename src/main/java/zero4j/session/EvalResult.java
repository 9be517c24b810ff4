package zero4j.session;

import java.nio.file.Path;
import zero4j.eval.Evaluation;

/**
 * What an evaluation found.
 *
 * @param output folder with {@code evaluation.json} and {@code completions.jsonl}
 */
public record EvalResult(Path output, Evaluation evaluation) {}
