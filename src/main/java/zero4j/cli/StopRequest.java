package zero4j.cli;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Whether the user has asked the program to stop (Ctrl-C, or a termination signal). The JVM is held back from ending until
 * this is closed, so that the work can come to a good end first.
 */
public final class StopRequest implements BooleanSupplier, AutoCloseable {
    private final AtomicBoolean requested = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;

    private StopRequest(PrintWriter err, String message) {
        hook = new Thread(() -> holdBack(err, message), "stop-request");
    }

    /** Listens from now on, for work that goes in steps. */
    public static StopRequest listen(PrintWriter err) {
        return listen(err, "stopping: this step is finished and saved first");
    }

    /**
     * Listens from now on.
     *
     * @param message what will still be done
     */
    public static StopRequest listen(PrintWriter err, String message) {
        StopRequest request = new StopRequest(err, message);
        Runtime.getRuntime().addShutdownHook(request.hook);
        return request;
    }

    private void holdBack(PrintWriter err, String message) {
        err.println();
        err.println(message + " (to stop without: kill -9 "
                + ProcessHandle.current().pid() + ")");
        err.flush();
        requested.set(true);
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean getAsBoolean() {
        return requested.get();
    }

    @Override
    public void close() {
        done.countDown();
        if (!requested.get()) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException endingAlready) {
                // The hook runs now, and finds that the work is done.
            }
        }
    }
}
