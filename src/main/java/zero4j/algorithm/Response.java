package zero4j.algorithm;

import java.util.Arrays;
import zero4j.rollout.Completion;
import zero4j.rollout.Prompt;

/**
 * A prompt and one response to it as the tokens that the learner scores.
 *
 * @param question id of the question
 * @param tokens prompt and response, [length], not to be modified
 * @param promptLength tokens of the prompt; the rest is the response
 * @param samplerLogprobs log-probs of the response's tokens as the sampler saw them, [responseLength], not to be modified
 * @param truncated whether the response was cut off by the budget or the model's context
 */
public record Response(String question, int[] tokens, int promptLength, float[] samplerLogprobs, boolean truncated) {
    public Response {
        if (promptLength < 1 || tokens.length - promptLength != samplerLogprobs.length) {
            throw new IllegalArgumentException("a sequence of " + tokens.length + " tokens with a prompt of "
                    + promptLength + " cannot have " + samplerLogprobs.length + " response logprobs");
        }
    }

    /** A completion behind its prompt. */
    public static Response of(Prompt prompt, Completion completion) {
        int[] tokens = Arrays.copyOf(prompt.tokens(), prompt.tokens().length + completion.length());
        System.arraycopy(completion.tokens(), 0, tokens, prompt.tokens().length, completion.length());
        return new Response(
                prompt.question().id(), tokens, prompt.tokens().length, completion.logprobs(), completion.truncated());
    }

    /** Tokens of the response, without the prompt's. */
    public int length() {
        return samplerLogprobs.length;
    }
}
