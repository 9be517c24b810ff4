package zero4j.learn;

/**
 * A loss's gradients for what was found of scored tokens; empty where it does not depend on it.
 *
 * @param logprobs [scored]
 * @param entropies [scored]
 * @param values [scored]
 */
public record TokenGradients(float[] logprobs, float[] entropies, float[] values) {
    private static final float[] NONE = {};

    /** Of a loss of log-probs alone. */
    public static TokenGradients ofLogprobs(float[] logprobs) {
        return new TokenGradients(logprobs, NONE, NONE);
    }
}
