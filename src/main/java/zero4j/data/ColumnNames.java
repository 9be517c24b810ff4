package zero4j.data;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import zero4j.UserError;

/**
 * Which columns of a file hold the question and its reference answer.
 *
 * <p>Names are compared without regard to case, blanks, {@code _} and {@code -}. A dot leads into a nested column:
 * {@code reward_model.ground_truth}.
 *
 * @param question column of the question; empty finds it by its name
 * @param answer column of the reference answer; empty finds it by its name
 * @param required whether a file that lacks a named column is refused; otherwise its column is found by its name
 */
public record ColumnNames(String question, String answer, boolean required) {
    /** Both are found by their names. */
    public static final ColumnNames FOUND = new ColumnNames("", "");

    /** Names under which a question is found, the first that is there and has something in it. */
    static final List<String> QUESTION_NAMES = List.of(
            "question_concat",
            "problem",
            "question",
            "prompt",
            "query",
            "instruction",
            "messages",
            "conversations",
            "conversation",
            "input");
    /** Names under which an answer is found. */
    static final List<String> ANSWER_NAMES = List.of(
            "answer",
            "answers",
            "gt_answer",
            "final_answer",
            "ground_truth",
            "expected_answer",
            "reference_answer",
            "correct_answer",
            "gold_answer",
            "final_ans",
            "reward_model.ground_truth",
            "extra_info.answer");
    /** Names of worked solutions, of which the answer is dug out; found where there is no answer by itself. */
    static final List<String> WORKED_NAMES = List.of("solution", "solutions", "output", "response", "completion");

    /** What a question is about, where a set has that apart. */
    private static final String BODY = "body";

    /** Columns that a file must have, where they are named. */
    public ColumnNames(String question, String answer) {
        this(question, answer, true);
    }

    /** The same names as a wish: where a file lacks them, its columns are found by their names. */
    public ColumnNames wherePresent() {
        return new ColumnNames(question, answer, false);
    }

    /** Both named, as columns of this table. Where there are answered conversations and no answers, both are the conversation. */
    ColumnNames in(RawTable table) {
        String asked = choose(table, "question", question, QUESTION_NAMES);
        List<String> usual =
                Stream.concat(ANSWER_NAMES.stream(), WORKED_NAMES.stream()).toList();
        boolean named =
                !answer.isEmpty() && (required || find(table.columns(), answer).isPresent());
        if (!named && !has(table.columns(), usual)) {
            boolean answered = table.rows().stream()
                    .map(row -> row.cells().get(asked))
                    .anyMatch(cell -> cell != null && Message.lastAnswer(cell).isPresent());
            if (answered) {
                return new ColumnNames(asked, asked);
            }
        }
        return new ColumnNames(asked, choose(table, "answer", answer, usual));
    }

    /** That of the question as a column of this table, whatever there is of answers; empty if there is none. */
    Optional<ColumnNames> questionIn(RawTable table) {
        if (!question.isEmpty() && (required || find(table.columns(), question).isPresent())) {
            return Optional.of(new ColumnNames(choose(table, "question", question, QUESTION_NAMES), ""));
        }
        return filled(table, QUESTION_NAMES).map(name -> new ColumnNames(name, ""));
    }

    /** Whether a column is the one that is named for the question, or what it is about. */
    boolean isQuestion(String column) {
        return same(column, question) || same(column, BODY);
    }

    /** Questions, answers, what worked solutions come to, and tags. */
    Optional<Object> kept(String column, Object cell) {
        return mayName(column) || same(column, BODY) || RawTable.isShort(cell)
                ? Optional.of(isWorked(column) ? ReferenceText.read(cell) : cell)
                : Optional.empty();
    }

    private static boolean has(Set<String> columns, List<String> usual) {
        return usual.stream().anyMatch(name -> find(columns, name).isPresent())
                || nested(columns, usual).isPresent();
    }

    /** The first of these names that a column with values in it has. */
    static Optional<String> filled(RawTable table, List<String> usual) {
        return usual.stream()
                .flatMap(name -> find(table.filled(), name).stream())
                .findFirst()
                .or(() -> nested(table.filled(), usual));
    }

    /** Whether the answer is the last message of the conversation that asks. */
    public boolean answeredInConversation() {
        return question.equals(answer);
    }

    /** Whether a column of this name may be chosen. */
    private boolean mayName(String column) {
        return same(column, question)
                || same(column, answer)
                || QUESTION_NAMES.stream().anyMatch(usual -> endsWith(column, usual))
                || ANSWER_NAMES.stream().anyMatch(usual -> endsWith(column, usual))
                || isWorked(column);
    }

    /** Whether the column holds solutions rather than answers. */
    boolean isWorked(String column) {
        return !same(column, question) && WORKED_NAMES.stream().anyMatch(usual -> endsWith(column, usual));
    }

    private String choose(RawTable table, String role, String named, List<String> usual) {
        Optional<String> found = named.isEmpty() ? Optional.empty() : find(table.columns(), named);
        if (found.isPresent()) {
            return found.get();
        }
        if (!named.isEmpty() && required) {
            throw new UserError(table.source() + " has no column \"" + named + "\" for the " + role + ". It has: "
                    + shown(table) + ". Set data." + role + "_column (eval: --" + role + "-column) to one of them.");
        }
        return filled(table, usual)
                .or(() -> usual.stream()
                        .flatMap(name -> find(table.columns(), name).stream())
                        .findFirst())
                .orElseThrow(() -> new UserError(table.source() + " has no column for the " + role + " (one of "
                        + String.join(", ", usual) + "). It has: " + shown(table) + ". Name the right one by data."
                        + role
                        + "_column (eval: --" + role + "-column), or rename it."));
    }

    static String shown(RawTable table) {
        return table.columns().isEmpty() ? "none" : String.join(", ", table.columns());
    }

    /** A column by its name: as it is written, otherwise nearly. */
    private static Optional<String> find(Set<String> columns, String name) {
        return columns.contains(name)
                ? Optional.of(name)
                : columns.stream().filter(column -> same(column, name)).findFirst();
    }

    /** The first column inside another that has a usual name. */
    private static Optional<String> nested(Set<String> columns, List<String> usual) {
        return usual.stream()
                .flatMap(name -> columns.stream().filter(column -> endsWith(column, name)))
                .findFirst();
    }

    private static boolean same(String column, String name) {
        return !name.isEmpty() && plain(column).equals(plain(name));
    }

    static boolean endsWith(String column, String name) {
        String mine = plain(column);
        String usual = plain(name);
        return mine.equals(usual) || mine.endsWith("." + usual);
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[\\s_-]", "");
    }
}
