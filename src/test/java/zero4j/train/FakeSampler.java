package zero4j.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
    private long version;

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
        if (!params.isGreedy()) {
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
                        version);
                completions.add(completion);
                progress.finished(completion);
            }
            groups.add(new CompletionGroup(prompt, completions));
        }
        return groups;
    }

    @Override
    public void load(PolicyWeights weights, long newVersion) {
        events.add("load " + newVersion);
        version = newVersion;
    }

    @Override
    public void close() {}
}
