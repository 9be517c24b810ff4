package zero4j.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import zero4j.rollout.CompletionGroup;

/** Requests that were submitted together: a batch, or one alone. Where one fails, all do. */
final class Submission {
    private final List<ActiveRequest> requests = new ArrayList<>();
    private final boolean alone;
    private final Demand demand;
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    /** The first request that may have samples to give; guarded by the feed. */
    private int next;

    /** @param alone nothing may be decoded beside it */
    Submission(boolean alone, Demand demand) {
        this.alone = alone;
        this.demand = demand;
    }

    /** Adds a request, before the submission is queued. */
    void add(ActiveRequest request) {
        requests.add(request);
    }

    List<ActiveRequest> requests() {
        return requests;
    }

    boolean alone() {
        return alone;
    }

    Demand demand() {
        return demand;
    }

    /** The next request with samples that no worker has been given; null if there is none. The feed's. */
    @Nullable
    ActiveRequest head() {
        while (next < requests.size() && requests.get(next).given()) {
            next++;
        }
        return next < requests.size() ? requests.get(next) : null;
    }

    /** Samples of a job where so many workers decode: whole groups, unless there are too few for all workers. */
    int share(int workers) {
        return (int) Math.min(Integer.MAX_VALUE, Math.ceilDiv(demand.samples(), workers));
    }

    /** Ends all its requests with an error, the first that there is. */
    void fail(Throwable cause) {
        if (failure.compareAndSet(null, EngineFailure.explained(cause))) {
            cancel();
        }
    }

    @Nullable
    RuntimeException failure() {
        return failure.get();
    }

    private void cancel() {
        requests.forEach(ActiveRequest::cancel);
    }

    /**
     * Waits for the results, in the order of the requests. All have ended on return, also where it fails.
     *
     * @throws IllegalStateException if the calling thread was interrupted: the requests are cancelled then
     */
    List<CompletionGroup> await() {
        List<CompletionGroup> groups = new ArrayList<>();
        RuntimeException failed = null;
        boolean interrupted = false;
        int waitsFor = 0;
        while (waitsFor < requests.size()) {
            try {
                groups.add(requests.get(waitsFor).await());
                waitsFor++;
            } catch (InterruptedException e) {
                interrupted = true;
                cancel(); // and wait: they use memory that the caller may free
            } catch (ExecutionException e) {
                failed = failed == null ? failure(e) : failed;
                waitsFor++;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failed != null) {
            throw failed;
        }
        if (interrupted) {
            throw new IllegalStateException("interrupted while generating");
        }
        return groups;
    }

    private static RuntimeException failure(ExecutionException e) {
        return e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
}
