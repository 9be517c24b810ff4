package zero4j.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import zero4j.JsonFile;
import zero4j.Sha256;
import zero4j.UserError;
import zero4j.data.PromptOrder;

/**
 * Where a run stands, besides model and optimizer: the file {@code trainer.json} of a checkpoint, and {@code rollouts.json} where
 * rollouts run ahead. Every random draw depends on the seed and the step only, so this is all that resuming needs.
 *
 * @param step steps done
 * @param order which questions come next, behind those of {@code ahead}
 * @param ahead the batches of the next steps that have been sampled already, in their order; mostly none
 */
public record TrainState(long step, PromptOrder order, List<RolloutBatch> ahead) {
    private static final String FILE = "trainer.json";
    private static final String AHEAD = "rollouts.json";

    public TrainState {
        ahead = List.copyOf(ahead);
        for (int i = 0; i < ahead.size(); i++) {
            if (ahead.get(i).step() != step + 1 + i) {
                throw new IllegalArgumentException("after step " + step + " batch " + (i + 1) + " is one of step "
                        + ahead.get(i).step());
            }
        }
    }

    /** Where nothing is sampled that is not learnt from. */
    public TrainState(long step, PromptOrder order) {
        this(step, order, List.of());
    }

    /**
     * What the file holds.
     *
     * @param files SHA-256 of the checkpoint's small files, where an older version of the program kept them here
     */
    private record Stored(
            @Nullable Long step,
            @Nullable PromptOrder order,
            @Nullable Map<String, String> files) {}

    /** What the file is given. */
    private record Written(long step, PromptOrder order) {}

    /** Before the first step. */
    public static TrainState start(long seed) {
        return new TrainState(0, PromptOrder.start(seed));
    }

    /**
     * The state of a checkpoint.
     *
     * @throws UserError if the file is missing or malformed, or another file of the checkpoint is not the one that was saved with it
     */
    public static TrainState read(Path checkpoint) {
        Path file = checkpoint.resolve(FILE);
        Stored stored = stored(file);
        if (stored.step() == null || stored.step() < 0 || stored.order() == null) {
            throw new UserError(file + " does not say at which step the run was, and which questions come next");
        }
        if (stored.files() != null) {
            requireSame(checkpoint, stored.files());
        }
        return new TrainState(stored.step(), stored.order(), ahead(checkpoint.resolve(AHEAD)));
    }

    private static List<RolloutBatch> ahead(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return JsonMapper.shared().readValue(file, new TypeReference<List<RolloutBatch>>() {});
        } catch (JacksonException e) {
            throw new UserError(file + " is damaged: it is not what was saved", e);
        }
    }

    private static Stored stored(Path file) {
        try {
            return JsonFile.read(file, new TypeReference<Stored>() {});
        } catch (IOException e) {
            throw new UserError(
                    Files.exists(file) ? file + " is damaged: it is not what was saved" : file + " is missing", e);
        }
    }

    private static void requireSame(Path checkpoint, Map<String, String> then) {
        try {
            for (Map.Entry<String, String> saved : then.entrySet()) {
                Path file = checkpoint.resolve(saved.getKey());
                boolean there = Files.isRegularFile(file);
                if (!there || !saved.getValue().equals(new Sha256().add(file).hex())) {
                    throw new UserError(file + (there ? " has changed since it was saved" : " is missing"));
                }
            }
        } catch (IOException e) {
            throw new UserError("cannot read the checkpoint " + checkpoint + ": " + e, e);
        }
    }

    void write(Path checkpoint) throws IOException {
        Files.writeString(
                checkpoint.resolve(FILE), JsonMapper.shared().writeValueAsString(new Written(step, order)) + "\n");
        if (!ahead.isEmpty()) {
            try {
                JsonMapper.shared().writeValue(checkpoint.resolve(AHEAD), ahead);
            } catch (JacksonIOException e) {
                throw e.getCause();
            }
        }
    }
}
