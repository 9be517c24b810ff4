package zero4j.engine.http;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;

/** The servers, which weights they should have, and which of them are used. Thread-safe. */
final class Fleet {
    private final List<Replica> replicas;
    /** Versions by the labels that servers know them by. */
    private final Map<String, Long> versions = new ConcurrentHashMap<>();

    private volatile Current current;

    /**
     * What all servers should have.
     *
     * @param count of the weights that were handed over before
     * @param version as the trainer counts
     * @param given its label, if servers were given it
     * @param found the labels that they had before that, of those that tell one
     */
    record Current(int count, long version, Optional<String> given, Map<Replica, String> found) {
        @Nullable
        String label(Replica replica) {
            return given.orElseGet(() -> found.get(replica));
        }
    }

    /** Servers as they were found: version 0 is what each of them has. */
    Fleet(List<Replica> replicas) {
        this.replicas = List.copyOf(replicas);
        Map<Replica, String> found = new ConcurrentHashMap<>();
        for (Replica replica : replicas) {
            replica.facts().label().ifPresent(label -> {
                found.put(replica, label);
                versions.put(label, 0L);
            });
        }
        this.current = new Current(0, 0, Optional.empty(), found);
    }

    List<Replica> replicas() {
        return replicas;
    }

    Current current() {
        return current;
    }

    /** From now on servers that were given weights under this label are right. */
    void expect(Handed weights) {
        versions.put(weights.label(), weights.version());
        current = new Current(current.count() + 1, weights.version(), Optional.of(weights.label()), Map.of());
    }

    /** The version of a label that a server told; empty if no weights of ours have it. */
    Optional<Long> version(String label) {
        return Optional.ofNullable(versions.get(label));
    }

    /**
     * The server with the fewest tokens to give.
     *
     * @param avoided taken only if there is no other
     * @throws UserError if none is left
     */
    synchronized Replica choose(Set<Replica> avoided, long cost) {
        Replica chosen = replicas.stream()
                .filter(Replica::inUse)
                .min(Comparator.<Replica>comparingInt(one -> avoided.contains(one) ? 1 : 0)
                        .thenComparingLong(Replica::outstanding))
                .orElseThrow(this::noneLeft);
        chosen.begins(cost);
        return chosen;
    }

    /** Whether another server than these is used. */
    boolean hasOther(Set<Replica> than) {
        return replicas.stream().anyMatch(one -> one.inUse() && !than.contains(one));
    }

    UserError noneLeft() {
        return new UserError("no server is left to sample from:\n"
                + replicas.stream()
                        .map(Replica::reason)
                        .map(text -> "  " + text)
                        .collect(Collectors.joining("\n"))
                + "\nMend what is named, or start what has ended, and give the same command again"
                + (current.version() > 0 ? ": a training goes on from its last checkpoint, if it has one" : ""));
    }

    /**
     * Looks whether servers that are not used have the right weights after all, and those that are used still do.
     *
     * @return those that have others
     * @throws UserError if none is left
     */
    Set<Replica> look() {
        Set<Replica> wrong = new HashSet<>();
        for (Replica replica : replicas) {
            try {
                if (!replica.inUse()) {
                    var _ = replica.dialect().health(); // whoever hangs is not waited for any longer
                }
                Optional<String> has = replica.dialect().version();
                if (has.isPresent() && !isRight(replica, has.get())) {
                    wrong.add(replica);
                    replica.out(wrong(replica, has.get(), String.valueOf(current.label(replica))));
                } else if (!replica.inUse()
                        && (has.isPresent() || current.given().isEmpty())) {
                    if (current.given().isPresent()) {
                        replica.dialect().resume(); // it may have failed at this
                    }
                    replica.back();
                }
            } catch (ServerTrouble gone) {
                replica.out(gone.text());
            }
        }
        if (replicas.stream().noneMatch(Replica::inUse)) {
            throw noneLeft();
        }
        return wrong;
    }

    private boolean isRight(Replica replica, String label) {
        String expected = current.label(replica);
        return expected == null || expected.equals(label);
    }

    /** What is wrong with the weights of a server; empty if they are right, or it does not tell. */
    Optional<String> wrongWeights(Replica replica) {
        return replica.dialect()
                .version()
                .filter(label -> !isRight(replica, label))
                .map(label -> wrong(replica, label, String.valueOf(current.label(replica))));
    }

    static String wrong(Replica replica, String label, String expected) {
        return replica.address() + ": it has the weights '" + label + "' instead of '" + expected
                + "': it was started anew, or somebody else gave it weights";
    }
}
