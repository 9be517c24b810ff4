package zero4j.hub;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import zero4j.UserError;
import zero4j.Words;

/** The patience that a transfer has left. Not thread-safe. */
final class Retries {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_ASKED_FOR = Duration.ofMinutes(10);
    /** Without any connection a network is rather missing than busy. */
    private static final int ATTEMPTS_TO_CONNECT = 3;

    private final String what;
    private final int attempts;
    private final Pause pause;
    private final Consumer<String> notes;
    private int failures;

    /**
     * Waits.
     *
     * @see Thread#sleep(Duration)
     */
    @FunctionalInterface
    interface Pause {
        void sleep(Duration duration) throws InterruptedException;
    }

    /** What a server answers that is too busy, or out of order for the moment; it may say how long. */
    static final class Busy extends IOException {
        private static final long serialVersionUID = 1L;
        private final Duration wait;

        Busy(String message, Duration wait) {
            super(message);
            this.wait = wait;
        }
    }

    Retries(String what, int attempts, Pause pause, Consumer<String> notes) {
        this.what = what;
        this.attempts = attempts;
        this.pause = pause;
        this.notes = notes;
    }

    /** There was progress, so patience begins anew. */
    void progressed() {
        failures = 0;
    }

    /**
     * Waits after a failure, longer each time, or as long as the server asks for.
     *
     * @throws UserError if it should not be tried again
     */
    void after(IOException failure) throws InterruptedException {
        failures++;
        boolean unsafe = failure instanceof SSLException;
        int limit = failure instanceof ConnectException ? Math.min(ATTEMPTS_TO_CONNECT, attempts) : attempts;
        if (unsafe || failures >= limit) {
            throw new UserError(
                    what + ": " + reason(failure)
                            + (unsafe ? "" : ", " + failures + (failures == 1 ? " time" : " times in a row")),
                    failure);
        }
        Duration wait = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 10));
        wait = wait.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wait;
        if (failure instanceof Busy busy) {
            if (busy.wait.compareTo(LONGEST_ASKED_FOR) > 0) {
                throw new UserError(
                        what + ": " + reason(failure) + ", and asks to come back in "
                                + Words.counted(busy.wait.toMinutes(), "minute"),
                        failure);
            }
            wait = busy.wait.compareTo(wait) > 0 ? busy.wait : wait;
        }
        notes.accept(what + ": " + reason(failure) + "; again in " + wait.toSeconds() + " s");
        pause.sleep(wait);
    }

    private static String reason(IOException failure) {
        String message = HubClient.printable(String.valueOf(failure.getMessage()));
        return switch (failure) {
            case HttpTimeoutException _ -> "no answer";
            case ConnectException _ -> "no connection (is there a network? https_proxy is heeded)";
            case SSLException _ -> "no safe connection: " + message;
            default -> failure.getMessage() == null ? "the connection broke" : message;
        };
    }
}
