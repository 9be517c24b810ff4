package zero4j.learn;

/** Where the log-probs of the policy before the update (pi_old) come from. */
public enum OldLogprobs {
    /**
     * With one update per rollout batch the update's own first pass. With more, the sampler's where it computes as the
     * learner does (float32 on the same weights) and nothing corrects for a difference; otherwise the learner's.
     *
     * <p>Where other weights than the learner's have sampled a response, the sampler's, so that the ratio leads from what was
     * sampled; or, with a correction that does so, the learner's.
     *
     * <p>Always the sampler's where the algorithm's trust region lies around what has sampled, as dppo's does.
     */
    AUTO,
    /** The sampler's, as they were recorded. */
    SAMPLER,
    /** The learner's: one pass without gradients before the first update. */
    LEARNER;

    /**
     * What AUTO means.
     *
     * @param alike whether the sampler computes as the learner does, and more than one update follows
     * @param current whether the sampler had the learner's weights
     * @param corrected whether something corrects for a difference between them
     */
    static OldLogprobs automatic(boolean alike, boolean current, boolean corrected) {
        return !corrected && (alike || !current) ? SAMPLER : LEARNER;
    }
}
