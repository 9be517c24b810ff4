package zero4j.train;

import java.util.ArrayList;
import java.util.List;
import zero4j.data.PromptOrder;
import zero4j.reward.RewardFunction;
import zero4j.reward.ScoredGroup;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.RolloutSettings;

/**
 * Samples and scores the groups of one step. With dynamic sampling (arXiv 2503.14476, section 3.2) groups of equal rewards,
 * which teach nothing, are replaced by those of further questions, as far as the number of batches allows.
 */
final class RolloutCollector {
    private final PromptSource prompts;
    private final RolloutBackend sampler;
    private final RewardFunction reward;
    private final RolloutSettings settings;
    private final int mostBatches;
    private final long seed;

    /** @param mostBatches batches sampled at most; 1 takes the first as it comes */
    RolloutCollector(
            PromptSource prompts,
            RolloutBackend sampler,
            RewardFunction reward,
            RolloutSettings settings,
            int mostBatches,
            long seed) {
        this.prompts = prompts;
        this.sampler = sampler;
        this.reward = reward;
        this.settings = settings;
        this.mostBatches = mostBatches;
        this.seed = seed;
    }

    /**
     * The groups of a step.
     *
     * @param sampled all groups, in the order of their questions
     * @param kept those to learn from, as many as the settings' prompts: where not enough groups have unequal rewards, the
     *     first of the others make up for them
     * @param after where the next draw of questions goes on
     * @param tooLong questions passed over
     * @param batches how often was sampled
     */
    record Batch(List<ScoredGroup> sampled, List<ScoredGroup> kept, PromptOrder after, int tooLong, int batches) {}

    Batch collect(long step, PromptOrder order, StepMetrics metrics, TrainListener listener) {
        List<ScoredGroup> sampled = new ArrayList<>();
        PromptOrder at = order;
        int tooLong = 0;
        int batches = 0;
        do {
            PromptSource.Draw draw = prompts.next(at, settings.prompts());
            long batchSeed = Seeds.ofBatch(seed, step, batches);
            List<CompletionGroup> groups = metrics.rollout(() -> sampler.generate(
                    draw.prompts(), settings.sampling(batchSeed), listener.sampling("rollout", settings.responses())));
            sampled.addAll(metrics.reward(() -> score(groups)));
            at = draw.after();
            tooLong += draw.tooLong();
            batches++;
        } while (batches < mostBatches && living(sampled) < settings.prompts());
        return new Batch(List.copyOf(sampled), kept(sampled), at, tooLong, batches);
    }

    private static long living(List<ScoredGroup> groups) {
        return groups.stream().filter(group -> !group.dead()).count();
    }

    private List<ScoredGroup> kept(List<ScoredGroup> sampled) {
        if (mostBatches == 1) {
            return List.copyOf(sampled);
        }
        List<ScoredGroup> kept = new ArrayList<>(sampled.stream()
                .filter(group -> !group.dead())
                .limit(settings.prompts())
                .toList());
        sampled.stream()
                .filter(ScoredGroup::dead)
                .limit(settings.prompts() - kept.size())
                .forEach(kept::add);
        return List.copyOf(kept);
    }

    private List<ScoredGroup> score(List<CompletionGroup> groups) {
        return groups.parallelStream()
                .map(group -> new ScoredGroup(
                        group.prompt(),
                        group.completions().stream()
                                .map(completion -> reward.score(group.prompt().question(), completion))
                                .toList()))
                .toList();
    }
}
