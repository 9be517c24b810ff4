package zero4j.dist;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;

/**
 * Calls of the store and of Gloo that connect: where a peer says nothing, or a link is cut, they may wait for much longer than they were
 * told to, and nothing can end them. So they run on threads of their own, which are left to the end of the process.
 */
final class Bounded {
    private final List<FutureTask<?>> running = new ArrayList<>();

    /**
     * What a call returns.
     *
     * @param work what it makes and keeps must not belong to a scope
     * @throws TimeoutException if it has not returned in time
     */
    <T> T call(Duration atMost, Supplier<T> work) throws TimeoutException {
        FutureTask<T> task = new FutureTask<>(() -> {
            try (var _ = new PointerScope()) {
                return work.get();
            }
        });
        synchronized (running) {
            running.removeIf(FutureTask::isDone);
            running.add(task);
        }
        Thread.ofPlatform().daemon().name("bounded").start(task);
        try {
            return task.get(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TimeoutException("the wait was interrupted");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    /** Whether none of the calls goes on, so that what they use can be closed. */
    boolean isFree() {
        synchronized (running) {
            return running.stream().allMatch(FutureTask::isDone);
        }
    }
}
