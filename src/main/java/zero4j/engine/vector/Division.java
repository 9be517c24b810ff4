package zero4j.engine.vector;

/** How threads divide the work of a batch; it changes the speed, never the result. */
enum Division {
    /** Whichever is faster. */
    AUTOMATIC,
    /** Every thread decodes sequences of its own: threads never wait for each other, but each reads all weights. */
    APART,
    /** All threads decode all sequences together: weights are read once, but threads wait for each other often. */
    TOGETHER;

    /** Weights that a core can read over and over without hurry, even for a single row. */
    private static final long SMALL = 24L << 20;
    /** Weights that come from the cores' shared cache, or often do. */
    private static final long MEDIUM = 96L << 20;
    /** Rows for which a core computes longer than it reads. */
    private static final int MANY = 16;

    /**
     * Whether to work together.
     *
     * @param live sequences
     * @param weightBytes size of the model
     */
    boolean together(int live, int members, long weightBytes) {
        return switch (this) {
            case AUTOMATIC -> weightBytes > MEDIUM || (weightBytes > SMALL && live < MANY * members);
            case APART -> false;
            case TOGETHER -> true;
        };
    }
}
