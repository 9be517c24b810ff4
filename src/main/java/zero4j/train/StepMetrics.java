package zero4j.train;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.LongSummaryStatistics;
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

    Map<Metric, Double> values() {
        return Collections.unmodifiableMap(values);
    }

    /** Does the work, and adds the seconds it takes to a metric. */
    <T> T clock(Metric seconds, Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        values.merge(seconds, (System.nanoTime() - start) / 1e9, Double::sum);
        return result;
    }

    /** The same for work without a result. */
    void clock(Metric seconds, Runnable work) {
        var _ = clock(seconds, () -> {
            work.run();
            return work;
        });
    }

    /** Records what was measured elsewhere. */
    void record(Map<Metric, Double> measured) {
        values.putAll(measured);
    }

    void record(Metric metric, double value) {
        values.put(metric, value);
    }

    /**
     * Records the outcomes of a step's rollouts with what they took, and the memory of the process.
     *
     * @param compared whether what is learnt compares the completions of a group
     */
    void record(RolloutBatch rollouts, boolean compared) {
        record(rollouts.seconds());
        List<ScoredGroup> groups = rollouts.sampled();
        List<ScoredCompletion> all =
                groups.stream().flatMap(g -> g.completions().stream()).toList();
        outcomes(all);
        lengths(all);
        if (compared) {
            record(Metric.DEAD_GROUPS, groups.stream().filter(ScoredGroup::dead).count() / (double) groups.size());
        }
        record(Metric.SAMPLED_BATCHES, rollouts.batches());
        record(Metric.PROMPTS_TOO_LONG, rollouts.tooLong());
        NativeMemory.resident().ifPresent(bytes -> record(Metric.NATIVE_MEMORY_MB, bytes / 1048576.0));
    }

    /**
     * Records how many versions older than the learner's the weights were that sampled the tokens which are learnt from.
     *
     * @param version of the learner's weights
     */
    void recordAge(RolloutBatch rollouts, long version) {
        LongSummaryStatistics ages = new LongSummaryStatistics();
        long stale = 0;
        for (ScoredGroup group : rollouts.kept()) {
            for (ScoredCompletion scored : group.completions()) {
                for (long sampledBy : scored.completion().versions()) {
                    ages.accept(version - sampledBy);
                    stale += sampledBy < version ? 1 : 0;
                }
            }
        }
        if (ages.getCount() > 0) {
            record(Metric.ROLLOUT_AGE, ages.getAverage());
            record(Metric.ROLLOUT_AGE_MAX, (double) ages.getMax());
            record(Metric.STALE, stale / (double) ages.getCount());
        }
    }

    private void outcomes(List<ScoredCompletion> all) {
        mean(Metric.REWARD, all, _ -> true, ScoredCompletion::reward);
        mean(Metric.ACCURACY, all, _ -> true, s -> s.verdict().correct() ? 1 : 0);
        mean(Metric.TRUNCATED, all, _ -> true, s -> s.completion().truncated() ? 1 : 0);
        count(Metric.VERDICT_CORRECT, all, Verdict.Outcome.CORRECT);
        count(Metric.VERDICT_INCORRECT, all, Verdict.Outcome.INCORRECT);
        record(Metric.VERDICT_NOT_EVALUATED, (double)
                all.stream().filter(s -> s.verdict().isNotEvaluated()).count());
        count(Metric.VERDICT_UNPARSEABLE, all, Verdict.Outcome.UNPARSEABLE);
        record(Metric.VERDICT_DEFECT, (double)
                all.stream().filter(s -> s.verdict().isDefect()).count());
        count(Metric.VERDICT_OVER_BUDGET, all, Verdict.Outcome.OVER_BUDGET);
        count(Metric.VERDICT_NO_ANSWER, all, Verdict.Outcome.NO_ANSWER);
    }

    private void lengths(List<ScoredCompletion> all) {
        mean(Metric.LENGTH, all, _ -> true, StepMetrics::length);
        mean(Metric.LENGTH_CORRECT, all, s -> s.verdict().correct(), StepMetrics::length);
        mean(Metric.LENGTH_INCORRECT, all, s -> !s.verdict().correct(), StepMetrics::length);
        double sampled = all.stream().mapToDouble(StepMetrics::length).sum();
        Double seconds = values.get(Metric.SECONDS_ROLLOUT);
        if (seconds != null) {
            record(Metric.ROLLOUT_TOKENS_PER_SECOND, sampled / seconds);
        }
    }

    private void mean(
            Metric metric,
            List<ScoredCompletion> all,
            Predicate<ScoredCompletion> of,
            ToDoubleFunction<ScoredCompletion> value) {
        all.stream().filter(of).mapToDouble(value).average().ifPresent(mean -> record(metric, mean));
    }

    private void count(Metric metric, List<ScoredCompletion> all, Verdict.Outcome outcome) {
        long counted =
                all.stream().filter(s -> s.verdict().outcome() == outcome).count();
        record(metric, (double) counted);
    }

    private static double length(ScoredCompletion scored) {
        return scored.completion().length();
    }
}
