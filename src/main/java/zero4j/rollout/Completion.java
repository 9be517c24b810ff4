package zero4j.rollout;

import java.util.stream.LongStream;
import zero4j.Words;

/**
 * One sampled continuation of a prompt.
 *
 * @param tokens sampled token ids, the ending EOS or stop string's tokens included; shape [length], not to be modified
 * @param logprobs log-probability (nats) of each token under the sampling distribution, that is after temperature, top-k
 *     and top-p; shape [length], not to be modified
 * @param text the decoded text without the EOS token, the stop string kept or cut as the {@code StopRule} says
 * @param finishReason why it ended
 * @param versions of the weights that sampled each token; shape [length], never falling, not to be modified
 */
public record Completion(int[] tokens, float[] logprobs, String text, FinishReason finishReason, long[] versions) {
    public Completion {
        if (tokens.length != logprobs.length || tokens.length != versions.length) {
            throw new IllegalArgumentException(Words.counted(tokens.length, "token") + " but "
                    + Words.counted(logprobs.length, "logprob") + " and " + Words.counted(versions.length, "version"));
        }
    }

    /** All of whose tokens one version of the weights has sampled. */
    public Completion(int[] tokens, float[] logprobs, String text, FinishReason finishReason, long policyVersion) {
        this(
                tokens,
                logprobs,
                text,
                finishReason,
                LongStream.generate(() -> policyVersion).limit(tokens.length).toArray());
    }

    /** Version of the weights that sampled the first token; -1 if there is none. */
    public long policyVersion() {
        return versions.length == 0 ? -1 : versions[0];
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
