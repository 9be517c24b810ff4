package zero4j.pretrain;

import java.nio.file.Path;
import zero4j.weights.ModelConfig;

/** Hears what pretraining does, on its own thread. */
@FunctionalInterface
public interface PretrainListener {
    /** Hears nothing. */
    PretrainListener NONE = _ -> {};

    /**
     * Model and text are there, and the first step comes.
     *
     * @param device where it computes, and in which precision
     * @param start where it begins, or goes on
     */
    default void begins(ModelConfig model, String device, PretrainState start) {}

    /** Something that the user should know and that does not end it: a sentence, and lines below it if there are more. */
    default void warning(String text) {}

    /** A step is done. */
    void step(PretrainStep step);

    /** A checkpoint has been written. */
    default void saved(Path checkpoint) {}
}
