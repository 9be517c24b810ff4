package zero4j.algorithm;

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

    /** Tokens of the response. */
    public int responseLength() {
        return samplerLogprobs.length;
    }
}
