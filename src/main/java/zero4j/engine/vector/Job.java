package zero4j.engine.vector;

import zero4j.rollout.Prompt;

/**
 * Samples of a prompt that one worker decodes.
 *
 * @param index position of the prompt in the batch
 * @param stream of its random numbers
 * @param budget most tokens of a completion
 * @param from first sample
 * @param to sample after the last
 */
record Job(int index, Prompt prompt, long stream, int budget, int from, int to) {
    int promptLength() {
        return prompt.tokens().length;
    }

    int samples() {
        return to - from;
    }
}
