package zero4j.engine;

import zero4j.rollout.Completion;

/**
 * Hears of a request's tokens as they are sampled.
 *
 * <p>It is called on the threads that decode, so it must not wait; calls for one sample come in order, those for several may
 * come at the same time. What it throws ends its request, and no other.
 */
@FunctionalInterface
public interface TokenListener {
    /**
     * A token was sampled.
     *
     * @param sample index of the completion in its group
     * @param logprob nats, as in {@link Completion#logprobs()}
     * @param text that has become certain: empty for a part of a character, or while it may still turn out to be a stop
     *     string that is cut. Joined, the pieces of a completion that was not cancelled are its text
     */
    void token(int sample, int token, float logprob, String text);

    /**
     * A sample has ended; nothing more comes of it. Not called for the samples of a request that has failed: that a request is
     * over, {@link RequestHandle#result} alone says in any case.
     */
    default void ended(int sample, Completion completion) {}
}
