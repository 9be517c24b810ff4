package zero4j.rollout;

import zero4j.SettingChecks;
import zero4j.SettingKey;

/**
 * How a batch of completions is sampled for one training step: the section {@code rollout}.
 *
 * @param prompts questions per step
 * @param groupSize completions per question (G)
 * @param maxNewTokens budget of sampled tokens per completion
 * @param temperature divisor of the logits, above 0
 * @param slots completions that decode at the same time
 * @param workers decoding workers; 0 is one per core on a CPU and one on a GPU
 * @param backend the engine that samples: a name of {@link Engines#REGISTRY}, or {@value Engines#AUTO}
 * @param ahead batches sampled while the learner works on an earlier one; 0 samples and learns by turns
 * @param remote the servers, where they sample
 */
public record RolloutSettings(
        int prompts,
        int groupSize,
        int maxNewTokens,
        double temperature,
        int slots,
        int workers,
        String backend,
        int ahead,
        @SettingKey("rollout") ServerSettings remote) {
    private static final int MOST_AHEAD = 8;

    /** With the engine that suits the device, by turns with the learner. */
    public RolloutSettings(int prompts, int groupSize, int maxNewTokens, double temperature, int slots, int workers) {
        this(prompts, groupSize, maxNewTokens, temperature, slots, workers, Engines.AUTO, 0, ServerSettings.NONE);
    }

    public RolloutSettings {
        new SettingChecks("rollout")
                .atLeast("prompts", prompts, 1)
                .atLeast("group_size", groupSize, 1)
                .atLeast("max_new_tokens", maxNewTokens, 1)
                .positive("temperature", temperature)
                .atLeast("slots", slots, 1)
                .atLeast("workers", workers, 0)
                .that(
                        Engines.knows(backend),
                        "backend",
                        backend,
                        "it must be " + Engines.REGISTRY.oneOf(backend, Engines.AUTO))
                .that(
                        ahead >= 0 && ahead <= MOST_AHEAD,
                        "ahead",
                        ahead,
                        "it must be from 0 (sampling and learning by turns) to " + MOST_AHEAD)
                .that(
                        Engines.onServers(backend) || remote.servers().isEmpty(),
                        "servers",
                        remote.servers(),
                        "it must be left out, or rollout.backend be vllm or sglang: which of them the servers speak")
                .that(
                        !Engines.onServers(backend) || !remote.servers().isEmpty(),
                        "servers",
                        "empty",
                        "it must name the servers with rollout.backend: " + backend
                                + ", such as [http://127.0.0.1:8000]")
                .done();
    }

    /** The same with another number of decoding workers. */
    public RolloutSettings withWorkers(int count) {
        return new RolloutSettings(prompts, groupSize, maxNewTokens, temperature, slots, count, backend, ahead, remote);
    }

    /** The same with another number of batches sampled ahead. */
    public RolloutSettings withAhead(int batches) {
        return new RolloutSettings(
                prompts, groupSize, maxNewTokens, temperature, slots, workers, backend, batches, remote);
    }

    /** Completions per step. */
    public int responses() {
        return Math.multiplyExact(prompts, groupSize);
    }

    /** How to sample one step's completions. */
    public SamplingParams sampling(long seed) {
        return new SamplingParams(groupSize, maxNewTokens, temperature, 0, 1, seed);
    }
}
