package zero4j.serve;

/** Pauses sampling, in the ways that trainers ask for, and lets it go on. Thread-safe. */
final class Pauses {
    private final Gate gate;

    /** What becomes of the requests that are with the engine when sampling is paused. Others wait in any case. */
    enum Mode {
        /** They end with what they have. */
        ABORT,
        /** They are sampled to their end first. */
        WAIT,
        /** They stay as they are, and go on when sampling does. */
        KEEP
    }

    Pauses(Gate gate) {
        this.gate = gate;
    }

    /** Lets nothing new begin; returns when nothing is sampled any more, or somebody lets it go on. */
    void pause(Mode mode) throws InterruptedException {
        gate.pause();
        if (mode == Mode.ABORT) {
            var _ = gate.cancelAll();
        }
        gate.awaitNobodyThrough();
    }

    void resume() {
        gate.resume();
    }

    boolean isPaused() {
        return gate.isPaused();
    }
}
