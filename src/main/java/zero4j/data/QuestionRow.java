package zero4j.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A row read as a question.
 *
 * @param columns both named
 */
record QuestionRow(RawTable.Row row, ColumnNames columns) {
    private static final String INSTRUCTION = "instruction";
    private static final String INPUT = "input";
    private static final String QUESTION = "question";
    private static final String BODY = "body";

    /** Why the row gives no question; empty if it gives one. */
    Optional<String> problem() {
        if (text().isEmpty() && conversation().isEmpty()) {
            return Optional.of("no text under \"" + columns.question() + "\"");
        }
        if (answers().isEmpty() && columns.answeredInConversation()) {
            boolean said = cell(columns.question()).flatMap(Message::lastAnswer).isPresent();
            return Optional.of(
                    said
                            ? "no \\boxed{} and no #### in the assistant's last message under \"" + columns.question()
                                    + "\""
                            : "no answer: the conversation under \"" + columns.question()
                                    + "\" does not end with a message of the assistant");
        }
        if (answers().isEmpty()) {
            boolean worked =
                    ColumnNames.FOUND.isWorked(columns.answer()) && row.cells().containsKey(columns.answer());
            return Optional.of(
                    worked
                            ? "no \\boxed{} and no #### in the worked solution under \"" + columns.answer() + "\""
                            : "no answer under \"" + columns.answer() + "\"");
        }
        return Optional.empty();
    }

    /** What the row asks, whether it has an answer or not: of a conversation what its last user says. */
    Optional<String> asked() {
        return conversation()
                .flatMap(messages -> messages.reversed().stream()
                        .filter(message -> message.role().equals(Message.USER))
                        .findFirst()
                        .map(Message::content))
                .or(this::text);
    }

    /** The question of a row without a problem. */
    Question question(String set) {
        String id = set + ":" + row.index();
        return conversation()
                .map(messages -> Question.asked(messages, id, answers(), tags()))
                .orElseGet(() -> new Question(id, text().orElseThrow(), answers(), tags()));
    }

    private Optional<List<Message>> conversation() {
        return cell(columns.question()).flatMap(Message::conversation);
    }

    /** The question; an instruction has its input below it, a question about a text has that text (SVAMP's body) before it. */
    private Optional<String> text() {
        Object cell = row.cells().get(columns.question());
        if (!(cell instanceof String text) || text.isBlank()) {
            return Optional.empty();
        }
        if (columns.question().equalsIgnoreCase(INSTRUCTION)) {
            return Optional.of(beside(INPUT).map(input -> text + "\n\n" + input).orElse(text));
        }
        return Optional.of(
                columns.question().equalsIgnoreCase(QUESTION)
                        ? beside(BODY).map(body -> body.strip() + " " + text).orElse(text)
                        : text);
    }

    private Optional<String> beside(String column) {
        return row.cells().entrySet().stream()
                .filter(other -> other.getKey().equalsIgnoreCase(column))
                .flatMap(other -> CellText.of(other.getValue()).stream())
                .filter(text -> !text.isBlank())
                .findFirst();
    }

    private Optional<Object> cell(String column) {
        return Optional.ofNullable(row.cells().get(column));
    }

    private List<String> answers() {
        if (columns.answeredInConversation()) {
            return cell(columns.question())
                    .flatMap(Message::lastAnswer)
                    .map(ReferenceText::read)
                    .orElse(List.of());
        }
        return cell(columns.answer()).map(ReferenceText::answers).orElse(List.of());
    }

    /** Long texts, such as worked solutions, are no tags. */
    private Map<String, String> tags() {
        Map<String, String> tags = new HashMap<>();
        row.cells().forEach((column, cell) -> {
            if (!column.equals(columns.question()) && !column.equals(columns.answer())) {
                CellText.of(cell)
                        .filter(text -> !text.isBlank() && text.length() <= RawTable.LONGEST_TAG)
                        .ifPresent(text -> tags.put(column, text));
            }
        });
        return tags;
    }
}
