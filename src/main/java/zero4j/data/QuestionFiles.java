package zero4j.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import zero4j.UserError;

/**
 * Questions out of files: JSON Lines, a JSON array, CSV, TSV, Parquet, an Arrow file, or a folder that the Hugging Face
 * library {@code datasets} saved. Ids are {@code <name>:<row from 0>}, where the name is the file's without its ending.
 * Rows without question or answer are reported by the set, not dropped in silence; short scalar columns become tags.
 */
public final class QuestionFiles {
    private static final int LONGEST_TAG = 200;
    private static final Set<String> ENDINGS = Set.of("jsonl", "ndjson", "json", "csv", "tsv", "parquet", "arrow");

    private QuestionFiles() {}

    /**
     * Opens a file or folder that holds one set.
     *
     * @throws UserError when there is no such file, its format is unknown, columns are missing, no row is usable, or the
     *     folder holds several splits
     */
    public static LoadedQuestions open(Path path, ColumnNames columns) {
        List<Path> sets = sets(path);
        if (sets.size() != 1) {
            throw new UserError(path + " holds several sets: "
                    + String.join(", ", sets.stream().map(QuestionFiles::stem).toList())
                    + ". Name one of them, such as "
                    + sets.getFirst() + ".");
        }
        return load(sets.getFirst(), columns);
    }

    /**
     * Opens everything that a path holds: one set, the files of a folder in the order of their names, or the splits of a
     * Hugging Face folder in theirs.
     *
     * @throws UserError as {@link #open}, and when a folder holds no questions
     */
    public static List<LoadedQuestions> openAll(Path path, ColumnNames columns) {
        boolean plain = Files.isDirectory(path) && !ArrowFolder.is(path);
        return (plain ? files(path) : sets(path))
                .stream().map(set -> load(set, columns)).toList();
    }

    private static List<Path> sets(Path path) {
        if (!Files.exists(path)) {
            throw new UserError(
                    path.toAbsolutePath().normalize() + " does not exist. Check the path of the questions.");
        }
        return ArrowFolder.hasSplits(path) ? ArrowFolder.splits(path) : List.of(path);
    }

    private static List<Path> files(Path folder) {
        List<Path> found;
        try (Stream<Path> files = Files.list(folder)) {
            found = files.filter(Files::isRegularFile)
                    .filter(file -> ENDINGS.contains(ending(file)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UserError("cannot list the folder " + folder, e);
        }
        if (found.isEmpty()) {
            throw new UserError("there are no questions in " + folder + "; expected .jsonl, .json, .csv, .tsv,"
                    + " .parquet or .arrow files, or a folder saved by Hugging Face datasets");
        }
        return found;
    }

    private static LoadedQuestions load(Path path, ColumnNames columns) {
        try {
            return questions(stem(path), table(path), columns);
        } catch (IOException e) {
            throw new UserError("Cannot read " + path + ": " + e, e);
        }
    }

    private static RawTable table(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return ArrowFolder.read(path);
        }
        return switch (ending(path)) {
            case "jsonl", "ndjson" -> JsonRows.lines(path);
            case "json" -> startsWithArray(path) ? JsonRows.array(path) : JsonRows.lines(path);
            case "csv" -> SqlRows.csv(path);
            case "tsv" -> SqlRows.tsv(path);
            case "parquet" -> SqlRows.parquet(path);
            case "arrow" -> {
                RawTable table = new RawTable(path);
                ArrowStream.read(path, table);
                yield table;
            }
            default ->
                throw new UserError(path + ": questions are read from files that end in .jsonl, .ndjson, .json,"
                        + " .csv, .tsv, .parquet or .arrow, or from a folder saved by Hugging Face datasets.");
        };
    }

    private static boolean startsWithArray(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String head = new String(in.readNBytes(64), StandardCharsets.UTF_8);
            return head.replace("\uFEFF", "").strip().startsWith("[");
        }
    }

    private static LoadedQuestions questions(String name, RawTable table, ColumnNames asked) {
        if (table.rows().isEmpty() && table.problems().isEmpty()) {
            throw new UserError(table.source() + " is empty: there is no row in it.");
        }
        if (table.rows().isEmpty()) {
            throw new UserError(table.source() + " has no usable row." + examples(table.problems()));
        }
        ColumnNames columns = asked.in(table);
        List<Question> questions = new ArrayList<>();
        List<RowProblem> problems = new ArrayList<>(table.problems());
        for (RawTable.Row row : table.rows()) {
            Object text = row.cells().get(columns.question());
            List<String> answers = Optional.ofNullable(row.cells().get(columns.answer()))
                    .map(CellText::answers)
                    .orElse(List.of());
            if (!(text instanceof String question) || question.isBlank()) {
                problems.add(problem(row, "no text under \"" + columns.question() + "\""));
            } else if (answers.isEmpty()) {
                problems.add(problem(row, "no answer under \"" + columns.answer() + "\""));
            } else {
                questions.add(new Question(name + ":" + row.index(), question, answers, tags(row, columns)));
            }
        }
        problems.sort(Comparator.comparingLong(RowProblem::row));
        if (questions.isEmpty()) {
            throw new UserError(table.source() + " has no usable row." + examples(problems));
        }
        return new LoadedQuestions(name, questions, problems);
    }

    private static RowProblem problem(RawTable.Row row, String what) {
        return new RowProblem(row.file(), row.index(), row.line(), what);
    }

    private static String examples(List<RowProblem> problems) {
        StringBuilder text = new StringBuilder();
        problems.stream().limit(3).forEach(problem -> text.append("\n  ").append(problem));
        if (problems.size() > 3) {
            text.append("\n  and ").append(problems.size() - 3).append(" more");
        }
        return text.toString();
    }

    /** Long texts, such as worked solutions, are no tags. */
    private static Map<String, String> tags(RawTable.Row row, ColumnNames columns) {
        Map<String, String> tags = new HashMap<>();
        row.cells().forEach((column, cell) -> {
            if (!column.equals(columns.question()) && !column.equals(columns.answer())) {
                CellText.of(cell)
                        .filter(text -> !text.isBlank() && text.length() <= LONGEST_TAG)
                        .ifPresent(text -> tags.put(column, text));
            }
        });
        return tags;
    }

    private static String fileName(Path path) {
        return Objects.requireNonNull(path.toAbsolutePath().normalize().getFileName(), "a path of questions has a name")
                .toString();
    }

    private static String ending(Path path) {
        String name = fileName(path).toLowerCase(Locale.ROOT);
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String stem(Path path) {
        String name = fileName(path);
        int dot = name.lastIndexOf('.');
        return dot > 0 && !Files.isDirectory(path) ? name.substring(0, dot) : name;
    }
}
