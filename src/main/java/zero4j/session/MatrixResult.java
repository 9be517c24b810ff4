package zero4j.session;

import java.nio.file.Path;
import zero4j.eval.ScoreMatrix;

/**
 * What models scored in templates.
 *
 * @param output folder with the tables ({@code table.md}, {@code table.csv}, {@code table.json}) and the rows' folders
 * @param finished whether all rows are done; otherwise the evaluation was asked to stop, can go on, and has no tables
 * @param scores of the rows that are done
 */
public record MatrixResult(Path output, boolean finished, ScoreMatrix scores) {}
