package zero4j.train;

import java.util.Locale;
import java.util.function.BooleanSupplier;
import zero4j.algorithm.TrainBatch;
import zero4j.learn.LearnReport;
import zero4j.learn.Policy;
import zero4j.learn.TrainSettings;
import zero4j.rollout.RolloutBackend;
import zero4j.run.Metric;

/**
 * The loop of R1-Zero-style training: sample groups of completions, score them by rule, learn from the advantages, hand the
 * weights to the sampler; now and then evaluate and save. With {@code rollout.ahead} the next batches are sampled meanwhile, as
 * {@link RolloutQueue} says.
 */
public final class RlTrainer {
    private final RolloutCollector collector;
    private final RolloutBackend sampler;
    private final Policy policy;
    private final Evaluations evaluations;
    private final Journal journal;
    private final TrainListener listener;
    private final NonFiniteWatch nonFinite;
    private final TrainSettings settings;
    private boolean saidLevel;

    /** @param sampler the one that {@code collector} and {@code evaluations} sample from */
    public RlTrainer(
            RolloutCollector collector,
            RolloutBackend sampler,
            Policy policy,
            Evaluations evaluations,
            Journal journal,
            TrainListener listener,
            TrainSettings settings) {
        this.collector = collector;
        this.sampler = sampler;
        this.policy = policy;
        this.evaluations = evaluations;
        this.journal = journal;
        this.listener = listener;
        this.nonFinite = new NonFiniteWatch(journal, listener, settings.maxNonfiniteSteps());
        this.settings = settings;
    }

    /**
     * Trains until the last step, or until asked to stop; then evaluates (only at the last step) and saves.
     *
     * @param start the beginning, or the state of a checkpoint that {@code policy} goes on from; the sampler has been given its weights
     * @param stop asked before an evaluation before the first step, before that step, and once after each
     * @return where it stopped
     * @throws zero4j.UserError if too many steps in a row were not finite, or a checkpoint cannot be written
     */
    public TrainState run(TrainState start, BooleanSupplier stop) {
        try (RolloutQueue rollouts = new RolloutQueue(collector, sampler, listener, start, settings.steps())) {
            return run(start.step(), rollouts, stop);
        }
    }

    private TrainState run(long start, RolloutQueue rollouts, BooleanSupplier stop) {
        long step = start;
        StepMetrics metrics = new StepMetrics();
        if (step == 0 && !stop.getAsBoolean()) {
            evaluate(0, rollouts, metrics);
        }
        boolean stopping = stop.getAsBoolean();
        while (step < settings.steps() && !stopping) {
            step++;
            learn(step, rollouts, metrics);
            metrics = new StepMetrics(); // of the next step: what happens from here on is its
            boolean last = step == settings.steps();
            if (last || evaluations.dueAfter(step)) {
                evaluate(step, rollouts, metrics);
            }
            nonFinite.after(step);
            // Asked once a step: a request that came between saving and the next step would lose the steps since.
            stopping = stop.getAsBoolean();
            if (last || stopping || isEvery(settings.checkpointEvery(), step)) {
                save(rollouts.state(step, metrics), metrics);
            }
        }
        journal.afterLast(step, metrics);
        return rollouts.state(step, metrics);
    }

    private void learn(long step, RolloutQueue rollouts, StepMetrics metrics) {
        RolloutBatch sampled = rollouts.next(step, metrics);
        TrainBatch batch =
                metrics.clock(Metric.SECONDS_LOGPROBS, () -> policy.advantages(sampled.responses(), step - 1));
        warnIfLevel(step, batch);
        LearnReport report = policy.learn(batch, step, update -> nonFinite.lost(step, update));
        rollouts.handOver(policy.weights(), step, metrics);
        metrics.record(sampled, collector.comparesGroups());
        if (collector.ahead() > 0) {
            metrics.recordAge(sampled, step - 1);
        }
        metrics.record(Metric.MASKED, batch.shareLeftOut());
        batch.spread().ifPresent(spread -> metrics.record(Metric.BATCH_STD, spread));
        metrics.record(report.metrics());
        listener.sampled(step, sampled.sampled());
        listener.step(journal.step(
                step,
                metrics,
                sampled.sampled(),
                collector.temperature(),
                new GroupsToKeep.Learnt(sampled.kept(), batch, report)));
    }

    /** Once in a run: at every such step it would hide all else. */
    private void warnIfLevel(long step, TrainBatch batch) {
        if (batch.level() && !saidLevel) {
            saidLevel = true;
            String text = String.format(
                    Locale.ROOT,
                    "step %d: the advantages of the whole batch deviate by %.1e only (metric batch_std), as where all"
                            + " completions earned the same. They are divided by 1e-4 instead, so that rounding and small"
                            + " divergences are not learnt from at full strength. Such a step teaches little or nothing; look"
                            + " at the completions (runs show) if there are many. This is said once",
                    step,
                    batch.spread().orElse(0));
            journal.warned(step, text);
            listener.warning(text);
        }
    }

    private void save(TrainState state, StepMetrics metrics) {
        metrics.clock(Metric.SECONDS_CHECKPOINT, () -> journal.save(policy, state))
                .ifPresent(listener::saved);
    }

    private void evaluate(long step, RolloutQueue rollouts, StepMetrics metrics) {
        rollouts.between(
                        metrics,
                        () -> metrics.clock(Metric.SECONDS_EVALUATION, () -> evaluations.run(step, journal, listener)))
                .ifPresent(evaluation -> listener.evaluated(step, evaluation));
    }

    private static boolean isEvery(int period, long step) {
        return period > 0 && step % period == 0;
    }
}
