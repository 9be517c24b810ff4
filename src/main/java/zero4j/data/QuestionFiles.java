package zero4j.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import zero4j.UserError;

/**
 * Questions out of files: JSON Lines, a JSON array, CSV, TSV (each of them packed by gzip, too), Parquet, an Arrow file, or a folder
 * that the Hugging Face library {@code datasets} saved. Ids are {@code <name>:<row from 0>}, where the name is the file's without its ending.
 * Rows without question or answer are reported by the set, not dropped in silence; short scalar columns become tags.
 */
public final class QuestionFiles {
    private static final Set<String> TEXTS = Set.of("jsonl", "ndjson", "json", "csv", "tsv");
    private static final Set<String> TABLES = Set.of("parquet", "arrow");
    private static final String PACKED = ".gz";
    private static final String EXPECTED =
            ".jsonl, .ndjson, .json, .csv or .tsv (each with .gz behind it too), .parquet or .arrow";

    private static final int SHOWN = 10;

    private QuestionFiles() {}

    /**
     * Opens a file or folder that holds one set; in a plain folder this is its only file.
     *
     * @throws UserError when there is no such file, its format is unknown, columns are missing, no row is usable, or the
     *     folder holds several splits or files
     */
    public static LoadedQuestions open(Path path, ColumnNames columns) {
        List<Path> sets = sets(path);
        if (sets.size() != 1) {
            List<String> names = sets.stream()
                    .limit(SHOWN)
                    .map(set -> String.valueOf(path.relativize(set)))
                    .toList();
            throw new UserError(path + " holds several sets: " + String.join(", ", names)
                    + (sets.size() > SHOWN ? " and " + (sets.size() - SHOWN) + " more" : "")
                    + ". Name one of them, such as " + sets.getFirst() + ".");
        }
        return load(sets.getFirst(), columns);
    }

    /**
     * Opens everything that a path holds: one set, the files of a folder in the order of their names (where it has none, those of its
     * folders), or the splits of a Hugging Face folder in theirs.
     *
     * @throws UserError as {@link #open}, and when a folder holds no questions
     */
    public static List<LoadedQuestions> openAll(Path path, ColumnNames columns) {
        return sets(path).stream().map(set -> load(set, columns)).toList();
    }

    private static List<Path> sets(Path path) {
        if (!Files.exists(path)) {
            throw new UserError(
                    path.toAbsolutePath().normalize() + " does not exist. Check the path of the questions.");
        }
        if (ArrowFolder.hasSplits(path)) {
            return ArrowFolder.splits(path);
        }
        if (!Files.isDirectory(path) || ArrowFolder.is(path)) {
            return List.of(path);
        }
        List<Path> found = inside(path);
        if (found.isEmpty()) {
            throw new UserError("there are no questions in " + path + "; expected files that end in " + EXPECTED
                    + ", or a folder saved by Hugging Face datasets, which has a state.json or dataset_dict.json");
        }
        return found;
    }

    /** The sets of a plain folder: its files, or where it has none, what its folders hold, as downloads often have it. */
    private static List<Path> inside(Path folder) {
        List<Path> visible;
        try (Stream<Path> all = Files.list(folder)) {
            visible =
                    all.filter(path -> !fileName(path).startsWith(".")).sorted().toList();
        } catch (IOException e) {
            throw new UserError("cannot list the folder " + folder, e);
        }
        List<Path> files = visible.stream()
                .filter(Files::isRegularFile)
                .filter(file -> isKnown(ending(file)))
                .toList();
        return files.isEmpty()
                ? visible.stream()
                        .filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                        .flatMap(path -> (ArrowFolder.is(path) ? sets(path) : inside(path)).stream())
                        .toList()
                : files;
    }

    private static boolean isKnown(String ending) {
        return TEXTS.contains(ending) || TABLES.contains(ending);
    }

    private static LoadedQuestions load(Path path, ColumnNames columns) {
        return questions(stem(path), table(path, columns), columns);
    }

    /** The rows of a file or of a saved set. */
    static RawTable table(Path path, ColumnNames asked) {
        RawTable table = new RawTable(path, asked);
        try {
            if (Files.isDirectory(path)) {
                ArrowFolder.read(path, table);
            } else {
                read(path, table);
            }
        } catch (EOFException | ZipException e) {
            throw new UserError("Cannot read " + path + ": it is cut short or damaged. Copy it again.", e);
        } catch (IOException e) {
            throw new UserError("Cannot read " + path + ": " + e, e);
        }
        return table;
    }

    private static void read(Path path, RawTable table) throws IOException {
        switch (ending(path)) {
            case "jsonl", "ndjson" -> JsonRows.lines(path, table);
            case "json" -> JsonRows.document(path, table);
            case "csv" -> CsvRows.read(path, table, ',');
            case "tsv" -> CsvRows.read(path, table, '\t');
            case "parquet" -> ParquetRows.read(path, table);
            case "arrow" -> ArrowStream.read(path, table);
            default ->
                throw new UserError(path + ": questions are read from files that end in " + EXPECTED
                        + ", or from a folder saved by Hugging Face datasets.");
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
            QuestionRow read = new QuestionRow(row, columns);
            read.problem()
                    .ifPresentOrElse(
                            what -> problems.add(problem(row, what)), () -> questions.add(read.question(name)));
        }
        problems.sort(Comparator.comparingLong(RowProblem::row));
        if (questions.isEmpty()) {
            throw new UserError(table.source() + " has no usable row." + examples(problems));
        }
        return new LoadedQuestions(table.source().toString(), name, questions, problems);
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

    private static String fileName(Path path) {
        return Objects.requireNonNull(path.toAbsolutePath().normalize().getFileName(), "a path of questions has a name")
                .toString();
    }

    /** The ending that says what a file is, without that of gzip. */
    private static String ending(Path path) {
        String name = unpacked(fileName(path).toLowerCase(Locale.ROOT));
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String unpacked(String name) {
        boolean packed = name.toLowerCase(Locale.ROOT).endsWith(PACKED);
        String inner = packed ? name.substring(0, name.length() - PACKED.length()) : name;
        return packed
                        && TEXTS.contains(
                                inner.substring(inner.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT))
                ? inner
                : name;
    }

    private static String stem(Path path) {
        String name = unpacked(fileName(path));
        int dot = name.lastIndexOf('.');
        return dot > 0 && !Files.isDirectory(path) ? name.substring(0, dot) : name;
    }
}
