package zero4j.engine.torch;

import zero4j.rollout.CompletionBuilder;

/**
 * One completion while it is decoded.
 *
 * @param sample index in its group
 */
record Sequence(Job job, int sample, CompletionBuilder builder) {
    /** Position of the last token, whose key and value the next step writes. */
    int position() {
        return job.promptLength() + builder.length() - 1;
    }
}
