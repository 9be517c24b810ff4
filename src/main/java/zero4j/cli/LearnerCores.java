package zero4j.cli;

import java.util.List;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.PolicyWeights;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.SamplingParams;
import zero4j.torch.Threads;

/** A sampler that hands the cores back to the learner, which works between its calls and on the calling thread. */
final class LearnerCores implements RolloutBackend {
    private final RolloutBackend sampler;
    private final int cores;

    LearnerCores(RolloutBackend sampler, int cores) {
        this.sampler = sampler;
        this.cores = cores;
    }

    @Override
    public List<CompletionGroup> generate(List<Prompt> prompts, SamplingParams params, Progress progress) {
        try {
            return sampler.generate(prompts, params, progress);
        } finally {
            Threads.oneComputes(cores);
        }
    }

    @Override
    public void load(PolicyWeights weights, long version) {
        sampler.load(weights, version);
    }

    @Override
    public void close() {
        sampler.close();
    }
}
