package zero4j.dist;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import tools.jackson.core.type.TypeReference;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.Determinism;
import zero4j.rollout.PolicyWeights;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.SamplingParams;

/**
 * Samples a batch with the engines of all processes: each samples the completions of a share of its questions, and all get the whole
 * batch. Questions of one id stay together, since an engine tells them apart by their order in its call.
 *
 * <p>Where the engine is independent of the batch, the completions are those that it alone would sample.
 */
public final class DividedRollouts implements RolloutBackend {
    private static final Shares.Codec<List<Completion>> CODEC =
            Shares.json(new TypeReference<List<List<Completion>>>() {});

    private final RolloutBackend own;
    private final Communicator ranks;

    /**
     * An engine of several processes.
     *
     * @param own the engine of this process; closed with this
     */
    public DividedRollouts(RolloutBackend own, Communicator ranks) {
        this.own = own;
        this.ranks = ranks;
    }

    @Override
    public List<CompletionGroup> generate(List<Prompt> prompts, SamplingParams params, Progress progress) {
        List<List<Integer>> shares = Shares.byKey(
                prompts.stream().map(prompt -> prompt.question().id()).toList(), ranks.world());
        IdentityHashMap<Prompt, Boolean> mine = new IdentityHashMap<>();
        List<List<Completion>> completions = Shares.results(
                ranks,
                prompts,
                shares,
                share -> {
                    share.forEach(prompt -> mine.put(prompt, true));
                    return own.generate(share, params, progress).stream()
                            .map(CompletionGroup::completions)
                            .toList();
                },
                CODEC);
        List<CompletionGroup> groups = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            groups.add(new CompletionGroup(prompts.get(i), completions.get(i)));
            if (!mine.containsKey(prompts.get(i))) {
                completions.get(i).forEach(progress::finished);
            }
        }
        return List.copyOf(groups);
    }

    @Override
    public void load(PolicyWeights weights, long version) {
        own.load(weights, version);
    }

    @Override
    public boolean takesWeightsInFlight() {
        return own.takesWeightsInFlight();
    }

    @Override
    public Determinism determinism() {
        return own.determinism();
    }

    @Override
    public void close() {
        own.close();
    }
}
