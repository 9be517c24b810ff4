package zero4j.rollout;

/** What a sampling engine promises about equal completions; each promise holds those before it. */
public enum Determinism {
    /** Nothing: the same call may give other completions, as a server's does whose batches depend on its other clients. */
    NONE,
    /** The same weights and the same call of {@code generate} give the same completions, to the bit. */
    SAME_CALL,
    /**
     * A completion is a function of weights, seed, question, sample and sampling parameters: what is sampled beside it, before
     * it, on how many slots and threads changes no bit.
     */
    INDEPENDENT_OF_BATCH
}
