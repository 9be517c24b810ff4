package zero4j.learn;

/**
 * What a model says of the learnt tokens of some responses, one response after the other. Arrays are not to be modified.
 *
 * @param logprobs of the tokens (nats), [scored]
 * @param entropies of the distributions that they are from (nats), [scored]
 * @param values of the critic, [scored]; empty without one
 */
public record TokenScores(float[] logprobs, float[] entropies, float[] values) {}
