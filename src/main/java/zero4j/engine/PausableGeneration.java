package zero4j.engine;

import zero4j.rollout.PolicyWeights;

/**
 * A sampling engine that can be stopped between two tokens, with the requests in flight kept as they are. Where an engine cannot stop in the
 * middle, what it has begun ends first.
 */
public interface PausableGeneration extends Generation {
    /**
     * Samples no more tokens and begins no request, until {@link #resume}. Returns when nothing is being sampled. Requests can be
     * submitted and cancelled meanwhile; they end later. {@link #load} must not be called meanwhile, for it waits until all have
     * ended.
     */
    void pause();

    /** Goes on after {@link #pause}; does nothing otherwise. */
    void resume();

    /**
     * Takes over new weights while paused: requests in flight go on with them, behind tokens of the old weights and with the keys
     * and values that these gave. Each token's version says which weights sampled it. If it fails, the requests in flight fail, too.
     *
     * @throws IllegalStateException if the engine is not paused
     */
    void loadPaused(PolicyWeights weights, long version);
}
