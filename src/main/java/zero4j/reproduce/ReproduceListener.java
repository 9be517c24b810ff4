package zero4j.reproduce;

/** Hears what a reproduction does, on its own thread. */
public interface ReproduceListener {
    /** Hears nothing. */
    ReproduceListener NONE = new ReproduceListener() {};

    /** Something is not as it should be, and does not end the work. */
    default void warning(String text) {}
}
