package zero4j.engine.vector;

/** How threads divide the work of a batch; it changes the speed, never the result. */
enum Division {
    /** Whichever is faster. */
    AUTOMATIC,
    /** Every thread decodes sequences of its own. */
    APART,
    /** All threads decode all sequences together. */
    TOGETHER;

    /** Weights that the cores' shared cache holds. */
    private static final long CACHED_BYTES = 24L << 20;

    /** Whether to work together with weights of this size. */
    boolean together(long weightBytes) {
        return switch (this) {
            case AUTOMATIC -> weightBytes > CACHED_BYTES;
            case APART -> false;
            case TOGETHER -> true;
        };
    }
}
