package zero4j.serve;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import zero4j.Words;

/**
 * What stands between clients and the engine: it lets no more in than there is room for, and nobody through while it is paused.
 * Thread-safe; those who wait are on virtual threads.
 */
final class Gate {
    private final int room;
    /** All that were let in, by their id: those that wait here, and those that are with the engine. */
    private final Map<String, Work> inside = new LinkedHashMap<>();

    private int completions;
    private int through;
    private boolean paused;
    private boolean closed;

    /** @param room completions that may be inside */
    Gate(int room) {
        this.room = room;
    }

    /**
     * Lets a work in; {@link #leave} must follow.
     *
     * @throws Refusal if the server ends, is full, or has another work of this id
     */
    synchronized void admit(Work work) {
        if (closed) {
            throw stopping();
        }
        if (work.completions() > room) {
            throw Refusal.invalid("the request asks for " + Words.counted(work.completions(), "completion")
                    + ", and the server's queue has room for " + room + "; ask for fewer at once");
        }
        if (completions + work.completions() > room) {
            throw Refusal.of(
                    429,
                    "the server has " + Words.counted(completions, "completion") + " in work, and takes " + room
                            + "; try again later");
        }
        if (inside.putIfAbsent(work.id(), work) != null) {
            throw Refusal.invalid("request_id", "there is a request " + work.id() + " already");
        }
        completions += work.completions();
    }

    private static Refusal stopping() {
        return Refusal.of(503, "the server is being stopped");
    }

    /**
     * Waits while nobody is let through, unless the work is cancelled; {@link #leave} must follow.
     *
     * @throws Refusal if the server ends meanwhile
     */
    synchronized void pass(Work work) throws InterruptedException {
        while (paused && !closed && !work.isCancelled()) {
            wait();
        }
        if (closed && paused) {
            throw stopping();
        }
        through++;
    }

    /** The work is over. */
    synchronized void leave(Work work, boolean passed) {
        inside.remove(work.id());
        completions -= work.completions();
        if (passed) {
            through--;
        }
        notifyAll();
    }

    /** Lets nobody through any more. */
    synchronized void pause() {
        paused = true;
    }

    synchronized void resume() {
        paused = false;
        notifyAll();
    }

    synchronized boolean isPaused() {
        return paused;
    }

    /** Lets nobody in any more, and refuses those that wait at a paused gate. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Waits until nobody is with the engine, or others are let through again. */
    synchronized void awaitNobodyThrough() throws InterruptedException {
        while (through > 0 && paused) {
            wait();
        }
    }

    /** Waits until nobody is inside, or the time is over; returns whether nobody is. */
    synchronized boolean awaitEmpty(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        long left = millis;
        while (!inside.isEmpty() && left > 0) {
            wait(left);
            left = (end - System.nanoTime()) / 1_000_000;
        }
        return inside.isEmpty();
    }

    /** Cancels all that is inside; returns how many works that are. */
    int cancelAll() {
        return cancelled(works());
    }

    private synchronized List<Work> works() {
        return List.copyOf(inside.values());
    }

    /** Cancels works by their id; returns how many of them there were. */
    int cancel(Collection<String> ids) {
        List<Work> found;
        synchronized (this) {
            found = ids.stream().map(inside::get).filter(Objects::nonNull).toList();
        }
        return cancelled(found);
    }

    private int cancelled(List<Work> works) {
        works.forEach(Work::cancel);
        synchronized (this) {
            notifyAll();
        }
        return works.size();
    }

    /** A work is cancelled that may be waiting here. */
    void cancel(Work work) {
        cancelled(List.of(work));
    }

    /** Works that are with the engine, and works that wait here. */
    record Load(int running, int waiting) {}

    synchronized Load load() {
        return new Load(through, inside.size() - through);
    }

    int through() {
        return load().running();
    }

    int waiting() {
        return load().waiting();
    }
}
