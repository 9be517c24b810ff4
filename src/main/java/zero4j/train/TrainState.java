package zero4j.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import zero4j.UserError;
import zero4j.data.PromptOrder;

/**
 * Where a run stands, besides model and optimizer: the file {@code trainer.json} of a checkpoint. Every random draw depends on
 * the seed and the step only, so this is all that resuming needs.
 *
 * @param step steps done
 * @param order which questions come next
 */
public record TrainState(long step, PromptOrder order) {
    private static final String FILE = "trainer.json";

    /** Before the first step. */
    public static TrainState start(long seed) {
        return new TrainState(0, PromptOrder.start(seed));
    }

    /**
     * The state of a checkpoint.
     *
     * @throws UserError if the file is missing or malformed
     */
    public static TrainState read(Path checkpoint) {
        Path file = checkpoint.resolve(FILE);
        try {
            return JsonMapper.shared().readValue(Files.readString(file), TrainState.class);
        } catch (IOException | JacksonException e) {
            throw new UserError("cannot read " + file + ": is " + checkpoint + " a checkpoint of a training run?", e);
        }
    }

    void write(Path checkpoint) throws IOException {
        Files.writeString(checkpoint.resolve(FILE), JsonMapper.shared().writeValueAsString(this) + "\n");
    }
}
