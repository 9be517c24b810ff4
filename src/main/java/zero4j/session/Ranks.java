package zero4j.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import zero4j.UserError;
import zero4j.dist.Communicator;
import zero4j.dist.DistSettings;
import zero4j.dist.Rendezvous;
import zero4j.dist.Sharding;
import zero4j.model.Gradients;
import zero4j.run.Provenance;
import zero4j.run.RunFolder;

/** What the processes of a session tell each other at its start. */
final class Ranks {
    /** Settings that may differ, since they change what is learnt by no more than rounding, or belong to the process that writes. */
    private static final List<String> OWN = List.of(
            "threads",
            "rollout.workers",
            "rollout.slots",
            "train.workers",
            "runs",
            "output",
            "dashboard",
            "metrics.prometheus");

    private static final String UPDATES = "what computes updates";

    private Ranks() {}

    /** What becomes of the gradients of a model that these processes train. */
    static Gradients gradients(Communicator ranks, DistSettings settings) {
        return settings.shard() == Sharding.GRADIENTS && ranks.world() > 1 ? Gradients.HANDED_OVER : Gradients.KEPT;
    }

    /** A text of rank 0, for all. */
    static String told(Communicator ranks, Optional<String> byFirst) {
        byte[] own = byFirst.map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(new byte[0]);
        return new String(ranks.gather(own).getFirst(), StandardCharsets.UTF_8);
    }

    /**
     * What looks whether all processes have been started alike, when they meet. It throws a {@link UserError} on every rank, naming what differs and
     * on which. What is compared is made before, while nobody waits.
     *
     * @param setup what this one has opened
     */
    static Consumer<Communicator> alike(Optional<Rendezvous> meeting, TrainSetup setup) {
        if (isAlone(meeting)) {
            return _ -> {};
        }
        Map<String, String> opened = new LinkedHashMap<>(setup.fingerprints());
        RunOrigin.files(setup).forEach((name, hash) -> opened.put("the file " + name, hash));
        opened.put(
                UPDATES,
                LearnerEngine.inWords(setup.recipe(), meeting.orElseThrow().world()));
        return alike(RunOrigin.settings(setup.recipe()), opened);
    }

    /** The same for a pretraining. The model that it begins with is the first process's. */
    static Consumer<Communicator> alike(Optional<Rendezvous> meeting, PretrainSetup setup) {
        if (isAlone(meeting)) {
            return _ -> {};
        }
        PretrainOrigin origin = PretrainOrigin.of(setup.recipe(), setup.text(), false);
        Map<String, String> opened = new LinkedHashMap<>();
        origin.files().forEach((key, hash) -> opened.put("the files of " + key, hash));
        opened.put(
                UPDATES,
                LearnerEngine.inWords(setup.recipe(), meeting.orElseThrow().world()));
        return alike(origin.settings(), opened);
    }

    private static boolean isAlone(Optional<Rendezvous> meeting) {
        return meeting.map(Rendezvous::world).orElse(1) == 1;
    }

    private static Consumer<Communicator> alike(Map<String, String> settings, Map<String, String> opened) {
        Map<String, String> own = new LinkedHashMap<>();
        own.put("the program's version", Provenance.programVersion());
        settings.forEach((key, value) -> {
            if (!OWN.contains(key)) {
                own.put(key, value);
            }
        });
        own.putAll(opened);
        return ranks -> requireAlike(ranks, own);
    }

    /**
     * Waits until all have come to the end: launchers may end whoever still writes when one of the processes has ended by a signal. By
     * then the first one has written everything: a process that is lost now takes nothing with it.
     *
     * @param warning hears of such a loss
     */
    static void part(Communicator ranks, Consumer<String> warning) {
        try {
            ranks.barrier();
        } catch (UserError lost) {
            if (ranks.rank() > 0) {
                throw lost;
            }
            warning.accept("everything is written, but not all processes came to their end. " + lost.getMessage());
        }
    }

    /**
     * What this process ends with: its own failure, of which the others are told, or another's, with what to do.
     *
     * @param run null if it has not begun
     */
    static RuntimeException ended(Communicator ranks, Throwable failure, @Nullable RunFolder run) {
        String message = String.valueOf(failure.getMessage());
        boolean peers = ranks.isBroken();
        ranks.fail(failure instanceof UserError ? message : failure.toString());
        if (peers && failure instanceof UserError) {
            return new UserError(
                    message
                            + (run == null
                                    ? ""
                                    : ". Start all again with `resume " + run.path()
                                            + "`, which goes on from the newest checkpoint"),
                    failure);
        }
        return switch (failure) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        };
    }

    /** @param own facts of this process, by name */
    static void requireAlike(Communicator ranks, Map<String, String> own) {
        List<Map<String, String>> all = ranks.gather(JsonMapper.shared().writeValueAsBytes(own)).stream()
                .map(bytes -> JsonMapper.shared().readValue(bytes, new TypeReference<Map<String, String>>() {}))
                .toList();
        List<String> differences = new ArrayList<>();
        Map<String, String> first = all.getFirst();
        for (int rank = 1; rank < all.size(); rank++) {
            Map<String, String> other = all.get(rank);
            TreeSet<String> names = new TreeSet<>(first.keySet());
            names.addAll(other.keySet());
            for (String name : names) {
                if (!Objects.equals(first.get(name), other.get(name))) {
                    differences.add(name + " is " + first.getOrDefault(name, "absent") + " on rank 0 and "
                            + other.getOrDefault(name, "absent") + " on rank " + rank);
                }
            }
        }
        if (!differences.isEmpty()) {
            throw new UserError("the processes of this run were not started alike: " + String.join("; ", differences)
                    + ". Give all of them the same program, recipe, data and model");
        }
    }
}
