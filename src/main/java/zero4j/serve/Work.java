package zero4j.serve;

import java.util.ArrayList;
import java.util.List;
import zero4j.engine.RequestHandle;

/** What a client has asked to be sampled, from its admission to its answer. Thread-safe. */
final class Work {
    private final String id;
    private final int completions;
    private final List<RequestHandle> handles = new ArrayList<>();
    private boolean cancelled;

    /** @param completions that it asks for, of all its prompts together */
    Work(String id, int completions) {
        this.id = id;
        this.completions = completions;
    }

    String id() {
        return id;
    }

    int completions() {
        return completions;
    }

    /** Takes over a request that the engine has: one of a work that was cancelled meanwhile is cancelled. */
    void attach(RequestHandle handle) {
        boolean over;
        synchronized (this) {
            handles.add(handle);
            over = cancelled;
        }
        if (over) {
            handle.cancel();
        }
    }

    /** Ends it soon, with what has been sampled. */
    void cancel() {
        List<RequestHandle> running;
        synchronized (this) {
            cancelled = true;
            running = List.copyOf(handles);
        }
        running.forEach(RequestHandle::cancel);
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }
}
