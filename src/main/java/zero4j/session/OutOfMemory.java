package zero4j.session;

import zero4j.UserError;
import zero4j.engine.EngineFailure;

/** Says what to do when learning runs out of memory. */
final class OutOfMemory {
    private OutOfMemory() {}

    /**
     * Names the setting to lower; any other failure stays as it is.
     *
     * @param settings that may be lowered, in words
     */
    static RuntimeException explained(Throwable failure, String settings) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof OutOfMemoryError) {
            return new UserError(
                    "out of Java heap memory (" + message + "): raise it with ZERO4J_JAVA_OPTS=-Xmx2g", failure);
        }
        if (!(failure instanceof UserError) && EngineFailure.isOutOfMemory(failure)) {
            return new UserError(
                    "out of memory while learning: lower " + settings + ", or set train.activation_checkpointing=true",
                    failure);
        }
        return failure instanceof RuntimeException told ? told : new IllegalStateException(failure);
    }
}
