package zero4j.engine.vector;

/** A prompt that has been read: its keys and values are kept once, until the last of its samples has ended. */
final class SharedPrompt {
    private final Job job;
    private final KvView view = new KvView();
    private final float[] hidden; // [width], of the last token
    private int started;
    private int ended;

    SharedPrompt(Job job, int width) {
        this.job = job;
        this.hidden = new float[width];
    }

    Job job() {
        return job;
    }

    KvView view() {
        return view;
    }

    float[] hidden() {
        return hidden;
    }

    /** Samples not yet begun. */
    int waiting() {
        return job.samples() - started;
    }

    /** The index of the next sample. */
    int start() {
        return job.from() + started++;
    }

    void sampleEnded(PagePool pool) {
        ended++;
        if (ended == job.samples()) {
            view.release(pool);
        }
    }
}
