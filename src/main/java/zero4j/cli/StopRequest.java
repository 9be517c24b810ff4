package zero4j.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import zero4j.launch.LaunchPlan;

/**
 * Whether the user has asked the program to stop (Ctrl-C, or a termination signal). The JVM is held back from ending until
 * this is closed, so that the work can come to a good end first; a Ctrl-C behind that ends it at once, like a kill.
 */
public final class StopRequest implements BooleanSupplier, AutoCloseable {
    private static final String CTRL_C = "INT";

    /** What shells expect of a program that Ctrl-C has ended. */
    private static final int ENDED_BY_CTRL_C = 130;

    /** The same of one that was asked to end. */
    private static final int ENDED = 143;

    private final AtomicBoolean interrupted = new AtomicBoolean();
    private volatile boolean requested;
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;
    private @Nullable Object usual;

    private StopRequest(PrintWriter err, Supplier<String> message, Runnable asked) {
        hook = new Thread(() -> holdBack(err, message, asked), "stop-request");
    }

    /**
     * Listens from now on.
     *
     * @param message what will still be done, asked for when it is to be said
     */
    public static StopRequest listen(PrintWriter err, Supplier<String> message) {
        return listen(err, message, () -> {});
    }

    /**
     * Listens from now on. A process that the program's own launcher started does not listen to Ctrl-C, which a terminal sends to
     * all of its processes: the launcher hears it, and sends them a termination signal.
     *
     * @param asked done once, as soon as the user has asked
     */
    static StopRequest listen(PrintWriter err, Supplier<String> message, Runnable asked) {
        StopRequest request = new StopRequest(err, message, asked);
        Runtime.getRuntime().addShutdownHook(request.hook);
        boolean launched = System.getenv().containsKey(LaunchPlan.LAUNCHED);
        request.usual = Signals.register(CTRL_C, launched ? () -> {} : request::interrupted);
        return request;
    }

    /**
     * Ends this process when the launcher that started it is gone, however it ended: as a termination signal does, and at once if this
     * process is being ended already. The launcher holds its standard input open.
     */
    static void endWithLauncher() {
        if (System.getenv().containsKey(LaunchPlan.LAUNCHED)) {
            Thread.ofPlatform().daemon().name("launcher-watch").start(StopRequest::awaitLauncher);
        }
    }

    private static void awaitLauncher() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException gone) {
            // As good as its end.
        }
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {}, "launcher-gone"));
        } catch (IllegalStateException endingAlready) {
            Runtime.getRuntime().halt(ENDED);
        }
        System.exit(ENDED);
    }

    /** Says something if the user ends the program until this is closed, and holds nothing back. */
    interface Farewell extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * For the time in which there is nothing to save.
     *
     * @param message said behind a Ctrl-C or a termination signal
     */
    static Farewell say(PrintWriter err, String message) {
        Thread hook = new Thread(
                () -> {
                    err.println();
                    err.println(message);
                    err.flush();
                },
                "farewell");
        Runtime.getRuntime().addShutdownHook(hook);
        return () -> {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException endingAlready) {
                // It has been said.
            }
        };
    }

    /** The JVM would not hear of a second one: while it ends, its own handler waits for the first to come through. */
    private void interrupted() {
        if (requested || !interrupted.compareAndSet(false, true)) {
            Runtime.getRuntime().halt(ENDED_BY_CTRL_C);
        }
        System.exit(ENDED_BY_CTRL_C);
    }

    private void holdBack(PrintWriter err, Supplier<String> message, Runnable asked) {
        err.println();
        err.println(message.get() + " (to end at once: Ctrl-C again, or kill -9 "
                + ProcessHandle.current().pid() + ")");
        err.flush();
        requested = true;
        asked.run();
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean getAsBoolean() {
        return requested;
    }

    @Override
    public void close() {
        done.countDown();
        if (!requested && !interrupted.get()) {
            Signals.unregister(CTRL_C, usual);
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException endingAlready) {
                // The hook runs now, and finds that the work is done.
            }
        }
    }
}
