package zero4j.engine.http;

import java.time.Duration;

/**
 * How long is waited for servers.
 *
 * @param generate for the whole answer to a request for completions
 * @param control for the whole answer of a route that controls a server
 * @param ready for a server that is starting
 * @param pauses between tries
 */
record Patience(Duration generate, Duration control, Duration ready, Pauses pauses) {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final int DOUBLINGS = 5;
    /** For a route that only says whether there is a server. */
    private static final Duration LOOK = Duration.ofSeconds(15);

    /** How time passes between tries. */
    interface Pauses {
        /** Sleeps. */
        Pauses REAL = new Pauses() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void pause(Duration time) throws InterruptedException {
                Thread.sleep(time);
            }
        };

        /** The time in nanoseconds, of which only differences mean something. */
        long nanos();

        /** Lets time pass. */
        void pause(Duration time) throws InterruptedException;
    }

    /** A time by which something must have come to an end. */
    final class Deadline {
        private final long end;

        private Deadline(Duration most) {
            this.end = pauses.nanos() + most.toNanos();
        }

        /** What is left of the time; never nothing, for whoever asks has a try. */
        Duration left() {
            return Duration.ofNanos(Math.max(1_000_000, end - pauses.nanos()));
        }

        /**
         * Waits before the next try.
         *
         * @param tries that failed
         * @param atLeast what the server asks for
         * @return whether there is time for another one
         */
        boolean pause(int tries, Duration atLeast) {
            Duration wait = FIRST.multipliedBy(1L << Math.min(tries, DOUBLINGS));
            if (wait.compareTo(atLeast) < 0) {
                wait = atLeast;
            }
            if (pauses.nanos() + wait.toNanos() - end > 0) {
                return false;
            }
            try {
                pauses.pause(wait);
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for a server", e);
            }
        }
    }

    /** For a route that only says whether there is a server. */
    Duration look() {
        return control.compareTo(LOOK) < 0 ? control : LOOK;
    }

    /** Begins to wait. */
    Deadline deadline(Duration most) {
        return new Deadline(most);
    }
}
