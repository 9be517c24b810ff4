package zero4j.engine.vector;

import zero4j.engine.Sample;

/** A sample while it is decoded, and where its keys and values lie. */
record Sequence(SharedPrompt prompt, Sample sample, KvView view) {
    /** Position of the last token, whose key and value the next step writes. */
    int position() {
        return sample.position();
    }

    /** Gives its pages back, and then the completion out. */
    void end(PagePool pool) {
        view.release(pool);
        prompt.sampleEnded(pool);
        sample.end();
    }
}
