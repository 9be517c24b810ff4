package zero4j.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import zero4j.UserError;

/**
 * Which columns of a table make a text to pretrain on, one below the other: a text alone, a conversation, an instruction with its
 * input and output, a question with its solution or answer.
 */
record TextColumns(List<String> names) {
    private static final List<String> TEXT_NAMES = List.of("text", "content", "document", "raw_content");
    private static final String INSTRUCTION = "instruction";
    private static final String INPUT = "input";

    /** The columns of a table that has rows. */
    static TextColumns of(RawTable table) {
        return in(table)
                .orElseThrow(() ->
                        new UserError(table.source() + " has no column with texts: expected \"text\", a conversation"
                                + " (\"messages\"), \"instruction\" and \"output\", or a question with its solution or answer. It has: "
                                + ColumnNames.shown(table) + ". Rename the right ones."));
    }

    /** The same; empty if there are none. */
    static Optional<TextColumns> in(RawTable table) {
        Optional<String> text = ColumnNames.filled(table, TEXT_NAMES);
        if (text.isPresent()) {
            return Optional.of(new TextColumns(List.of(text.get())));
        }
        Optional<String> question = ColumnNames.filled(table, ColumnNames.QUESTION_NAMES);
        List<String> names = new ArrayList<>();
        question.ifPresent(names::add);
        boolean conversation = question.isPresent() && isConversation(table, question.get());
        if (question.filter(name -> name.equalsIgnoreCase(INSTRUCTION)).isPresent()) {
            ColumnNames.filled(table, List.of(INPUT)).ifPresent(names::add);
        }
        Optional<String> answer = ColumnNames.filled(table, ColumnNames.WORKED_NAMES)
                .or(() -> ColumnNames.filled(table, ColumnNames.ANSWER_NAMES));
        answer.filter(name -> !names.contains(name)).ifPresent(names::add);
        boolean found = question.isPresent() && (answer.isPresent() || conversation);
        return found ? Optional.of(new TextColumns(List.copyOf(names))) : Optional.empty();
    }

    private static boolean isConversation(RawTable table, String column) {
        return table.rows().stream()
                .map(row -> row.cells().get(column))
                .anyMatch(cell -> cell != null && Message.all(cell).isPresent());
    }

    /** Of a table whose rows are read for their texts: what may be a part of one. */
    static Optional<Object> kept(String column, Object cell) {
        boolean wanted = Stream.of(
                        TEXT_NAMES, ColumnNames.QUESTION_NAMES, ColumnNames.WORKED_NAMES, ColumnNames.ANSWER_NAMES)
                .flatMap(List::stream)
                .anyMatch(name -> ColumnNames.endsWith(column, name));
        return wanted ? Optional.of(cell) : Optional.empty();
    }

    /** The text of a row: its parts with a blank line between them; empty where one is missing that is not the input. */
    Optional<String> text(RawTable.Row row) {
        List<String> parts = new ArrayList<>();
        for (String name : names) {
            Object cell = row.cells().get(name);
            Optional<String> part = cell == null ? Optional.empty() : part(cell);
            part = part.filter(text -> !text.isBlank());
            if (part.isEmpty() && !(names.size() > 2 && name.equals(names.get(1)))) {
                return Optional.empty();
            }
            part.ifPresent(parts::add);
        }
        return Optional.of(names.size() == 1 ? parts.getFirst() : String.join("\n\n", parts));
    }

    private static Optional<String> part(Object cell) {
        return Message.all(cell)
                .map(messages -> messages.stream().map(Message::content).collect(Collectors.joining("\n\n")))
                .or(() -> CellText.of(cell))
                .or(() -> cell instanceof List<?> list && !list.isEmpty()
                        ? CellText.of(list.getFirst())
                        : Optional.empty());
    }

    String inWords() {
        return names.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(", "));
    }
}
