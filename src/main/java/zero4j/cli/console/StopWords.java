package zero4j.cli.console;

/** What a training that is asked to stop does first, by what it is at. Whoever asks is another thread. */
final class StopWords {
    private volatile String words = "stopping before the next step";
    private long done;

    /** @param evaluation what is sampled is a benchmark's */
    void sampling(boolean evaluation) {
        if (!evaluation) {
            words = "stopping: this step is finished and saved first";
        } else if (done == 0) {
            words = "stopping: the evaluation before training is finished first";
        } else {
            words = "stopping: the evaluation after step " + done + " is finished and the step saved first";
        }
    }

    void did(long step) {
        done = step;
    }

    String words() {
        return words;
    }
}
