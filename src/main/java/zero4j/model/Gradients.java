package zero4j.model;

/** What becomes of the gradients of a model's own parameters. */
public enum Gradients {
    /** The model is frozen, or an adapter is trained instead. */
    NONE,
    /** They are added up in a buffer as large as the parameters, in float32. */
    KEPT,
    /** There is no such buffer: whoever asks for them ({@link Parameters#handTo}) gets them as a backward pass goes on. */
    HANDED_OVER
}
