package zero4j.learn;

/**
 * What computes updates: the section {@code learner}.
 *
 * @param backend the program's own code, or a library
 */
public record LearnerSettings(Backend backend) {
    /** What computes a model and its gradient. */
    public enum Backend {
        /** {@link #VECTOR} on the CPU in float32, where that can do what is asked; else {@link #TORCH}. */
        AUTO,
        /** Java, on the CPU, in float32. */
        VECTOR,
        /** LibTorch, on CPU and GPU. */
        TORCH
    }
}
