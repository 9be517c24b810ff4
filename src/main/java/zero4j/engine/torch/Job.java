package zero4j.engine.torch;

import zero4j.rollout.Prompt;

/**
 * A prompt to be sampled from.
 *
 * @param index position of the prompt in the batch
 * @param stream of its random numbers
 * @param budget most tokens of a completion
 */
record Job(int index, Prompt prompt, long stream, int budget) {
    int promptLength() {
        return prompt.tokens().length;
    }
}
