package zero4j.serve;

import java.util.concurrent.locks.ReentrantLock;
import zero4j.engine.Generation;
import zero4j.engine.PausableGeneration;
import zero4j.rollout.PolicyWeights;

/** Pauses sampling, in the ways that trainers ask for, changes weights, and lets it go on. Thread-safe. */
final class Pauses {
    private final Gate gate;
    private final Generation engine;
    /** Held while weights change, and while requests are kept or let go on: a change waits for those that are not kept. */
    private final ReentrantLock changing = new ReentrantLock();

    private volatile boolean kept;

    /** What becomes of the requests that are with the engine when sampling is paused. Others wait in any case. */
    enum Mode {
        /** They end with what they have. */
        ABORT,
        /** They are sampled to their end first. */
        WAIT,
        /** They stay as they are, and go on when sampling does; where the engine cannot do that, as {@link #WAIT}. */
        KEEP
    }

    Pauses(Gate gate, Generation engine) {
        this.gate = gate;
        this.engine = engine;
    }

    /** Lets nothing new begin; returns when nothing is sampled any more, or somebody lets it go on. */
    void pause(Mode mode) throws InterruptedException {
        gate.pause();
        if (mode == Mode.KEEP && engine instanceof PausableGeneration pausable) {
            keep(pausable);
            return;
        }
        if (mode == Mode.ABORT) {
            var _ = gate.cancelAll();
        }
        letGoOn();
        gate.awaitNobodyThrough();
    }

    private void keep(PausableGeneration pausable) {
        changing.lock();
        try {
            pausable.pause();
            kept = true;
        } finally {
            changing.unlock();
        }
    }

    /** Lets requests that were kept go on, and nothing new begin. */
    void letGoOn() {
        if (kept && engine instanceof PausableGeneration pausable) {
            changing.lock();
            try {
                kept = false;
                pausable.resume();
            } finally {
                changing.unlock();
            }
        }
    }

    void resume() {
        letGoOn();
        gate.resume();
    }

    boolean isPaused() {
        return gate.isPaused();
    }

    /** Whether requests are with the engine that go on when sampling does. */
    boolean isKeeping() {
        return kept;
    }

    /**
     * Changes the weights: under the requests that are kept, and otherwise once those with the engine have ended.
     *
     * @param version that completions will record
     */
    void load(PolicyWeights weights, long version) {
        changing.lock();
        try {
            if (kept && engine instanceof PausableGeneration pausable) {
                pausable.loadPaused(weights, version);
            } else {
                engine.load(weights, version);
            }
        } finally {
            changing.unlock();
        }
    }
}
