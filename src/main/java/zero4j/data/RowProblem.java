package zero4j.data;

import java.nio.file.Path;

/**
 * A row that gave no question.
 *
 * @param file where it is
 * @param row from 0, as in the ids of questions
 * @param line from 1, or 0 where the format has no lines
 * @param what what is wrong with it
 */
public record RowProblem(Path file, long row, long line, String what) {
    @Override
    public String toString() {
        return file + (line > 0 ? ", line " + line : ", row " + row) + ": " + what;
    }
}
