package zero4j.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;

/**
 * What models are trained on, questions or texts, one after the other and never all in memory (but for CSV, which is read whole):
 * a set in any format of {@link QuestionFiles} and {@link LoadedTexts}. Of rows the question is read, and what pretraining would
 * read; a row needs no answer.
 */
public final class TrainingTexts {
    private final FileSet set;
    private final ColumnNames columns;

    private TrainingTexts(FileSet set, ColumnNames columns) {
        this.set = set;
        this.columns = columns;
    }

    /**
     * The sets that a path holds: a file, the files of a folder, the splits of a saved data set, or the files that match a pattern;
     * shards together are one.
     *
     * @param columns of the question, where it is named
     * @throws UserError if there is none
     */
    public static List<TrainingTexts> at(Path path, ColumnNames columns) {
        return FileSet.all(path, LoadedTexts.KNOWN, true).stream()
                .map(set -> new TrainingTexts(set, columns))
                .toList();
    }

    /** Name of the set. */
    public String name() {
        return set.name();
    }

    /** Where it is from, for messages. */
    public String source() {
        return set.source();
    }

    /**
     * Reads the set.
     *
     * @param each is given every text in the order of the files
     * @return rows in which there is none, or that cannot be read
     * @throws UserError if a file cannot be read or has neither a question nor a text
     */
    public List<RowProblem> read(Consumer<TrainingText> each) {
        boolean plain = set.files().stream().noneMatch(FileSet::holdsRows);
        if (plain) {
            paragraphs(each);
            return List.of();
        }
        Rows rows = new Rows(each);
        RawTable table = RawTable.inBatches(set.source(), rows::kept, rows::take);
        QuestionFiles.read(set, table);
        rows.take(table);
        if (rows.nothing()) {
            throw new UserError(
                    "there is no question and no text in " + set.source() + QuestionFiles.examples(table.problems()));
        }
        List<RowProblem> problems = new ArrayList<>(table.problems());
        problems.addAll(rows.problems);
        QuestionFiles.sort(problems, table);
        return problems;
    }

    private void paragraphs(Consumer<TrainingText> each) {
        long number = 0;
        for (Path file : set.files()) {
            try (BufferedReader in = LoadedTexts.reader(file)) {
                StringBuilder text = new StringBuilder();
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    if (!line.isBlank()) {
                        text.append(line).append('\n');
                    } else if (!text.isEmpty()) {
                        paragraph(each, number++, text);
                    }
                }
                if (!text.isEmpty()) {
                    paragraph(each, number++, text);
                }
            } catch (IOException e) {
                throw LoadedTexts.unreadable(file, e);
            }
        }
        if (number == 0) {
            throw new UserError("there is no text in " + set.source());
        }
    }

    private void paragraph(Consumer<TrainingText> each, long number, StringBuilder text) {
        each.accept(
                new TrainingText(set.name() + ":" + number, "", text.toString().strip()));
        text.setLength(0);
    }

    /** Rows on their way to texts. */
    private final class Rows {
        private final Consumer<TrainingText> each;
        private final List<RowProblem> problems = new ArrayList<>();
        private boolean any;

        private Rows(Consumer<TrainingText> each) {
            this.each = each;
        }

        private boolean nothing() {
            return !any;
        }

        private Optional<Object> kept(String column, Object cell) {
            return TextColumns.kept(column, cell)
                    .or(() -> columns.isQuestion(column) ? Optional.of(cell) : Optional.empty());
        }

        private void take(RawTable batch) {
            if (batch.rows().isEmpty()) {
                return;
            }
            Optional<ColumnNames> asked = columns.questionIn(batch);
            Optional<TextColumns> texts = TextColumns.in(batch);
            if (asked.isEmpty() && texts.isEmpty()) {
                throw new UserError(set.source() + " has no column with a question or a text. It has: "
                        + ColumnNames.shown(batch) + ". Name that of the question by --question-column, or rename it.");
            }
            batch.rows().forEach(row -> take(row, asked.orElse(null), texts.orElse(null)));
        }

        private void take(RawTable.Row row, @Nullable ColumnNames asked, @Nullable TextColumns texts) {
            String question =
                    asked == null ? "" : new QuestionRow(row, asked).asked().orElse("");
            String text = texts == null ? "" : texts.text(row).orElse("");
            if (question.isBlank() && text.isBlank()) {
                problems.add(QuestionFiles.problem(row, "no question and no text"));
                return;
            }
            any = true;
            each.accept(new TrainingText(set.name() + ":" + row.index(), question, text.isBlank() ? question : text));
        }
    }
}
