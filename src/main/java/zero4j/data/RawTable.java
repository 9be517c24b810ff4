package zero4j.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a reader found in a file before anything is known of questions: rows of cells and rows that could not be read.
 * Cells are strings, numbers, booleans and lists of these; other values are there as {@link Unreadable}; nulls are left
 * out of a row, but their column is known.
 */
final class RawTable {
    /** One row. */
    record Row(Path file, long index, long line, Map<String, Object> cells) {}

    /** A cell of a type that is neither text, number, boolean nor list. */
    record Unreadable(String type) {}

    private final Path source;
    private final Set<String> columns = new LinkedHashSet<>();
    private final List<Row> rows = new ArrayList<>();
    private final List<RowProblem> problems = new ArrayList<>();

    RawTable(Path source) {
        this.source = source;
    }

    /** The file or folder as the user named it. */
    Path source() {
        return source;
    }

    Set<String> columns() {
        return columns;
    }

    List<Row> rows() {
        return rows;
    }

    List<RowProblem> problems() {
        return problems;
    }

    void column(String name) {
        columns.add(name);
    }

    void row(Path file, long index, long line, Map<String, Object> cells) {
        rows.add(new Row(file, index, line, cells));
    }

    void problem(Path file, long index, long line, String what) {
        problems.add(new RowProblem(file, index, line, what));
    }

    /** Rows read so far, good or bad: the index of the next. */
    long nextIndex() {
        return (long) rows.size() + problems.size();
    }
}
