package zero4j.train;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import zero4j.SplitMix64;
import zero4j.data.PromptOrder;
import zero4j.reward.RewardFunction;
import zero4j.reward.ScoredGroup;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.RolloutSettings;
import zero4j.run.Metric;

/**
 * Samples and scores the groups of one step. With dynamic sampling (arXiv 2503.14476, section 3.2) groups of equal rewards,
 * which teach nothing, are replaced by those of further questions, as far as the number of batches allows.
 */
public final class RolloutCollector {
    private final PromptSource prompts;
    private final RolloutBackend sampler;
    private final RewardFunction reward;
    private final RolloutSettings settings;
    private final int mostBatches;
    private final boolean comparesGroups;
    private final long seed;

    /**
     * @param sampler the caller closes it
     * @param mostBatches batches sampled at most; 1 takes the first as it comes
     * @param comparesGroups whether what is learnt compares the completions of a question
     * @param seed with the step it determines every random draw
     */
    public RolloutCollector(
            PromptSource prompts,
            RolloutBackend sampler,
            RewardFunction reward,
            RolloutSettings settings,
            int mostBatches,
            boolean comparesGroups,
            long seed) {
        this.prompts = prompts;
        this.sampler = sampler;
        this.reward = reward;
        this.settings = settings;
        this.mostBatches = mostBatches;
        this.comparesGroups = comparesGroups;
        this.seed = seed;
    }

    /** The divisor of the logits at which the completions are sampled. */
    double temperature() {
        return settings.temperature();
    }

    /** Whether what is learnt compares the completions of a question. */
    boolean comparesGroups() {
        return comparesGroups;
    }

    /** Batches that are sampled before they are learnt from, at most. */
    int ahead() {
        return settings.ahead();
    }

    /**
     * The batch of a step.
     *
     * @param order where the draw of its questions begins
     */
    RolloutBatch collect(long step, PromptOrder order, TrainListener listener) {
        StepMetrics metrics = new StepMetrics();
        List<ScoredGroup> sampled = new ArrayList<>();
        PromptOrder at = order;
        int tooLong = 0;
        int batches = 0;
        do {
            PromptSource.Asked asked = prompts.next(at, settings.prompts());
            long batchSeed = seedOfBatch(seed, step, batches);
            List<CompletionGroup> groups = metrics.clock(
                    Metric.SECONDS_ROLLOUT,
                    () -> sampler.generate(
                            asked.prompts(),
                            settings.sampling(batchSeed),
                            listener.sampling("rollout", settings.responses())));
            sampled.addAll(metrics.clock(Metric.SECONDS_REWARD, () -> reward.scoreAll(groups)));
            at = asked.after();
            tooLong += asked.tooLong();
            batches++;
        } while (batches < mostBatches && living(sampled).count() < settings.prompts());
        return new RolloutBatch(step, sampled, learnt(sampled), at, tooLong, batches, metrics.values());
    }

    /** Unrelated for neighbouring steps and batches, which count from 0 in each step. */
    private static long seedOfBatch(long seed, long step, int batch) {
        long ofStep = SplitMix64.mix(seed * SplitMix64.GOLDEN_GAMMA + step);
        return batch == 0 ? ofStep : SplitMix64.mix(ofStep + batch);
    }

    /** Indices of the groups that teach something. */
    private static IntStream living(List<ScoredGroup> groups) {
        return IntStream.range(0, groups.size()).filter(i -> !groups.get(i).dead());
    }

    private List<Integer> learnt(List<ScoredGroup> sampled) {
        IntStream all = IntStream.range(0, sampled.size());
        IntStream livingFirst =
                IntStream.concat(living(sampled), all.filter(i -> sampled.get(i).dead()));
        return (mostBatches == 1 ? IntStream.range(0, sampled.size()) : livingFirst.limit(settings.prompts()))
                .boxed()
                .toList();
    }
}
