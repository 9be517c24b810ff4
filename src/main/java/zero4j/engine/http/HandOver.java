package zero4j.engine.http;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Gives new weights to all servers at the same time: pause, update, flush, resume, the last also where something before it failed. A
 * server that failed is not used until it has taken a later version, or says that it has this one.
 */
final class HandOver {
    private final Fleet fleet;
    private final WeightFolders folders;
    private final ExecutorService threads;
    private final boolean inFlight;
    /** Folders that servers may still be reading, though they did not say that they have. */
    private final Map<Replica, Path> unsure = new HashMap<>();

    HandOver(Fleet fleet, WeightFolders folders, ExecutorService threads, boolean inFlight) {
        this.fleet = fleet;
        this.folders = folders;
        this.threads = threads;
        this.inFlight = inFlight;
    }

    /** @throws zero4j.UserError if no server has taken them */
    void give(Handed weights) throws InterruptedException {
        fleet.expect(weights);
        List<Callable<Boolean>> work = new ArrayList<>();
        for (Replica replica : fleet.replicas()) {
            work.add(() -> give(replica, weights));
        }
        List<Future<Boolean>> given = threads.invokeAll(work);
        Set<Path> needed = new HashSet<>(Set.of(weights.folder()));
        synchronized (unsure) {
            needed.addAll(unsure.values());
        }
        folders.keep(needed);
        given.forEach(HandOver::requireDone);
        if (fleet.replicas().stream().noneMatch(Replica::inUse)) {
            throw fleet.noneLeft();
        }
    }

    /** Whatever else went wrong must not leave a server in use whose weights nobody knows. */
    private static void requireDone(Future<Boolean> given) {
        if (given.state() == Future.State.FAILED) {
            throw new IllegalStateException("servers could not be given weights", given.exceptionNow());
        }
    }

    private boolean give(Replica replica, Handed weights) {
        if (!replica.inUse() && !answers(replica)) {
            return false;
        }
        Optional<String> failure = Optional.empty();
        boolean unauthorized = false;
        try {
            replica.dialect().pause(inFlight);
            sent(replica, weights);
            replica.dialect().flush(inFlight);
            failure = fleet.wrongWeights(replica).map(text -> text + " (right after it has taken them)");
        } catch (ServerTrouble e) {
            failure = Optional.of(e.text());
            unauthorized = e.kind() == ServerTrouble.Kind.UNAUTHORIZED;
        }
        try {
            replica.dialect().resume();
        } catch (ServerTrouble e) {
            boolean known = unauthorized && e.kind() == ServerTrouble.Kind.UNAUTHORIZED;
            failure = known
                    ? failure
                    : Optional.of(failure.map(first -> first + "; ").orElse("") + e.text());
        }
        failure.ifPresentOrElse(replica::out, replica::back);
        return failure.isEmpty();
    }

    /** One that is gone or hangs for longer does not keep the others waiting. */
    private static boolean answers(Replica replica) {
        try {
            var _ = replica.dialect().health();
            return true;
        } catch (ServerTrouble e) {
            replica.out(e.text());
            return false;
        }
    }

    private void sent(Replica replica, Handed weights) {
        synchronized (unsure) {
            unsure.put(replica, weights.folder());
        }
        replica.dialect().transfer().send(weights);
        synchronized (unsure) {
            unsure.remove(replica);
        }
    }
}
