package zero4j.train;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import zero4j.algorithm.TrainSequence;
import zero4j.learn.LearnReport;
import zero4j.reward.ScoredCompletion;
import zero4j.reward.ScoredGroup;
import zero4j.run.Metric;
import zero4j.torch.NativeMemory;
import zero4j.verify.Verdict;

/** Gathers the metrics of one step. */
final class StepMetrics {
    private final Map<Metric, Double> values = new EnumMap<>(Metric.class);

    Map<Metric, Double> values() {
        return Collections.unmodifiableMap(values);
    }

    <T> T rollout(Supplier<T> work) {
        return timed(Metric.SECONDS_ROLLOUT, work);
    }

    <T> T reward(Supplier<T> work) {
        return timed(Metric.SECONDS_REWARD, work);
    }

    <T> T logprobs(Supplier<T> work) {
        return timed(Metric.SECONDS_LOGPROBS, work);
    }

    void handOver(Runnable work) {
        timed(Metric.SECONDS_HAND_OVER, () -> {
            work.run();
            return work;
        });
    }

    <T> T checkpoint(Supplier<T> work) {
        return timed(Metric.SECONDS_CHECKPOINT, work);
    }

    <T> T evaluation(Supplier<T> work) {
        return timed(Metric.SECONDS_EVALUATION, work);
    }

    private <T> T timed(Metric metric, Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        values.merge(metric, (System.nanoTime() - start) / 1e9, Double::sum);
        return result;
    }

    void of(RolloutCollector.Batch batch, List<TrainSequence> sequences, LearnReport report) {
        List<ScoredCompletion> all =
                batch.sampled().stream().flatMap(g -> g.completions().stream()).toList();
        outcomes(all);
        lengths(all);
        values.putAll(report.metrics());
        values.put(
                Metric.DEAD_GROUPS,
                batch.sampled().stream().filter(ScoredGroup::dead).count()
                        / (double) batch.sampled().size());
        values.put(Metric.SAMPLED_BATCHES, (double) batch.batches());
        values.put(
                Metric.MASKED, sequences.stream().filter(TrainSequence::masked).count() / (double) sequences.size());
        values.put(Metric.PROMPTS_TOO_LONG, (double) batch.tooLong());
        NativeMemory.resident().ifPresent(bytes -> values.put(Metric.NATIVE_MEMORY_MB, bytes / 1048576.0));
    }

    private void outcomes(List<ScoredCompletion> all) {
        mean(Metric.REWARD, all, _ -> true, ScoredCompletion::reward);
        mean(Metric.ACCURACY, all, _ -> true, s -> s.verdict().correct() ? 1 : 0);
        mean(Metric.TRUNCATED, all, _ -> true, s -> s.completion().truncated() ? 1 : 0);
        count(Metric.VERDICT_CORRECT, all, Verdict.Outcome.CORRECT);
        count(Metric.VERDICT_INCORRECT, all, Verdict.Outcome.INCORRECT);
        count(Metric.VERDICT_UNPARSEABLE, all, Verdict.Outcome.UNPARSEABLE);
        count(Metric.VERDICT_OVER_BUDGET, all, Verdict.Outcome.OVER_BUDGET);
        count(Metric.VERDICT_NO_ANSWER, all, Verdict.Outcome.NO_ANSWER);
    }

    private void lengths(List<ScoredCompletion> all) {
        mean(Metric.LENGTH, all, _ -> true, StepMetrics::length);
        mean(Metric.LENGTH_CORRECT, all, s -> s.verdict().correct(), StepMetrics::length);
        mean(Metric.LENGTH_INCORRECT, all, s -> !s.verdict().correct(), StepMetrics::length);
        double sampled = all.stream().mapToDouble(StepMetrics::length).sum();
        values.computeIfPresent(Metric.SECONDS_ROLLOUT, (_, seconds) -> {
            values.put(Metric.ROLLOUT_TOKENS_PER_SECOND, sampled / seconds);
            return seconds;
        });
    }

    private void mean(
            Metric metric,
            List<ScoredCompletion> all,
            Predicate<ScoredCompletion> of,
            ToDoubleFunction<ScoredCompletion> value) {
        all.stream().filter(of).mapToDouble(value).average().ifPresent(mean -> values.put(metric, mean));
    }

    private void count(Metric metric, List<ScoredCompletion> all, Verdict.Outcome outcome) {
        values.put(metric, (double)
                all.stream().filter(s -> s.verdict().outcome() == outcome).count());
    }

    private static double length(ScoredCompletion scored) {
        return scored.completion().length();
    }
}
