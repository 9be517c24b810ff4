package zero4j.engine.vector;

import zero4j.engine.Sample;

/** A sample while it is decoded, and where its keys and values lie. */
record Sequence(Prefix prefix, Sample sample, BlockTable table) {
    /** Position of the last token, whose key and value the next step writes. */
    int position() {
        return sample.position();
    }

    /** Gives its blocks back, and then the completion out. */
    void end(BlockPool pool) {
        table.release(pool);
        prefix.sampleEnded(pool);
        sample.end();
    }
}
