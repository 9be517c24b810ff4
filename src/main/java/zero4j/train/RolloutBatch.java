package zero4j.train;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import zero4j.algorithm.Response;
import zero4j.data.PromptOrder;
import zero4j.reward.ScoredCompletion;
import zero4j.reward.ScoredGroup;
import zero4j.run.Metric;

/**
 * What has been sampled and scored for one step. Written as JSON and read again it is the same, to the bit.
 *
 * @param step that learns from it, from 1
 * @param sampled all groups, in the order of their questions
 * @param learnt indices of those to learn from, as many as the settings' prompts: where not enough groups have unequal rewards,
 *     the first of the others make up for them
 * @param after where the next draw of questions goes on
 * @param tooLong questions passed over
 * @param batches how often was sampled
 * @param seconds what sampling and scoring took
 */
public record RolloutBatch(
        long step,
        List<ScoredGroup> sampled,
        List<Integer> learnt,
        PromptOrder after,
        int tooLong,
        int batches,
        Map<Metric, Double> seconds) {
    public RolloutBatch {
        sampled = List.copyOf(sampled);
        learnt = List.copyOf(learnt);
        seconds = Map.copyOf(seconds);
    }

    /** The same with a further measurement. */
    RolloutBatch with(Metric metric, double value) {
        Map<Metric, Double> more = new EnumMap<>(Metric.class);
        more.putAll(seconds);
        more.put(metric, value);
        return new RolloutBatch(step, sampled, learnt, after, tooLong, batches, more);
    }

    /** The groups to learn from. */
    List<ScoredGroup> kept() {
        return learnt.stream().map(sampled::get).toList();
    }

    /** The responses to learn from, group after group. */
    List<Response> responses() {
        List<Response> responses = new ArrayList<>();
        List<ScoredGroup> kept = kept();
        for (int group = 0; group < kept.size(); group++) {
            ScoredGroup scored = kept.get(group);
            for (ScoredCompletion completion : scored.completions()) {
                responses.add(Response.of(group, scored.prompt(), completion.completion(), completion.reward()));
            }
        }
        return responses;
    }
}
