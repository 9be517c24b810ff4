package zero4j.data;

import java.util.List;
import java.util.Set;
import zero4j.UserError;

/**
 * Which columns of a file hold the question and its reference answer.
 *
 * @param question column of the question; empty finds it by its name
 * @param answer column of the reference answer; empty finds it by its name
 */
public record ColumnNames(String question, String answer) {
    /** Both are found by their names. */
    public static final ColumnNames FOUND = new ColumnNames("", "");

    /** Names under which a question is found, the first that is there. */
    static final List<String> QUESTION_NAMES = List.of("problem", "question", "prompt", "input");
    /** Names under which an answer is found. A worked solution is none: its answer would have to be dug out. */
    static final List<String> ANSWER_NAMES = List.of("answer", "answers", "gt_answer", "final_answer");

    /** Both named, as columns of this table. */
    ColumnNames in(RawTable table) {
        return new ColumnNames(
                choose(table, "question", question, QUESTION_NAMES), choose(table, "answer", answer, ANSWER_NAMES));
    }

    private static String choose(RawTable table, String role, String named, List<String> usual) {
        Set<String> found = table.columns();
        if (!named.isEmpty()) {
            if (found.contains(named)) {
                return named;
            }
            throw new UserError(table.source() + " has no column \"" + named + "\" for the " + role + ". It has: "
                    + String.join(", ", found) + ". Set data." + role + "_column to one of them.");
        }
        return usual.stream()
                .filter(found::contains)
                .findFirst()
                .orElseThrow(() -> new UserError(table.source() + " has no column for the " + role + " (one of "
                        + String.join(", ", usual) + "). It has: " + String.join(", ", found) + ". Rename"
                        + " the right one, or, for training questions, set data." + role + "_column to it."));
    }
}
