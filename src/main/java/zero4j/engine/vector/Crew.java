package zero4j.engine.vector;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;

/** The tasks of one batch, on the engine's threads. When one fails, all stop. */
final class Crew {
    private final ExecutorService threads;
    private final AtomicBoolean cancelled;
    private final List<Future<?>> running = new ArrayList<>();

    Crew(ExecutorService threads, AtomicBoolean cancelled) {
        this.threads = threads;
        this.cancelled = cancelled;
    }

    void start(Runnable task) {
        running.add(threads.submit(() -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                cancelled.set(true);
                throw e;
            }
        }));
    }

    /**
     * Waits for all tasks.
     *
     * @throws UserError if memory has run out
     * @throws IllegalStateException if one has failed otherwise, or the calling thread was interrupted
     */
    void await() {
        RuntimeException failure = null;
        boolean interrupted = false;
        for (Future<?> future : running) {
            while (true) {
                try {
                    var _ = future.get();
                    break;
                } catch (InterruptedException e) {
                    // The tasks use memory that the caller may free: they must end first.
                    interrupted = true;
                    cancelled.set(true);
                } catch (ExecutionException e) {
                    failure = joined(failure, explained(e.getCause()));
                    break;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
        if (interrupted) {
            throw new IllegalStateException("interrupted while generating");
        }
    }

    private static RuntimeException joined(@Nullable RuntimeException first, RuntimeException next) {
        if (first == null) {
            return next;
        }
        first.addSuppressed(next);
        return first;
    }

    private static RuntimeException explained(@Nullable Throwable cause) {
        if (cause instanceof OutOfMemoryError) {
            return new UserError(
                    "out of memory while generating: lower rollout.slots or rollout.max_new_tokens", cause);
        }
        return cause instanceof UserError error
                ? error
                : new IllegalStateException("generating failed: " + (cause == null ? "" : cause.getMessage()), cause);
    }
}
