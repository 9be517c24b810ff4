package zero4j.learn;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/**
 * A thread that exchanges with other processes what the learner's threads have found, while those go on. From the first exchange until
 * {@link #finish} nobody else may ask the other processes for anything.
 */
public final class ExchangeThread implements AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("gradients").daemon().factory());
    private final Deque<Future<?>> running = new ArrayDeque<>();
    private final int most;
    private final LongAdder exchanging = new LongAdder(); // nanoseconds
    private long waited; // nanoseconds, of who waits for the exchanges

    /**
     * A thread that waits for work.
     *
     * @param most exchanges that are waiting or going on; who has more waits
     * @param first what the thread does before anything else
     */
    public ExchangeThread(int most, Runnable first) {
        this.most = most;
        thread.execute(first);
    }

    /** Does some work after all that was asked for before, on the thread. */
    public void after(Runnable work) {
        while (running.size() >= most) {
            await();
        }
        running.add(thread.submit(work));
    }

    /** Exchanges, and counts the time that it takes. */
    public void timed(Runnable exchange) {
        long begun = System.nanoTime();
        exchange.run();
        exchanging.add(System.nanoTime() - begun);
    }

    /** Waits until everything is done, also behind what fails, since its tensors may be freed afterwards; throws what failed first. */
    public void finish() {
        Throwable failure = null;
        while (!running.isEmpty()) {
            try {
                await();
            } catch (RuntimeException | Error e) {
                failure = failure == null ? e : failure;
            }
        }
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }

    private void await() {
        long begun = System.nanoTime();
        try {
            running.remove().get();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while exchanging gradients", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        } finally {
            waited += System.nanoTime() - begun;
        }
    }

    /** What the exchanges took so far. */
    public Exchanged exchanged() {
        return new Exchanged(exchanging.sum() / 1e9, waited / 1e9);
    }

    /** Ends the thread when all is done that was asked for. */
    @Override
    public void close() {
        thread.close();
    }
}
