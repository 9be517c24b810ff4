package zero4j.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipException;
import zero4j.OptionalLibrary;
import zero4j.UserError;

/**
 * Questions out of files: JSON Lines, a JSON array, CSV, TSV (each of them packed by gzip, too), Parquet, an Arrow file, or a folder
 * that the Hugging Face library {@code datasets} saved. Ids are {@code <name>:<row from 0>}, where the name is the file's without its ending.
 * Rows without question or answer are reported by the set, not dropped in silence; short scalar columns become tags.
 */
public final class QuestionFiles {
    private static final FileSet.Known KNOWN = new FileSet.Known(Set.of(), FileSet.ENDINGS);

    private QuestionFiles() {}

    /**
     * Opens one set: a file, a folder that holds one set or one called {@code train}, or a pattern such as
     * {@code train-*-of-00004.parquet}, whose files are read one behind the other.
     *
     * @throws UserError when there is no such file, its format is unknown, a shard or columns are missing, no row is usable, or the
     *     folder holds several sets
     */
    public static LoadedQuestions open(Path path, ColumnNames columns) {
        return load(FileSet.one(path, KNOWN), columns);
    }

    /**
     * Opens everything that a path holds: one set, the files of a folder in the order of their names (where it has none, those of its
     * folders; shards that say how many there are together), or the splits of a Hugging Face folder in theirs.
     *
     * @throws UserError as {@link #open}, and when a folder holds no questions
     */
    public static List<LoadedQuestions> openAll(Path path, ColumnNames columns) {
        return FileSet.all(path, KNOWN, false).stream()
                .map(set -> load(set, columns))
                .toList();
    }

    /** Whether there is something at a path, or files that match its pattern. */
    public static boolean exists(Path path) {
        return FileSet.exists(path);
    }

    private static LoadedQuestions load(FileSet set, ColumnNames columns) {
        return questions(set.name(), table(set, columns::kept), columns);
    }

    /** The rows of a set. */
    static RawTable table(FileSet set, RawTable.Keeping keeping) {
        RawTable table = new RawTable(set.source(), keeping);
        read(set, table);
        return table;
    }

    /** Reads the rows of a set into a table. */
    static void read(FileSet set, RawTable table) {
        for (Path file : set.files()) {
            table.begin(file);
            try {
                requireFile(file);
                read(file, table);
            } catch (EOFException | ZipException e) {
                throw new UserError("Cannot read " + file + ": it is cut short or damaged. Copy it again.", e);
            } catch (IOException e) {
                throw new UserError("Cannot read " + file + ": " + e, e);
            }
        }
    }

    /** A pipe would be waited for, and gives what it has only once. */
    static void requireFile(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new UserError(
                    file + " is no file but " + (Files.isDirectory(file) ? "a folder" : "a pipe or a device")
                            + ". Data are read several times: save them in a file.");
        }
    }

    private static void read(Path path, RawTable table) throws IOException {
        switch (FileSet.ending(path)) {
            case "jsonl", "ndjson" -> JsonRows.lines(path, table);
            case "json" -> JsonRows.document(path, table);
            case "csv" -> CsvRows.read(path, table, ',');
            case "tsv" -> CsvRows.read(path, table, '\t');
            case "parquet" -> {
                OptionalLibrary.HARDWOOD.require("Reading Parquet files");
                ParquetRows.read(path, table);
            }
            case "arrow" -> ArrowStream.read(path, table);
            default ->
                throw new UserError(path + ": rows are read from files that end in " + FileSet.ENDINGS
                        + ", or from a folder saved by Hugging Face datasets.");
        }
    }

    /** @throws UserError if there is none */
    static void requireRows(RawTable table) {
        if (table.rows().isEmpty() && table.problems().isEmpty()) {
            throw new UserError(table.source() + " is empty: there is no row in it.");
        }
        if (table.rows().isEmpty()) {
            throw new UserError(table.source() + " has no usable row." + examples(table.problems()));
        }
    }

    private static LoadedQuestions questions(String name, RawTable table, ColumnNames asked) {
        requireRows(table);
        ColumnNames columns = asked.in(table);
        List<Question> questions = new ArrayList<>();
        List<RowProblem> problems = new ArrayList<>(table.problems());
        for (RawTable.Row row : table.rows()) {
            QuestionRow read = new QuestionRow(row, columns);
            read.problem()
                    .ifPresentOrElse(
                            what -> problems.add(problem(row, what)), () -> questions.add(read.question(name)));
        }
        sort(problems, table);
        if (questions.isEmpty()) {
            throw new UserError(table.source() + " has no usable row." + examples(problems));
        }
        return new LoadedQuestions(table.source(), name, columns, questions, problems);
    }

    /** In the order of the rows. */
    static void sort(List<RowProblem> problems, RawTable table) {
        Map<Path, Integer> places = new HashMap<>();
        table.files().forEach(file -> places.put(file, places.size()));
        problems.sort(Comparator.comparing((RowProblem problem) -> places.getOrDefault(problem.file(), 0))
                .thenComparingLong(RowProblem::row));
    }

    static RowProblem problem(RawTable.Row row, String what) {
        return new RowProblem(row.file(), row.inFile(), row.line(), what);
    }

    static String examples(List<RowProblem> problems) {
        StringBuilder text = new StringBuilder();
        RowProblem.lines(problems, 3).forEach(line -> text.append("\n  ").append(line));
        if (problems.size() > 3) {
            text.append("\n  and ").append(problems.size() - 3).append(" more");
        }
        return text.toString();
    }
}
