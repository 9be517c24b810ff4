package zero4j.engine.vector;

/** How threads divide the work of decoding; it changes the speed, never the result. */
enum Parallelism {
    /** Whichever is faster. */
    AUTOMATIC,
    /** Data parallel: every thread decodes sequences of its own. Threads never wait for each other, but each reads all weights. */
    DATA,
    /**
     * Tensor parallel: all threads decode all sequences together, each with its columns of the products. Weights are read once,
     * but threads wait for each other often.
     */
    TENSOR;

    /** Weights that a core can read over and over without hurry, even for a single row. */
    private static final long SMALL = 24L << 20;
    /** Weights that come from the cores' shared cache, or often do. */
    private static final long MEDIUM = 96L << 20;
    /** Rows for which a core computes longer than it reads. */
    private static final int MANY = 48;

    /** Keys and values that a thread can read over and over: more than that comes from memory, at every token. */
    private static final long RESIDENT = 4L << 20;
    /** Weights read for each token of a step, which are no more than its keys and values. */
    private static final long WEIGHTS_PER_ROW = 256L << 10;
    /** Rows that a thread computes at once at best. */
    private static final int TILE = 8;

    /**
     * Sequences that a thread decodes at the same time on its own: not more than have room in its cache, if that leaves enough
     * to share the reading of the weights.
     *
     * @param share slots of the thread
     * @param sequenceBytes of keys and values, on average
     */
    static int residents(int share, long sequenceBytes, long weightBytes) {
        long rows = Math.max(RESIDENT / Math.max(1, sequenceBytes), weightBytes / WEIGHTS_PER_ROW);
        return (int) Math.min(share, Math.ceilDiv(Math.max(1, rows), TILE) * TILE);
    }

    /**
     * Whether to be tensor parallel.
     *
     * @param live sequences
     * @param weightBytes size of the model
     */
    boolean isTensor(int live, int members, long weightBytes) {
        return switch (this) {
            case AUTOMATIC -> weightBytes > MEDIUM || (weightBytes > SMALL && live < MANY * members);
            case DATA -> false;
            case TENSOR -> true;
        };
    }
}
