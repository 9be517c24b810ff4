package zero4j.rollout;

/** Why a completion ended. */
public enum FinishReason {
    /** The model sampled one of its end-of-sequence tokens. */
    EOS,
    /** A stop string of the template was completed. */
    STOP,
    /** The token budget or the model's context was used up: the completion is truncated. */
    LENGTH,
    /** The request was cancelled before it had ended; what had been sampled is there. */
    CANCELLED
}
