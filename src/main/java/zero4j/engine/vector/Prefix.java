package zero4j.engine.vector;

import zero4j.engine.Job;
import zero4j.engine.Sample;

/** A prompt that has been read: its keys and values are kept once, until the last of its samples has ended. */
final class Prefix {
    private final Job job;
    private final BlockTable table = new BlockTable();
    private final float[] hidden; // [width], of the last token
    private int started;
    private int ended;

    Prefix(Job job, int width) {
        this.job = job;
        this.hidden = new float[width];
    }

    Job job() {
        return job;
    }

    BlockTable table() {
        return table;
    }

    float[] hidden() {
        return hidden;
    }

    /** Samples not yet begun. */
    int waiting() {
        return job.samples() - started;
    }

    /** Begins its next sample. */
    Sequence start() {
        Sample sample = job.request().start(job.from() + started);
        started++;
        return new Sequence(this, sample, table.continued(job.promptLength()));
    }

    /** Ends the samples that have not begun, of a request that is over. */
    void skipWaiting(BlockPool pool) {
        while (waiting() > 0) {
            int sample = job.from() + started;
            started++;
            sampleEnded(pool);
            job.request().skip(sample);
        }
    }

    void sampleEnded(BlockPool pool) {
        ended++;
        if (ended == job.samples()) {
            table.release(pool);
        }
    }
}
