package zero4j.dist;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.PrefixStore;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.bytedeco.pytorch.Work;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.Words;
import zero4j.torch.Lifetime;

/**
 * What the process groups of one process have in common: the store that rank 0 holds, the longest wait, and the first failure, after which
 * nothing works any more.
 */
final class Connection implements AutoCloseable {
    private final Rendezvous meeting;
    private final Duration deadline;
    private final TCPStore store;
    private final FailureBoard board;
    private final List<Store> parts = new ArrayList<>();
    private @Nullable String failure;
    private long waited; // nanoseconds

    private Connection(Rendezvous meeting, Duration deadline, TCPStore store) {
        this.meeting = meeting;
        this.deadline = deadline;
        this.store = store;
        this.board = new FailureBoard(store, meeting.rank(), meeting.world());
    }

    /**
     * Waits until all processes are at the meeting place.
     *
     * @throws UserError if they do not come in time
     */
    static Connection open(Rendezvous meeting, Duration deadline) {
        try (var _ = new PointerScope()) {
            TCPStoreOptions options = new TCPStoreOptions();
            options.port((short) meeting.port());
            options.isServer(meeting.rank() == 0);
            options.multiTenant(true); // where this process has the meeting place open already, that one is meant
            options.numWorkers(new SizeTPointer(1).put(meeting.world()));
            options.timeout(milliseconds(deadline));
            TCPStore store = attempt(
                    meeting,
                    deadline,
                    "meeting at " + meeting.address() + ":" + meeting.port(),
                    () -> new TCPStore(meeting.address(), options));
            return new Connection(meeting, deadline, Lifetime.beyondScope(store));
        }
    }

    Rendezvous meeting() {
        return meeting;
    }

    /** The longest wait, as native code has it. */
    Milliseconds patience() {
        return milliseconds(deadline);
    }

    private static Milliseconds milliseconds(Duration duration) {
        return new Milliseconds(duration.toMillis());
    }

    /** A part of the store for a process group of a name: their keys are alike. It lives as long as this. */
    Store storeOf(String group) {
        try (var _ = new PointerScope()) {
            parts.add(Lifetime.beyondScope(new PrefixStore(group, store)));
            return parts.getLast();
        }
    }

    /**
     * Does something that waits for the others.
     *
     * @param operation in words that follow "in"
     * @throws UserError if it fails; says who waited for whom, and how long
     */
    <T> T attempt(String operation, Supplier<T> work) {
        return attempt(meeting, deadline, operation, work);
    }

    /** Native errors go on for pages and do not say who waited. */
    private static <T> T attempt(Rendezvous meeting, Duration deadline, String operation, Supplier<T> work) {
        long start = System.nanoTime();
        try {
            return work.get();
        } catch (RuntimeException e) {
            double waited = (System.nanoTime() - start) / 1e9;
            String cause = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new UserError(
                    String.format(
                            Locale.ROOT,
                            "rank %d of %d waited %.1f s of at most %.1f s for %s in %s and failed: %s",
                            meeting.rank(),
                            meeting.world(),
                            waited,
                            deadline.toMillis() / 1e3,
                            others(meeting),
                            operation,
                            cause),
                    e);
        }
    }

    private static String others(Rendezvous meeting) {
        int others = meeting.world() - 1;
        return others == 1 ? "rank " + (1 - meeting.rank()) : "the " + Words.counted(others, "other rank");
    }

    /**
     * Does what all processes do together, and waits for its end.
     *
     * @param leave the groups, so that ranks that wait for this one fail at once, too
     * @throws UserError if it fails, or anything has failed before
     */
    void run(String operation, Supplier<Work> start, Runnable leave) {
        if (failure != null) {
            throw new UserError(operation + " is not possible: the connection broke before. " + failure);
        }
        long begun = System.nanoTime();
        try (var _ = new PointerScope()) {
            attempt(operation, () -> start.get()._wait());
            waited += System.nanoTime() - begun;
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
    void fail(String why, Runnable leave) {
        if (failure == null) {
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

    @Override
    public void close() {
        if (board.isFree()) { // else it is left to the end of the process, for a thread is still in it
            parts.forEach(Store::close);
            store.close();
        }
    }
}
