package zero4j.dist;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.ByteVector;
import org.bytedeco.pytorch.PrefixStore;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.StringVector;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.bytedeco.pytorch.Work;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.Words;
import zero4j.torch.Lifetime;

/**
 * What the process groups of one process have in common: the store by which all met, the longest wait, and the first failure, after which
 * nothing works any more.
 *
 * <p>Until {@link #met}, all waits together are no longer than one may be later.
 */
final class Connection implements AutoCloseable {
    private static final String HERE = "zero4j/here/";

    /** What calls that keep to their time may be late. */
    private static final Duration SLACK = Duration.ofMillis(500);

    private final Rendezvous meeting;
    private final Duration deadline;
    private final long begun = System.nanoTime();
    private final Bounded bounded = new Bounded();
    private final List<Store> parts = new ArrayList<>(); // all that must be closed
    private final Store store;
    private final FailureBoard board;
    private volatile boolean met;
    private boolean closed;
    private volatile @Nullable String failure;
    private long waited; // nanoseconds

    private Connection(Rendezvous meeting, Duration deadline) {
        this.meeting = meeting;
        this.deadline = deadline;
        Store held = reach();
        parts.add(held);
        meeting.attempt().ifPresent(name -> parts.add(part(name, held)));
        this.store = parts.getLast();
        this.board = new FailureBoard(store, bounded, meeting.rank(), meeting.world(), deadline);
    }

    /**
     * Waits until all processes are at the meeting place.
     *
     * @throws UserError if they do not come in time: which
     */
    static Connection open(Rendezvous meeting, Duration deadline) {
        Connection connection = new Connection(meeting, deadline);
        try {
            connection.awaitAll();
            return connection;
        } catch (RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    private Store reach() {
        return attempt(
                place(),
                begun,
                meeting.rank() == 0 ? others() : "rank 0",
                () -> bounded.call(cap(), () -> {
                    TCPStoreOptions options = new TCPStoreOptions();
                    options.port((short) meeting.port());
                    options.isServer(meeting.rank() == 0 && meeting.attempt().isEmpty());
                    options.multiTenant(
                            true); // where this process has the meeting place open already, that one is meant
                    options.waitWorkers(false);
                    options.timeout(patience());
                    return Lifetime.beyondScope(new TCPStore(meeting.address(), options));
                }));
    }

    private void awaitAll() {
        List<Integer> missing = attempt(
                place(),
                begun,
                meeting.rank() == 0 ? others() : "rank 0",
                () -> bounded.call(cap(), () -> {
                    store.set(HERE + meeting.rank(), new ByteVector(new byte[] {1}));
                    return IntStream.range(0, meeting.world())
                            .filter(rank -> !comes(rank))
                            .boxed()
                            .toList();
                }));
        if (!missing.isEmpty()) {
            String who = missing.stream().map(rank -> "rank " + rank).collect(Collectors.joining(" and "));
            throw failed(place(), begun, who, "it did not come", new TimeoutException("no sign of " + who));
        }
    }

    /** Waits for a rank; once the deadline is over, only looks whether it has come: waiting for another may have taken all the time. */
    private boolean comes(int rank) {
        StringVector key = new StringVector(HERE + rank);
        if (timeLeft().isPositive()) {
            try {
                store._wait(key, patience());
                return true;
            } catch (RuntimeException e) {
                if (timeLeft().isPositive()) { // the store is gone, and rank 0 with it
                    throw e;
                }
            }
        }
        try {
            return store.check(key);
        } catch (RuntimeException gone) {
            return false;
        }
    }

    private String place() {
        return "meeting at " + meeting.address() + ":" + meeting.port();
    }

    /** What is left of the meeting. */
    private Duration timeLeft() {
        return deadline.minusNanos(System.nanoTime() - begun);
    }

    /** When a call of the meeting that does not keep to {@link #patience} is left alone. */
    private Duration cap() {
        return timeLeft().plus(SLACK);
    }

    Rendezvous meeting() {
        return meeting;
    }

    /** The longest wait, as native code has it; while the processes meet, what is left of it. */
    Milliseconds patience() {
        return new Milliseconds(
                met ? deadline.toMillis() : Math.max(1, timeLeft().toMillis() + 1));
    }

    /** The longest wait once all have met. */
    Milliseconds deadline() {
        return new Milliseconds(deadline.toMillis());
    }

    /** The meeting is over: from now on every operation may wait for as long as it is allowed to. */
    void met() {
        met = true;
    }

    /** A part of the store for a process group of a name: their keys are alike. It lives as long as this. */
    Store storeOf(String group) {
        Store part = part(group, store);
        parts.add(part);
        return part;
    }

    private static Store part(String name, Store whole) {
        try (var _ = new PointerScope()) {
            return Lifetime.beyondScope(new PrefixStore(name, whole));
        }
    }

    /**
     * Makes a process group, which connects with the others.
     *
     * @param operation in words that follow "in"
     * @throws UserError if it fails, or does not end in time; says who waited for whom, and how long
     */
    <T> T connect(String operation, Supplier<T> work) {
        return attempt(operation, System.nanoTime(), others(), () -> bounded.call(cap(), work));
    }

    private <T> T attempt(String operation, long start, String peers, Callable<T> work) {
        try {
            return work.call();
        } catch (TimeoutException silence) {
            throw failed(operation, start, peers, "nobody answers there", silence);
        } catch (Exception e) {
            // Native errors go on for pages and do not say who waited.
            throw failed(
                    operation,
                    start,
                    peers,
                    String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    e);
        }
    }

    private UserError failed(String operation, long start, String peers, String cause, Exception reason) {
        return new UserError(
                String.format(
                        Locale.ROOT,
                        "rank %d of %d waited %.1f s of at most %.1f s for %s in %s and failed: %s",
                        meeting.rank(),
                        meeting.world(),
                        (System.nanoTime() - start) / 1e9,
                        deadline.toMillis() / 1e3,
                        peers,
                        operation,
                        cause),
                reason);
    }

    private String others() {
        int others = meeting.world() - 1;
        return others == 1 ? "rank " + (1 - meeting.rank()) : "the " + Words.counted(others, "other rank");
    }

    /**
     * Does what all processes do together, and waits for its end. One thread at a time: others wait until it is over.
     *
     * @param leave the groups, so that ranks that wait for this one fail at once, too
     * @throws UserError if it fails, or anything has failed before
     */
    synchronized void run(String operation, Supplier<Work> start, Runnable leave) {
        if (closed) {
            throw new IllegalStateException(operation + " is not possible: this process has left the others");
        }
        if (failure != null) {
            throw new UserError(operation + " is not possible: the connection broke before. " + failure);
        }
        long since = System.nanoTime();
        try (var _ = new PointerScope()) {
            boolean _ = attempt(operation, since, others(), () -> start.get()._wait());
            waited += System.nanoTime() - since;
        } catch (UserError broken) {
            failure = broken.getMessage()
                    + ended("", leave).stream().map(". "::concat).collect(Collectors.joining());
            throw new UserError(failure, broken);
        }
    }

    double secondsWaiting() {
        return waited / 1e9;
    }

    /** Ends all, and says why. Nothing after a failure. */
    synchronized void fail(String why, Runnable leave) {
        if (failure == null && !closed) {
            failure = why;
            var _ = ended(why, leave);
        }
    }

    /** @return what is known of the others */
    private List<String> ended(String why, Runnable leave) {
        leave.run();
        return board.end(why);
    }

    boolean isBroken() {
        return failure != null;
    }

    /**
     * Leaves, once, however often and on whatever thread it is called.
     *
     * @param leave the groups, if they have not been left because of a failure
     */
    synchronized void close(Runnable leave) {
        if (closed) {
            return;
        }
        closed = true;
        if (failure == null) {
            leave.run();
        }
        if (bounded.isFree()) { // else it is left to the end of the process, for a thread is still in it
            parts.reversed().forEach(Store::close);
        }
    }

    @Override
    public void close() {
        close(() -> {});
    }
}
