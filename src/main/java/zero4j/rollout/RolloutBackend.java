package zero4j.rollout;

import java.util.List;

/**
 * A sampling engine.
 *
 * <p>With the same weights, prompts and parameters it returns the same completions. Result i belongs to prompt i,
 * whatever the order in which sequences finish.
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
     * Takes over the weights of a new policy. Caches that depend on older weights are dropped.
     *
     * @param version recorded in every completion sampled from now on
     */
    void load(PolicyWeights weights, long version);

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
