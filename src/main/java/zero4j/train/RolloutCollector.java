package zero4j.train;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import zero4j.SplitMix64;
import zero4j.algorithm.Response;
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

    /**
     * What a step has sampled.
     *
     * @param sampled all groups, in the order of their questions
     * @param kept those to learn from, as many as the settings' prompts: where not enough groups have unequal rewards, the
     *     first of the others make up for them
     * @param after where the next draw of questions goes on
     * @param tooLong questions passed over
     * @param batches how often was sampled
     * @param compared whether what is learnt compares the completions of a group
     */
    record Rollouts(
            List<ScoredGroup> sampled,
            List<ScoredGroup> kept,
            PromptOrder after,
            int tooLong,
            int batches,
            boolean compared) {
        /** The responses to learn from, group after group. */
        List<Response> responses() {
            List<Response> responses = new ArrayList<>();
            for (int group = 0; group < kept.size(); group++) {
                ScoredGroup scored = kept.get(group);
                for (var completion : scored.completions()) {
                    responses.add(Response.of(group, scored.prompt(), completion.completion(), completion.reward()));
                }
            }
            return responses;
        }
    }

    /** The divisor of the logits at which the completions are sampled. */
    double temperature() {
        return settings.temperature();
    }

    Rollouts collect(long step, PromptOrder order, StepMetrics metrics, TrainListener listener) {
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
        return new Rollouts(List.copyOf(sampled), kept(sampled), at, tooLong, batches, comparesGroups);
    }

    /** Unrelated for neighbouring steps and batches, which count from 0 in each step. */
    private static long seedOfBatch(long seed, long step, int batch) {
        long ofStep = SplitMix64.mix(seed * SplitMix64.GOLDEN_GAMMA + step);
        return batch == 0 ? ofStep : SplitMix64.mix(ofStep + batch);
    }

    private static Stream<ScoredGroup> living(List<ScoredGroup> groups) {
        return groups.stream().filter(group -> !group.dead());
    }

    private List<ScoredGroup> kept(List<ScoredGroup> sampled) {
        return mostBatches == 1
                ? List.copyOf(sampled)
                : Stream.concat(living(sampled), sampled.stream().filter(ScoredGroup::dead))
                        .limit(settings.prompts())
                        .toList();
    }
}
