package zero4j.learn.torch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import zero4j.dist.Shares;
import zero4j.torch.Threads;

/**
 * Threads that work on the parts of an update at the same time, each on one core.
 *
 * <p>Who gets which part depends on the parts only, never on timing: each worker adds up its gradients in the same order every
 * time, so that results repeat to the bit.
 *
 * <p>Its threads outlive it and serve the next one: the native allocator keeps what a thread has freed for that thread, and with
 * new threads a program that trains again and again would grow by hundreds of MB each time.
 */
final class LearnWorkers implements AutoCloseable {
    private static final Deque<ExecutorService> IDLE = new ArrayDeque<>();

    private final int count;
    private final List<ExecutorService> others = new ArrayList<>();

    /** @param count threads, the caller's included */
    LearnWorkers(int count) {
        this.count = count;
        synchronized (IDLE) {
            while (others.size() < count - 1) {
                others.add(IDLE.isEmpty() ? newThread() : IDLE.pop());
            }
        }
    }

    private static ExecutorService newThread() {
        return Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("learner").daemon().factory());
    }

    /** What a worker does with a part. */
    @FunctionalInterface
    interface Task<T, R> {
        /** The result of a part; {@code worker} is from 0 to below {@link #count}. */
        R does(int worker, T part);
    }

    /** Threads, the caller's included. */
    int count() {
        return count;
    }

    /**
     * Does the work on all parts.
     *
     * @param cost of a part, in any unit: the work is spread by it
     * @return results in the order of the parts
     */
    <T, R> List<R> run(List<T> parts, ToLongFunction<T> cost, Task<T, R> work) {
        if (count == 1) {
            return parts.stream().map(part -> work.does(0, part)).toList();
        }
        List<List<Integer>> shares = shares(parts, cost);
        ConcurrentSkipListMap<Integer, R> results = new ConcurrentSkipListMap<>();
        Threads.manyCompute(() -> await(start(parts, work, shares, results), () -> {
            for (int part : shares.getFirst()) {
                results.put(part, work.does(0, parts.get(part)));
            }
        }));
        return List.copyOf(results.values());
    }

    /** Indices of the parts that each worker gets, in its order. */
    <T> List<List<Integer>> shares(List<T> parts, ToLongFunction<T> cost) {
        return count == 1
                ? List.of(IntStream.range(0, parts.size()).boxed().toList())
                : Shares.byCost(parts.stream().mapToLong(cost).toArray(), count);
    }

    private <T, R> List<Future<?>> start(
            List<T> parts, Task<T, R> work, List<List<Integer>> shares, Map<Integer, R> results) {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 1; i < count; i++) {
            int worker = i;
            running.add(others.get(i - 1).submit(() -> {
                Threads.onOneCore();
                for (int part : shares.get(worker)) {
                    results.put(part, work.does(worker, parts.get(part)));
                }
            }));
        }
        return running;
    }

    /** Nobody computes any more when this returns or throws. */
    private static void await(List<Future<?>> others, Runnable own) {
        Throwable failure = null;
        try {
            own.run();
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        for (Future<?> other : others) {
            try {
                other.get();
            } catch (ExecutionException e) {
                failure = failure == null ? e.getCause() : failure;
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted while learning", e);
            }
        }
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }

    @Override
    public void close() {
        synchronized (IDLE) {
            others.forEach(IDLE::push);
            others.clear();
        }
    }
}
