package zero4j.engine;

import java.util.Locale;
import zero4j.UserError;

/** What goes wrong in an engine, said for people. */
public final class EngineFailure {
    private EngineFailure() {}

    static IllegalStateException closed() {
        return new IllegalStateException("the engine was closed");
    }

    static IllegalStateException incomplete() {
        return new IllegalStateException("the engine has no complete weights");
    }

    /** What ends a request whose next token cannot be drawn. */
    public static UserError nonFiniteScores() {
        return new UserError("the model's scores of the next token are not finite: its weights have diverged, or its"
                + " activations overflow; go back to an earlier checkpoint");
    }

    /** What ended a request: memory that has run out is said with what to lower. */
    static RuntimeException explained(Throwable cause) {
        if (cause instanceof UserError error) {
            return error;
        }
        if (isOutOfMemory(cause)) {
            return new UserError(
                    "out of memory while generating: lower rollout.slots or rollout.max_new_tokens", cause);
        }
        return new IllegalStateException("generating failed: " + cause.getMessage(), cause);
    }

    /** Whether the Java heap, the machine's memory or a card's has run out; LibTorch says it in its message only. */
    public static boolean isOutOfMemory(Throwable failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return failure instanceof OutOfMemoryError
                || message.contains("out of memory")
                || message.contains("can't allocate memory");
    }
}
