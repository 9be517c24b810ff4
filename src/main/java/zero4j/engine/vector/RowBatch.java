package zero4j.engine.vector;

/** Tokens that pass through the model together: of one sequence or of many, those of a sequence behind each other in order. */
final class RowBatch {
    private final int[] tokens;
    private final int[] positions;
    private final BlockTable[] tables;
    private int rows;
    private boolean linked;

    /** @param capacity most rows */
    RowBatch(int capacity) {
        tokens = new int[capacity];
        positions = new int[capacity];
        tables = new BlockTable[capacity];
    }

    void clear() {
        rows = 0;
        linked = false;
    }

    /** A token whose keys and values go to a place that its table has reserved. */
    void add(int token, int position, BlockTable table) {
        linked |= rows > 0 && tables[rows - 1] == table;
        tokens[rows] = token;
        positions[rows] = position;
        tables[rows] = table;
        rows++;
    }

    /** Whether a row attends to another row of the batch. */
    boolean isLinked() {
        return linked;
    }

    int rows() {
        return rows;
    }

    int token(int row) {
        return tokens[row];
    }

    int position(int row) {
        return positions[row];
    }

    BlockTable table(int row) {
        return tables[row];
    }
}
