package zero4j.vector;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Threads that compute each phase of a step together. The leader gives out phases; the others follow. */
public final class ThreadTeam {
    /** Work of which every member does a share. */
    @FunctionalInterface
    public interface Phase {
        void run(int member);
    }

    private final Barrier barrier;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile @Nullable Phase phase;

    public ThreadTeam(Barrier barrier) {
        this.barrier = barrier;
    }

    /** The leader's: all members do their share; returns when all are done. */
    public void run(Phase work) {
        phase = work;
        barrier.await();
        work.run(0);
        barrier.await();
    }

    /** A follower's whole work. */
    public void follow(int member) {
        try {
            while (true) {
                barrier.await();
                Phase work = phase;
                if (work == null) {
                    return;
                }
                work.run(member);
                barrier.await();
            }
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    /** The leader's whole work: lets the followers go when it returns, and fails if one of them has. */
    public void lead(Runnable work) {
        try {
            work.run();
            phase = null;
            barrier.await();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
        Throwable first = failure.get();
        if (first instanceof RuntimeException e) {
            throw e;
        }
        if (first instanceof Error e) {
            throw e;
        }
    }

    private void fail(Throwable e) {
        failure.compareAndSet(null, e);
        barrier.breakUp();
    }
}
