package zero4j.rollout;

import zero4j.Words;

/**
 * One sampled continuation of a prompt.
 *
 * @param tokens sampled token ids, the ending EOS or stop string's tokens included; shape [length], not to be modified
 * @param logprobs log-probability (nats) of each token under the sampling distribution, that is after temperature, top-k
 *     and top-p; shape [length], not to be modified
 * @param text the decoded text without the EOS token, the stop string kept or cut as the {@code StopRule} says
 * @param finishReason why it ended
 * @param policyVersion version of the weights that sampled it
 */
public record Completion(int[] tokens, float[] logprobs, String text, FinishReason finishReason, long policyVersion) {
    public Completion {
        if (tokens.length != logprobs.length) {
            throw new IllegalArgumentException(
                    Words.counted(tokens.length, "token") + " but " + Words.counted(logprobs.length, "logprob"));
        }
    }

    /** Number of sampled tokens. */
    public int length() {
        return tokens.length;
    }

    /** Whether the budget cut it off. */
    public boolean truncated() {
        return finishReason == FinishReason.LENGTH;
    }
}
