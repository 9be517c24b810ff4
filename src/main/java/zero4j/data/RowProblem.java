package zero4j.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A row that gave no question.
 *
 * @param file where it is
 * @param row from 0, as in the ids of questions
 * @param line from 1, or 0 where the format has no lines
 * @param what what is wrong with it
 */
public record RowProblem(Path file, long row, long line, String what) {
    private static final String ADVICE = ". ";

    /** Some of these for a message, a line each: what to do about one, a sentence behind what is wrong, is said once. */
    public static List<String> lines(List<RowProblem> problems, int most) {
        Set<String> said = new HashSet<>();
        List<String> lines = new ArrayList<>();
        for (RowProblem problem : problems.subList(0, Math.min(most, problems.size()))) {
            String line = problem.toString();
            int advice = problem.what().indexOf(ADVICE);
            String known = advice < 0 ? "" : problem.what().substring(advice);
            lines.add(known.isEmpty() || said.add(known) ? line : line.substring(0, line.length() - known.length()));
        }
        return lines;
    }

    @Override
    public String toString() {
        return file + (line > 0 ? ", line " + line : ", row " + row) + ": " + what;
    }
}
