package zero4j.algorithm;

import java.util.Arrays;
import zero4j.rollout.Completion;
import zero4j.rollout.Prompt;

/**
 * A prompt and one response, ready for the learner.
 *
 * @param tokens prompt and response, [length], not to be modified
 * @param promptLength tokens of the prompt; the rest is the response
 * @param samplerLogprobs log-probs of the response's tokens as the sampler saw them, [responseLength], not to be modified
 * @param advantage shared by all tokens of the response
 */
public record TrainSequence(int[] tokens, int promptLength, float[] samplerLogprobs, double advantage) {
    public TrainSequence {
        if (promptLength < 1 || tokens.length - promptLength != samplerLogprobs.length) {
            throw new IllegalArgumentException("a sequence of " + tokens.length + " tokens with a prompt of "
                    + promptLength + " cannot have " + samplerLogprobs.length + " response logprobs");
        }
    }

    /** A completion with its advantage. */
    public static TrainSequence of(Prompt prompt, Completion completion, double advantage) {
        int[] tokens = Arrays.copyOf(prompt.tokens(), prompt.tokens().length + completion.length());
        System.arraycopy(completion.tokens(), 0, tokens, prompt.tokens().length, completion.length());
        return new TrainSequence(tokens, prompt.tokens().length, completion.logprobs(), advantage);
    }

    /** Tokens of the response. */
    public int responseLength() {
        return samplerLogprobs.length;
    }
}
