package zero4j.dist;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.core.type.TypeReference;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.Determinism;
import zero4j.rollout.PolicyWeights;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.SamplingParams;

/**
 * Samples with what the first of several processes has: servers, which one process alone gives weights. All get the whole batch.
 */
public final class FirstRollouts implements RolloutBackend {
    private static final Shares.Codec<List<Completion>> CODEC =
            Shares.json(new TypeReference<List<List<Completion>>>() {});

    private final Optional<? extends RolloutBackend> own;
    private final boolean inFlight;
    private final Communicator ranks;

    /**
     * One of several processes.
     *
     * @param own what samples, of the first one; closed with this
     * @param inFlight whether it takes weights while it generates
     */
    public FirstRollouts(Optional<? extends RolloutBackend> own, boolean inFlight, Communicator ranks) {
        this.own = own;
        this.inFlight = inFlight;
        this.ranks = ranks;
    }

    @Override
    public List<CompletionGroup> generate(List<Prompt> prompts, SamplingParams params, Progress progress) {
        List<Integer> all = IntStream.range(0, prompts.size()).boxed().toList();
        List<List<Integer>> shares = IntStream.range(0, ranks.world())
                .mapToObj(rank -> rank == 0 ? all : List.<Integer>of())
                .toList();
        List<List<Completion>> completions = Shares.results(
                ranks,
                prompts,
                shares,
                share -> own.map(backend -> backend.generate(share, params, progress).stream()
                                .map(CompletionGroup::completions)
                                .toList())
                        .orElse(List.of()),
                CODEC);
        return IntStream.range(0, prompts.size())
                .mapToObj(i -> new CompletionGroup(prompts.get(i), completions.get(i)))
                .toList();
    }

    @Override
    public void load(PolicyWeights weights, long version) {
        own.ifPresent(backend -> backend.load(weights, version));
    }

    @Override
    public boolean takesWeightsInFlight() {
        return inFlight;
    }

    @Override
    public Determinism determinism() {
        return own.map(RolloutBackend::determinism).orElse(Determinism.NONE);
    }

    @Override
    public void close() {
        own.ifPresent(RolloutBackend::close);
    }
}
