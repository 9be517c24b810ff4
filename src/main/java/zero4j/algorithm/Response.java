package zero4j.algorithm;

import java.util.Arrays;
import zero4j.Words;
import zero4j.rollout.Completion;
import zero4j.rollout.Prompt;

/**
 * A prompt and one scored response to it as the tokens that are learnt from. Arrays are not to be modified.
 *
 * @param question id of the question
 * @param group number of the question in the rollout batch: the responses to one question follow each other
 * @param tokens prompt and response, [length]
 * @param promptLength tokens of the prompt; the rest is the response
 * @param learnt which of the response's tokens are learnt, [responseLength]: not those of a tool's output or of another's turn;
 *     none if the response is left out of the update
 * @param samplerLogprobs log-probs of the response's tokens as the sampler saw them, [responseLength]
 * @param versions of the weights that sampled each of the response's tokens, [responseLength]
 * @param truncated whether the response was cut off by the budget or the model's context
 * @param reward of the whole response
 */
public record Response(
        String question,
        int group,
        int[] tokens,
        int promptLength,
        boolean[] learnt,
        float[] samplerLogprobs,
        long[] versions,
        boolean truncated,
        double reward) {
    public Response {
        int length = tokens.length - promptLength;
        if (promptLength < 1
                || length != samplerLogprobs.length
                || length != learnt.length
                || length != versions.length) {
            throw new IllegalArgumentException("a response of " + Words.counted(length, "token")
                    + " cannot have log-probs for " + samplerLogprobs.length + ", a mask for " + learnt.length
                    + ", versions for " + versions.length);
        }
    }

    /**
     * A completion behind its prompt. All its tokens are learnt.
     *
     * @param group number of the question in the rollout batch
     */
    public static Response of(int group, Prompt prompt, Completion completion, double reward) {
        int[] tokens = Arrays.copyOf(prompt.tokens(), prompt.tokens().length + completion.length());
        System.arraycopy(completion.tokens(), 0, tokens, prompt.tokens().length, completion.length());
        return new Response(
                prompt.question().id(),
                group,
                tokens,
                prompt.tokens().length,
                all(completion.length()),
                completion.logprobs(),
                completion.versions(),
                completion.truncated(),
                reward);
    }

    /** A mask that leaves no token out. */
    public static boolean[] all(int length) {
        boolean[] mask = new boolean[length];
        Arrays.fill(mask, true);
        return mask;
    }

    /** Tokens of the response, without the prompt's. */
    public int length() {
        return samplerLogprobs.length;
    }

    /** Tokens that are learnt. */
    public int learntTokens() {
        int count = 0;
        for (boolean token : learnt) {
            count += token ? 1 : 0;
        }
        return count;
    }

    /** Whether weights of the given version sampled all tokens that are learnt. */
    public boolean sampledBy(long version) {
        for (int t = 0; t < versions.length; t++) {
            if (learnt[t] && versions[t] != version) {
                return false;
            }
        }
        return true;
    }

    /** The same, left out of the update. */
    Response leftOut() {
        return new Response(
                question,
                group,
                tokens,
                promptLength,
                new boolean[learnt.length],
                samplerLogprobs,
                versions,
                truncated,
                reward);
    }
}
