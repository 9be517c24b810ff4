package zero4j.engine.vector;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionBuilder;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.SamplingParams;
import zero4j.rollout.UniformDraws;
import zero4j.tokenizer.Tokenizer;

/**
 * One call of {@code generate}: what its workers share.
 *
 * @param jobs not yet taken by a worker
 * @param results [prompts, samples]
 * @param cancelled asks all workers to stop
 */
record Batch(
        SamplingParams params,
        UniformDraws draws,
        Queue<Job> jobs,
        Completion[][] results,
        RolloutBackend.Progress progress,
        Set<Integer> eos,
        @Nullable Tokenizer tokenizer,
        long version,
        AtomicBoolean cancelled) {

    CompletionBuilder begin(Job job) {
        return new CompletionBuilder(job.prompt(), job.budget(), eos, tokenizer, version);
    }

    void ended(Sequence sequence) {
        Completion completion = sequence.builder().build();
        results[sequence.prompt().job().index()][sequence.sample()] = completion;
        progress.finished(completion);
    }
}
