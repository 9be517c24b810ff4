package zero4j.engine.vector;

/** Tokens that pass through the model together: of one sequence or of many, those of a sequence behind each other in order. */
final class RowBatch {
    private final int[] tokens;
    private final int[] positions;
    private final KvView[] views;
    private int rows;
    private boolean linked;

    /** @param capacity most rows */
    RowBatch(int capacity) {
        tokens = new int[capacity];
        positions = new int[capacity];
        views = new KvView[capacity];
    }

    void clear() {
        rows = 0;
        linked = false;
    }

    /** A token whose keys and values go to a place that its view has reserved. */
    void add(int token, int position, KvView view) {
        linked |= rows > 0 && views[rows - 1] == view;
        tokens[rows] = token;
        positions[rows] = position;
        views[rows] = view;
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

    KvView view(int row) {
        return views[row];
    }
}
