package zero4j.rollout;

import java.util.List;

/**
 * A sampling engine, in this process or elsewhere.
 *
 * <p>Result i belongs to prompt i, whatever the order in which sequences finish. Whether the same inputs give the same
 * completions is what {@link #determinism()} says.
 */
public interface RolloutBackend extends AutoCloseable {
    /**
     * Samples {@link SamplingParams#samples()} completions for every prompt.
     *
     * @param progress told of every finished completion, on any thread
     * @throws zero4j.UserError if a prompt is empty or leaves no room in the model's context
     */
    List<CompletionGroup> generate(List<Prompt> prompts, SamplingParams params, Progress progress);

    /**
     * Takes over the weights of a new policy, between batches and requests: what is in flight ends with the weights it began
     * with, what comes later waits. Caches that depend on older weights are dropped.
     *
     * @param version recorded in every completion sampled from now on
     */
    void load(PolicyWeights weights, long version);

    /**
     * Whether {@link #load} may be called by another thread while {@link #generate} goes on, so that the rest of its completions is
     * sampled with the new weights. Which token is of which version is in {@link Completion#versions()}.
     */
    default boolean takesWeightsInFlight() {
        return false;
    }

    /** What it promises about the completions of {@link #generate}. */
    Determinism determinism();

    @Override
    void close();

    /** Hears of progress while an engine generates. */
    @FunctionalInterface
    interface Progress {
        /** Hears nothing. */
        Progress NONE = completion -> {};

        /** One completion has ended. */
        void finished(Completion completion);
    }
}
