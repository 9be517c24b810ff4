package zero4j.train;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import zero4j.data.PromptOrder;
import zero4j.rollout.PolicyWeights;
import zero4j.rollout.RolloutBackend;
import zero4j.run.Metric;

/**
 * The batches of a run, step after step, of which some are sampled ahead on a thread of its own while the learner works.
 *
 * <p>With {@code ahead} = k the batch of step b is sampled by the weights that step b - 1 - k has left, or those that the run began with: never by
 * whichever happen to be there, so that a run can be repeated and resumed to the bit. The thread works in strict order through loading version
 * v, sampling batch v + 1 + k, loading version v + 1 and so on. It waits for weights that are not learnt yet, and weights that it is not ready for
 * wait as copies, up to k of them where k is above 1. An engine that takes weights in flight is the exception: it gets each version at once.
 *
 * <p>With k = 0 there is no such thread, and everything happens on the caller's.
 *
 * <p>What fails first, on either thread, is what the caller is told; after that nothing is sampled any more.
 */
final class RolloutQueue implements AutoCloseable {
    private final RolloutCollector collector;
    private final RolloutBackend sampler;
    private final TrainListener listener;
    private final int ahead;
    private final long lastStep;
    private final @Nullable ExecutorService thread;
    private final Queue<Future<RolloutBatch>> batches = new ArrayDeque<>();
    private final Queue<WeightsCopy> copies = new ArrayDeque<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Idle idle = new Idle();
    private Future<?> newest = CompletableFuture.completedFuture(0L);
    private long requested;
    private PromptOrder order; // of whoever samples

    /**
     * A queue that asks for nothing yet.
     *
     * @param sampler that {@code collector} samples from; it has the weights that {@code start} says
     * @param start where the run stands, with the batches that have been sampled before
     * @param lastStep for whose batch is asked
     */
    RolloutQueue(
            RolloutCollector collector,
            RolloutBackend sampler,
            TrainListener listener,
            TrainState start,
            long lastStep) {
        this.collector = collector;
        this.sampler = sampler;
        this.listener = listener;
        this.ahead = collector.ahead();
        this.lastStep = lastStep;
        this.thread = ahead == 0
                ? null
                : Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("rollouts").factory());
        this.requested = start.step() + start.ahead().size();
        this.order = start.order();
        start.ahead().forEach(batch -> batches.add(CompletableFuture.completedFuture(batch)));
    }

    /**
     * The batch of the next step; those behind it go on to be sampled.
     *
     * @param metrics get the time that the caller has waited for it, where rollouts run ahead
     */
    RolloutBatch next(long step, StepMetrics metrics) {
        while (requested < Math.min(step + ahead, lastStep)) {
            requested++;
            long number = requested;
            FutureTask<RolloutBatch> batch = new FutureTask<>(() -> attempt(() -> collected(number)));
            batches.add(batch);
            submit(batch);
        }
        Future<RolloutBatch> first = batches.remove();
        return ahead == 0 ? result(first) : metrics.clock(Metric.SECONDS_LEARNER_IDLE, () -> result(first));
    }

    private RolloutBatch collected(long step) {
        RolloutBatch batch = idle.endsWhile(() -> collector.collect(step, order, listener));
        order = batch.after();
        return ahead == 0 ? batch : batch.with(Metric.SECONDS_SAMPLER_IDLE, idle.taken());
    }

    /**
     * Gives the sampler the weights that a step has left: before the caller goes on where it is ready for them, and behind what it is still to
     * sample with others. What has failed before is not told here.
     *
     * @param weights may change as soon as this returns
     * @param metrics get the time that this takes
     */
    void handOver(PolicyWeights weights, long version, StepMetrics metrics) {
        if (ahead > 0 && sampler.takesWeightsInFlight()) {
            metrics.clock(Metric.SECONDS_HAND_OVER, () -> sampler.load(weights, version));
            return;
        }
        if (ahead > 1 && !newest.isDone()) {
            WeightsCopy copy = metrics.clock(Metric.SECONDS_HAND_OVER, () -> new WeightsCopy(weights));
            copies.removeIf(WeightsCopy::closed);
            copies.add(copy);
            submit(new FutureTask<>(() -> attempt(() -> loaded(copy, version))));
            return;
        }
        if (ahead > 0) {
            metrics.clock(Metric.SECONDS_LEARNER_IDLE, () -> await(newest));
        }
        if (failure.get() == null) {
            metrics.clock(Metric.SECONDS_HAND_OVER, () -> {
                long _ = idle.endsWhile(() -> load(weights, version));
            });
        }
    }

    private long loaded(WeightsCopy copy, long version) {
        try (copy) {
            return idle.endsWhile(() -> load(copy, version));
        }
    }

    private long load(PolicyWeights weights, long version) {
        sampler.load(weights, version);
        return version;
    }

    /**
     * Samples something else, with the newest weights: when all that has been asked for is there.
     *
     * @param metrics get the time that the caller has waited for that
     */
    <T> T between(StepMetrics metrics, Supplier<T> sampling) {
        awaitAll(metrics);
        return idle.endsWhile(sampling);
    }

    /**
     * Where the run stands behind a step that has been learnt, when all that has been asked for is there.
     *
     * @param metrics get the time that the caller has waited for that
     */
    TrainState state(long step, StepMetrics metrics) {
        awaitAll(metrics);
        List<RolloutBatch> sampled = new ArrayList<>();
        batches.forEach(batch -> sampled.add(result(batch)));
        return new TrainState(step, order, sampled);
    }

    private void submit(FutureTask<?> task) {
        newest = task;
        if (thread == null) {
            task.run();
        } else {
            thread.execute(task);
        }
    }

    /** Behind a failure nothing is done. */
    private <T> T attempt(Supplier<T> work) {
        Throwable before = failure.get();
        if (before != null) {
            throw new IllegalStateException(before);
        }
        try {
            return work.get();
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
            throw e;
        }
    }

    private void awaitAll(StepMetrics metrics) {
        if (ahead == 0) {
            await(newest);
        } else {
            metrics.clock(Metric.SECONDS_LEARNER_IDLE, () -> await(newest));
        }
        rethrow();
    }

    private <T> T result(Future<T> future) {
        await(future);
        if (future.state() != Future.State.SUCCESS) {
            rethrow();
        }
        return future.resultNow();
    }

    private void rethrow() {
        switch (failure.get()) {
            case null -> {}
            case Error e -> throw e;
            case RuntimeException e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    /** Until it has ended, in whatever way. */
    private static void await(Future<?> future) {
        try {
            var _ = future.get();
        } catch (ExecutionException toldElsewhere) {
            // By rethrow, which knows what was first.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for rollouts", e);
        }
    }

    /** Gives up what has not been taken; the thread has ended on return. */
    @Override
    public void close() {
        if (thread != null) {
            var _ = thread.shutdownNow();
            boolean interrupted = false;
            while (!thread.isTerminated()) {
                try {
                    var _ = thread.awaitTermination(1, TimeUnit.MINUTES);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        copies.forEach(WeightsCopy::close);
    }

    /** How long the sampler has had nothing to do. One thread after the other uses it, never two at a time. */
    private static final class Idle {
        private long since = System.nanoTime();
        private long total;

        <T> T endsWhile(Supplier<T> work) {
            total += System.nanoTime() - since;
            try {
                return work.get();
            } finally {
                since = System.nanoTime();
            }
        }

        /** Seconds since this was asked last. */
        double taken() {
            double seconds = total / 1e9;
            total = 0;
            return seconds;
        }
    }
}
