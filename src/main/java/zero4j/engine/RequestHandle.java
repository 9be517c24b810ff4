package zero4j.engine;

import java.util.concurrent.CompletableFuture;
import zero4j.rollout.CompletionGroup;

/** A request that was submitted. */
public interface RequestHandle {
    /**
     * The completions, in the order of the samples. Fails with a {@link zero4j.UserError} where the user can help, and with an
     * {@link IllegalStateException} otherwise. To complete or cancel this future changes nothing; see {@link #cancel}. What follows
     * on it runs on a thread of its own, never on one that decodes, so it may wait for the engine.
     */
    CompletableFuture<CompletionGroup> result();

    /**
     * Ends the request soon: its slots and its part of the cache are free when {@link #result} is there. Samples that have not
     * ended are {@link zero4j.rollout.FinishReason#CANCELLED} and hold what was sampled. Does nothing to a request that has ended.
     */
    void cancel();

    /** Whether the result is there. */
    boolean isDone();
}
