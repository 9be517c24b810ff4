package zero4j.engine;

import zero4j.rollout.RolloutBackend;

/**
 * A sampling engine that takes requests one by one: each has parameters of its own, begins while others decode, streams its
 * tokens and can be cancelled. Safe for use by several threads.
 *
 * <p>{@link #load} waits until the requests in flight have ended, and requests that come meanwhile wait for it. So every
 * completion comes of one policy, whose version it records.
 */
public interface Generation extends RolloutBackend {
    /**
     * Queues a request; it begins as soon as a slot is free, in the order of submission.
     *
     * @param listener hears of the tokens as they come
     * @throws zero4j.UserError if the prompt is empty, leaves no room in the model's context or has a token that is none of
     *     the model's, if it has stop strings and the engine no tokenizer, or if the cache that it and the requests in flight
     *     need does not fit into the memory
     * @throws IllegalStateException if the engine is closed or has no complete weights
     */
    RequestHandle submit(GenerationRequest request, TokenListener listener);

    /** As {@link #submit(GenerationRequest, TokenListener)}, without hearing of the tokens. */
    RequestHandle submit(GenerationRequest request);

    /** Requests that have not ended, those that wait for a slot included. */
    int inFlight();
}
