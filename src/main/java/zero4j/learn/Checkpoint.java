package zero4j.learn;

import java.nio.file.Files;
import java.nio.file.Path;
import zero4j.UserError;
import zero4j.weights.ModelFolder;
import zero4j.weights.SafetensorsFile;

/**
 * What learning leaves in a checkpoint: a Hugging Face model folder with {@code optimizer.safetensors} beside the weights. A
 * run that trains an adapter has it merged into the weights, and once more in the sub-folder {@code adapter} in the format of
 * PEFT: resuming reads that one.
 */
public final class Checkpoint {
    private static final String OPTIMIZER = "optimizer.safetensors";
    private static final String ADAPTER = "adapter";

    private Checkpoint() {}

    /** Where a checkpoint has its adapter, if it has one. */
    public static Path adapter(Path checkpoint) {
        return checkpoint.resolve(ADAPTER);
    }

    /**
     * The same where there must be one.
     *
     * @param adapter that the recipe asks for, in words
     */
    public static Path requireAdapter(Path checkpoint, String adapter) {
        if (!Files.isDirectory(adapter(checkpoint))) {
            throw new UserError(checkpoint + " has no folder " + ADAPTER
                    + ": the run trained all parameters, but the recipe's" + " lora section says " + adapter
                    + "; restore the recipe, or start a new run");
        }
        return adapter(checkpoint);
    }

    /** Where a checkpoint has the state of optimizer and critic. */
    public static Path optimizer(Path checkpoint) {
        return checkpoint.resolve(OPTIMIZER);
    }

    /**
     * Looks whether all files of a checkpoint are there and whole, as far as their headers tell.
     *
     * @throws UserError that names the one that is not
     */
    public static void requireWhole(Path folder) {
        SafetensorsFile.open(optimizer(folder)).close();
        ModelFolder.open(folder).close();
    }
}
