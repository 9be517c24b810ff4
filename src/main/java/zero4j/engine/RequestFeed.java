package zero4j.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The queue of an engine's requests, from which its workers take samples to decode.
 *
 * <p>Workers decode in runs. A run begins when something is submitted to an engine at rest, takes up what is submitted while
 * it lasts, and is over when no worker has anything left. Requests begin in the order of their submission. While somebody
 * holds the feed nothing begins, so that the run comes to its end and the weights can be changed.
 */
public final class RequestFeed {
    private final Deque<Submission> waiting = new ArrayDeque<>();
    private final Set<ActiveRequest> begun = new LinkedHashSet<>();
    /** Ended, of a batch that has the run for itself: its results are given out when the run has ended. */
    private final List<ActiveRequest> held = new ArrayList<>();

    private @Nullable Submission current;
    private boolean running;
    /** Nothing has begun in this run. */
    private boolean fresh;
    /** What has begun in this run may have nothing beside it. */
    private boolean alone;

    private boolean over;
    private int workers;
    private int idle;
    private int holders;
    /** Workers that wait between two tokens. */
    private int parked;

    private volatile boolean paused;
    private boolean closed;
    private boolean complete;
    private int inFlight;
    private long samples;
    private volatile long version;
    private volatile boolean stopped;
    private volatile Demand demand = Demand.NONE;

    /** @param complete whether there are weights to sample from */
    RequestFeed(boolean complete) {
        this.complete = complete;
    }

    /** How many workers will {@link #await}; said before they begin. */
    public synchronized void expect(int count) {
        workers = count;
    }

    /**
     * Samples that can begin now; null if there are none.
     *
     * @param parts workers among which the samples that were submitted together are divided
     * @param suits whether the worker has room for a request; one that does not suit lets no other pass
     */
    public synchronized @Nullable Job next(int parts, Predicate<ActiveRequest> suits) {
        while (!stopped && !over) {
            if (current == null && !admit()) {
                return null;
            }
            ActiveRequest head = current == null ? null : current.head();
            if (head != null) {
                return current != null && suits.test(head) ? head.give(current.share(parts)) : null;
            }
            current = null;
        }
        return null;
    }

    /** As {@link #next}, for a worker that decodes nothing: waits until there is something, or returns null at the run's end. */
    public synchronized @Nullable Job await(int parts) {
        idle++;
        if (paused) {
            notifyAll(); // somebody waits for this
        }
        Job job = next(parts, _ -> true);
        try {
            while (job == null && idle < workers && !over && !stopped) {
                wait();
                job = next(parts, _ -> true);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for requests", e);
        }
        if (job != null) {
            idle--;
        } else {
            over = true;
            notifyAll();
        }
        return job;
    }

    /** All jobs of a batch that has the run for itself, whole groups; null if what comes next may have others beside it. */
    public synchronized @Nullable List<Job> batch() {
        if (!(fresh && admit() && alone) || current == null) {
            return null;
        }
        List<Job> jobs = new ArrayList<>();
        for (ActiveRequest head = current.head(); head != null; head = current.head()) {
            jobs.add(head.give(Integer.MAX_VALUE));
        }
        current = null;
        return jobs;
    }

    /** Asked by each worker between two tokens: waits here while the engine is paused. */
    public void betweenTokens() {
        if (paused) {
            park();
        }
    }

    private synchronized void park() {
        parked++;
        notifyAll();
        try {
            while (paused && !stopped) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the engine was paused", e);
        } finally {
            parked--;
        }
    }

    /** Lets nothing begin, and stops all workers between two tokens; returns when they have stopped, or the run is over. */
    synchronized void pause() {
        if (!paused) {
            paused = true;
            holders++;
        }
        awaitUninterruptibly(() -> running && (stopped || parked + idle < workers));
    }

    /** Ends {@link #pause}; returns whether a run must be started for what came meanwhile. */
    synchronized boolean resume() {
        if (!paused) {
            return false;
        }
        paused = false;
        notifyAll();
        return release();
    }

    boolean isPaused() {
        return paused;
    }

    /** Ends all that has begun with an error, soon. */
    void failBegun(RuntimeException cause) {
        List<ActiveRequest> failed;
        synchronized (this) {
            failed = List.copyOf(begun);
        }
        failed.forEach(request -> request.fail(cause));
    }

    /** Whether workers shall leave at once: one of them has failed, or the engine is being closed. */
    public boolean stopped() {
        return stopped;
    }

    /** What this run's requests ask for so far, the waiting ones included; it only grows. */
    public Demand demand() {
        return demand;
    }

    private boolean admit() {
        Submission next = waiting.peek();
        if (next == null || holders > 0 || (!fresh && (alone || next.alone()))) {
            return false;
        }
        waiting.remove();
        fresh = false;
        alone = next.alone();
        current = next;
        for (ActiveRequest request : next.requests()) {
            if (!request.hasEnded()) {
                begun.add(request);
            }
        }
        return true;
    }

    /** Queues requests; returns whether a run must be started for them. */
    synchronized boolean add(Submission submission) {
        if (closed || !complete) {
            throw closed ? EngineFailure.closed() : EngineFailure.incomplete();
        }
        waiting.add(submission);
        inFlight += submission.requests().size();
        samples += submission.demand().samples();
        if (running && !alone && !submission.alone()) {
            demand = demand.with(submission.demand(), Math.max(demand.samples(), samples));
        }
        notifyAll();
        return mustStart();
    }

    private boolean mustStart() {
        boolean start = !running && !waiting.isEmpty() && holders == 0;
        running |= start;
        return start;
    }

    /** Begins a run, or says that there is nothing to do: the engine is at rest then. */
    synchronized boolean startRun() {
        while (!waiting.isEmpty() && waiting.element().head() == null) {
            waiting.remove(); // cancelled while it waited
        }
        running = !waiting.isEmpty() && holders == 0 && !closed;
        fresh = running;
        alone = running && waiting.element().alone();
        over = false;
        stopped = closed;
        idle = 0;
        workers = Integer.MAX_VALUE; // until they are counted
        Demand most = Demand.NONE;
        for (Submission submission : waiting) {
            if (submission != waiting.element() && (alone || submission.alone())) {
                break;
            }
            most = most.with(
                    submission.demand(), most.samples() + submission.demand().samples());
        }
        demand = most;
        notifyAll();
        return running;
    }

    /** Makes all workers leave. */
    synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    /**
     * All workers have left.
     *
     * @param failure ends the requests that they have left behind or, where none had begun, those that the run was for; null
     *     for none
     */
    void endRun(@Nullable RuntimeException failure) {
        List<ActiveRequest> ended;
        List<ActiveRequest> left;
        synchronized (this) {
            ended = List.copyOf(held);
            boolean none = failure != null && fresh && !waiting.isEmpty();
            left = none ? waiting.remove().requests() : List.copyOf(begun);
            held.clear();
            begun.clear();
            current = null;
            alone = false;
        }
        ended.forEach(ActiveRequest::finish);
        RuntimeException cause = failure == null ? EngineFailure.closed() : failure;
        left.stream() // but for those that somebody is just cancelling
                .filter(request -> failure != null || stopped || !request.over())
                .forEach(request -> request.abandon(cause));
    }

    /** Lets nothing begin, and waits until no worker is at work. */
    synchronized void hold() {
        holders++;
        awaitUninterruptibly(() -> running);
    }

    private void awaitUninterruptibly(BooleanSupplier busy) {
        boolean interrupted = false;
        while (busy.getAsBoolean()) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true; // and wait: the workers use memory that the caller may free
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends {@link #hold}; returns whether a run must be started for what came meanwhile. */
    synchronized boolean release() {
        holders--;
        return !closed && mustStart();
    }

    /** There are weights, of this version. */
    synchronized void completed(long ofVersion) {
        complete = true;
        version = ofVersion;
    }

    /** There are no complete weights any more, and what waits cannot begin. */
    synchronized void spoilt() {
        complete = false;
        refuseWaiting(EngineFailure.incomplete());
    }

    /** Lets nothing more in, ends what waits, and makes all workers leave. */
    synchronized void close() {
        closed = true;
        stop();
        refuseWaiting(EngineFailure.closed());
    }

    private void refuseWaiting(RuntimeException cause) {
        List<Submission> refused = List.copyOf(waiting);
        waiting.clear();
        refused.forEach(each -> each.requests().forEach(request -> request.abandon(cause)));
    }

    /** Version of the weights. */
    long version() {
        return version;
    }

    synchronized boolean isComplete() {
        return complete;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** What the requests that have not ended ask for, each. */
    synchronized List<Demand> demands() {
        return Stream.concat(begun.stream(), waiting.stream().flatMap(each -> each.requests().stream()))
                .filter(request -> !request.hasEnded())
                .map(ActiveRequest::demand)
                .toList();
    }

    /** Requests that have not ended. */
    synchronized int inFlight() {
        return inFlight;
    }

    /** No worker shall be given any more of its samples; returns the first that none has been given. */
    synchronized int withdraw(ActiveRequest request) {
        return request.giveUp();
    }

    /** Whether its result can be given out now: that of a batch with a run of its own waits for the run's end. */
    synchronized boolean ended(ActiveRequest request) {
        inFlight--;
        samples -= request.params().samples();
        boolean waits = begun.remove(request) && alone;
        if (waits) {
            held.add(request);
        }
        return !waits;
    }
}
