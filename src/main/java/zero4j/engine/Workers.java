package zero4j.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** The threads of an engine. When the work of one fails, all stop. */
public final class Workers {
    private final RequestFeed feed;
    private final Set<Thread> members = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads;

    Workers(int count, RequestFeed feed) {
        this.feed = feed;
        ThreadFactory named = Thread.ofPlatform().daemon().name("rollout-", 0).factory();
        threads = Executors.newFixedThreadPool(count, work -> {
            Thread thread = named.newThread(work);
            members.add(thread);
            return thread;
        });
    }

    /** Starts work on one of the threads. */
    void start(Runnable work) {
        threads.execute(work);
    }

    /** Whether the calling thread is one of them. */
    boolean includeCaller() {
        return members.contains(Thread.currentThread());
    }

    /**
     * Does all work at the same time, the first on the calling thread, which is one of the workers; returns when all have ended.
     *
     * @throws RuntimeException the first failure, as it was thrown; an error likewise
     */
    public void run(List<? extends Runnable> work) {
        if (work.isEmpty()) {
            return;
        }
        List<Future<?>> others = new ArrayList<>();
        for (Runnable each : work.subList(1, work.size())) {
            others.add(threads.submit(() -> stopping(each)));
        }
        Throwable failure = null;
        try {
            stopping(work.getFirst());
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        for (Future<?> other : others) {
            failure = joined(failure, failureOf(other));
        }
        if (failure != null) {
            throw raw(failure);
        }
    }

    private void stopping(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            feed.stop();
            throw e;
        }
    }

    private static @Nullable Throwable failureOf(Future<?> future) {
        while (true) {
            try {
                var _ = future.get();
                return null;
            } catch (InterruptedException e) {
                throw new IllegalStateException("a worker was interrupted", e); // nobody does that
            } catch (ExecutionException e) {
                return e.getCause();
            }
        }
    }

    private static @Nullable Throwable joined(@Nullable Throwable first, @Nullable Throwable next) {
        if (first == null) {
            return next;
        }
        if (next != null && !next.equals(first)) { // members of a team may tell the same failure
            first.addSuppressed(next);
        }
        return first;
    }

    private static RuntimeException raw(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException told ? told : new IllegalStateException(failure);
    }

    void shutdown() {
        threads.shutdown();
    }
}
