package zero4j.learn;

/**
 * The gradient of a loss for what {@link TokenScores} holds. Arrays are not to be modified.
 *
 * @param logprobs [scored]
 * @param entropies [scored]; empty if the loss has no such term
 * @param values [scored]; empty without a critic
 */
public record TokenGradients(float[] logprobs, float[] entropies, float[] values) {}
