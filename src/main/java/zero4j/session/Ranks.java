package zero4j.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import zero4j.UserError;
import zero4j.dist.Communicator;
import zero4j.dist.DistSettings;
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
     * Looks whether all processes have been started alike.
     *
     * @param setup what this one has opened
     * @throws UserError on every rank, naming what differs and on which
     */
    static void requireAlike(Communicator ranks, TrainSetup setup) {
        if (ranks.world() == 1) {
            return;
        }
        Map<String, String> opened = new LinkedHashMap<>(setup.fingerprints());
        RunOrigin.files(setup).forEach((name, hash) -> opened.put("the file " + name, hash));
        requireAlike(ranks, RunOrigin.settings(setup.recipe()), opened);
    }

    /** The same for a pretraining. The model that it begins with is the first process's. */
    static void requireAlike(Communicator ranks, PretrainSetup setup) {
        if (ranks.world() == 1) {
            return;
        }
        PretrainOrigin origin = PretrainOrigin.of(setup.recipe(), setup.text(), false);
        Map<String, String> opened = new LinkedHashMap<>();
        origin.files().forEach((key, hash) -> opened.put("the files of " + key, hash));
        requireAlike(ranks, origin.settings(), opened);
    }

    private static void requireAlike(Communicator ranks, Map<String, String> settings, Map<String, String> opened) {
        Map<String, String> own = new LinkedHashMap<>();
        own.put("the program's version", Provenance.programVersion());
        settings.forEach((key, value) -> {
            if (!OWN.contains(key)) {
                own.put(key, value);
            }
        });
        own.putAll(opened);
        requireAlike(ranks, own);
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
