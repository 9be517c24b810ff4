package zero4j.engine.vector;

/** Tokens that pass through the model together: of one sequence or of many, in any order that has earlier positions first. */
final class RowBatch {
    private final int[] tokens;
    private final int[] positions;
    private final KvView[] views;
    private int rows;

    /** @param capacity most rows */
    RowBatch(int capacity) {
        tokens = new int[capacity];
        positions = new int[capacity];
        views = new KvView[capacity];
    }

    void clear() {
        rows = 0;
    }

    /** A token whose keys and values go to a place that its view has reserved. */
    void add(int token, int position, KvView view) {
        tokens[rows] = token;
        positions[rows] = position;
        views[rows] = view;
        rows++;
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
