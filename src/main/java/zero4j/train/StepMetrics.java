package zero4j.train;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import zero4j.reward.ScoredCompletion;
import zero4j.reward.ScoredGroup;
import zero4j.run.Metric;
import zero4j.torch.NativeMemory;
import zero4j.verify.Verdict;

/** Gathers the metrics of one step. */
final class StepMetrics {
    private final Map<Metric, Double> values = new EnumMap<>(Metric.class);
    private int skippedUpdates;

    Map<Metric, Double> values() {
        return Collections.unmodifiableMap(values);
    }

    int skippedUpdates() {
        return skippedUpdates;
    }

    <T> T rollout(Supplier<T> work) {
        return timed(Metric.SECONDS_ROLLOUT, work);
    }

    <T> T reward(Supplier<T> work) {
        return timed(Metric.SECONDS_REWARD, work);
    }

    private <T> T timed(Metric metric, Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        values.put(metric, (System.nanoTime() - start) / 1e9);
        return result;
    }

    void of(List<ScoredGroup> groups, LearnReport report, int tooLong) {
        List<ScoredCompletion> all =
                groups.stream().flatMap(g -> g.completions().stream()).toList();
        outcomes(all);
        lengths(all);
        learning(report);
        values.put(Metric.DEAD_GROUPS, groups.stream().filter(ScoredGroup::dead).count() / (double) groups.size());
        values.put(Metric.PROMPTS_TOO_LONG, (double) tooLong);
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

    private void learning(LearnReport report) {
        skippedUpdates = report.skipped();
        values.put(Metric.SKIPPED_UPDATES, (double) report.skipped());
        values.put(Metric.SECONDS_LOGPROBS, report.secondsLogprobs());
        values.put(Metric.SECONDS_UPDATE, report.secondsUpdate());
        if (report.updates() > 0) {
            values.put(Metric.LOSS, report.loss());
            values.put(Metric.GRAD_NORM, report.gradNorm());
            values.put(Metric.LEARNING_RATE, report.learningRate());
        }
        if (report.tokenCount() > 0) {
            values.put(Metric.LEARN_TOKENS_PER_SECOND, report.tokens() / report.secondsUpdate());
            values.put(Metric.ENTROPY, report.entropy());
            values.put(Metric.CLIP_LOW, report.clippedLow());
            values.put(Metric.CLIP_HIGH, report.clippedHigh());
            values.put(Metric.MISMATCH, report.mismatch());
            values.put(Metric.MISMATCH_KL, report.mismatchKl());
        }
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
