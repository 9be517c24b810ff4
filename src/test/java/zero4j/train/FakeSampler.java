package zero4j.train;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.LongConsumer;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.Determinism;
import zero4j.rollout.FinishReason;
import zero4j.rollout.PolicyWeights;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.SamplingParams;

/** Answers every prompt with the number of its question and that of the sample, in as many tokens as that number says. */
final class FakeSampler implements RolloutBackend {
    private final List<String> events;
    private final List<Long> seeds = new ArrayList<>();
    private volatile long version;
    private volatile long weights;
    LongConsumer generating = _ -> {};
    boolean takesWeightsInFlight;

    /** @param events told of what is asked for */
    FakeSampler(List<String> events) {
        this.events = events;
    }

    /** Seeds of the batches so far. */
    List<Long> seeds() {
        return seeds;
    }

    @Override
    public Determinism determinism() {
        return Determinism.SAME_CALL;
    }

    @Override
    public List<CompletionGroup> generate(List<Prompt> prompts, SamplingParams params, Progress progress) {
        events.add((params.isGreedy() ? "greedy " : "sample ") + prompts.size() + " x " + params.samples() + " from "
                + version);
        long first = version;
        if (!params.isGreedy()) {
            generating.accept(seeds.size() + 1L);
            seeds.add(params.seed());
        }
        List<CompletionGroup> groups = new ArrayList<>();
        for (Prompt prompt : prompts) {
            List<Completion> completions = new ArrayList<>();
            for (int sample = 0; sample < params.samples(); sample++) {
                int length = 1 + sample;
                Completion completion = new Completion(
                        Collections.nCopies(length, sample).stream()
                                .mapToInt(Integer::intValue)
                                .toArray(),
                        new float[length],
                        prompt.question().text() + " " + sample,
                        FinishReason.EOS,
                        versions(first, length));
                completions.add(completion);
                progress.finished(completion);
            }
            groups.add(new CompletionGroup(prompt, completions));
        }
        return groups;
    }

    /** The first token is of the weights that were there at the beginning, the others of those at the end. */
    private long[] versions(long first, int length) {
        long[] versions = new long[length];
        Arrays.fill(versions, version);
        versions[0] = first;
        return versions;
    }

    @Override
    public boolean takesWeightsInFlight() {
        return takesWeightsInFlight;
    }

    /** The weights that it has: the steps that the policy had learnt. */
    long weights() {
        return weights;
    }

    @Override
    public void load(PolicyWeights loaded, long newVersion) {
        events.add("load " + newVersion);
        loaded.forEach(tensor -> weights = tensor.data().get(ValueLayout.JAVA_LONG, 0));
        version = newVersion;
    }

    @Override
    public void close() {}
}
