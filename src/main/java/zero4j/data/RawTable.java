package zero4j.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a reader found in a file before anything is known of questions: rows of cells and rows that could not be read.
 *
 * <p>Cells are strings, numbers, booleans and lists of these or of maps. A cell that is a map itself is taken apart: its
 * entry {@code b} in the column {@code a} is the column {@code a.b}. Other values are there as {@link Unreadable}; nulls are left out
 * of a row, but their column is known. Long cells in which nobody will look are not kept, for published sets carry dozens of solutions
 * in each row.
 */
final class RawTable {
    /** Texts of other columns that are longer say nothing worth keeping. */
    static final int LONGEST_TAG = 200;

    /** Stands for a null in a map of cells. */
    static final Nothing NOTHING = new Nothing();

    private static final int DEEPEST = 4;
    private static final int BATCH = 512;

    /** The type of {@link #NOTHING}. */
    record Nothing() {}

    /**
     * One row.
     *
     * @param index among the rows of the whole table, those that could not be read included
     * @param inFile the same in its file
     */
    record Row(Path file, long index, long inFile, long line, Map<String, Object> cells) {}

    /** What is worth keeping of the cells of a row. */
    interface Keeping {
        /** The cell of a column, or what is made of it; empty leaves it out. */
        Optional<Object> kept(String column, Object cell);
    }

    /** A cell of a type that is neither text, number, boolean, list nor map. */
    record Unreadable(String type) {}

    private final String source;
    private final Keeping keeping;
    private final Set<String> columns = new LinkedHashSet<>();
    private final Set<String> filled = new LinkedHashSet<>();
    private final List<Row> rows = new ArrayList<>();
    private final List<RowProblem> problems = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();
    private final @Nullable Consumer<RawTable> batches;
    private long first;
    private long taken;

    /** @param source for messages: the file, or the files, as a user would name them */
    RawTable(String source, Keeping keeping) {
        this(source, keeping, null);
    }

    private RawTable(String source, Keeping keeping, @Nullable Consumer<RawTable> batches) {
        this.source = source;
        this.keeping = keeping;
        this.batches = batches;
    }

    /**
     * A table that never holds many rows.
     *
     * @param batches is given the table whenever it holds some hundreds, which are then forgotten; what is left at the end is not told
     */
    static RawTable inBatches(String source, Keeping keeping, Consumer<RawTable> batches) {
        return new RawTable(source, keeping, batches);
    }

    /** The rows from here on are another file's. */
    void begin(Path file) {
        files.add(file);
        first = taken + rows.size() + problems.size();
    }

    /** The files in their order. */
    List<Path> files() {
        return files;
    }

    String source() {
        return source;
    }

    Set<String> columns() {
        return columns;
    }

    /** The columns in which some row has a value. */
    Set<String> filled() {
        return filled;
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

    /** @param index in the file */
    void row(Path file, long index, long line, Map<String, Object> cells) {
        Map<String, Object> flat = new LinkedHashMap<>();
        cells.forEach((name, cell) -> flatten(name, cell, 1, flat));
        rows.add(new Row(file, first + index, index, line, flat));
        tellBatch();
    }

    private void tellBatch() {
        if (batches != null && rows.size() >= BATCH) {
            batches.accept(this);
            taken += rows.size();
            rows.clear();
        }
    }

    private void flatten(String name, Object cell, int depth, Map<String, Object> flat) {
        if (cell instanceof Map<?, ?> map && depth < DEEPEST) {
            map.forEach((key, value) -> flatten(name + "." + key, value == null ? NOTHING : value, depth + 1, flat));
            return;
        }
        columns.add(name);
        if (!(cell instanceof Nothing)) {
            filled.add(name);
            keeping.kept(name, cell).ifPresent(kept -> flat.put(name, kept));
        }
    }

    /** Whether a cell may be a tag. */
    static boolean isShort(Object cell) {
        return !(cell instanceof List)
                && CellText.of(cell)
                        .filter(text -> text.length() <= LONGEST_TAG)
                        .isPresent();
    }

    void problem(Path file, long index, long line, String what) {
        problems.add(new RowProblem(file, index, line, what));
    }

    /** A table for another reading of the same file. */
    RawTable empty() {
        RawTable other = new RawTable(source, keeping);
        other.first = first;
        return other;
    }

    /** Takes over what another reading found. */
    void takeAll(RawTable other) {
        columns.addAll(other.columns);
        filled.addAll(other.filled);
        rows.addAll(other.rows);
        problems.addAll(other.problems);
        tellBatch();
    }
}
