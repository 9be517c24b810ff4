package zero4j.engine.vector;

import zero4j.rollout.CompletionBuilder;

/**
 * One completion while it is decoded.
 *
 * @param sample index in its group
 */
record Sequence(SharedPrompt prompt, int sample, KvView view, CompletionBuilder builder) {
    /** Position of the last token, whose key and value the next step writes. */
    int position() {
        return prompt.job().promptLength() + builder.length() - 1;
    }

    void release(PagePool pool) {
        view.release(pool);
        prompt.sampleEnded(pool);
    }
}
