package zero4j.engine.vector;

/** How threads divide the work of a batch; it changes the speed, never the result. */
enum Division {
    /** Whichever is faster. */
    AUTOMATIC,
    /** Every thread decodes sequences of its own. */
    APART,
    /** All threads decode all sequences together. */
    TOGETHER;

    /** Sequences below which a thread alone would leave registers empty. */
    private static final int FEW = 4;
    /** Weights that the cores' shared cache holds. */
    private static final long CACHED_BYTES = 24L << 20;

    /** Whether to work together on {@code live} sequences with weights of this size. */
    boolean together(int live, int members, long weightBytes) {
        return switch (this) {
            case AUTOMATIC -> live < FEW * members || weightBytes > CACHED_BYTES;
            case APART -> false;
            case TOGETHER -> true;
        };
    }
}
