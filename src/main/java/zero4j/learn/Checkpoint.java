package zero4j.learn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import zero4j.UserError;
import zero4j.model.Adapter;
import zero4j.model.AdapterFiles;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFolder;
import zero4j.weights.ModelFolderWriter;
import zero4j.weights.SafetensorsFile;
import zero4j.weights.SafetensorsWriter;

/**
 * What learning leaves in a checkpoint: a Hugging Face model folder with {@code optimizer.safetensors} beside the weights. A
 * run that trains an adapter has it merged into the weights, and once more in the sub-folder {@code adapter} in the format of
 * PEFT: resuming reads that one.
 */
public final class Checkpoint {
    private static final String OPTIMIZER = "optimizer.safetensors";
    private static final String ADAPTER = "adapter";

    private Checkpoint() {}

    /**
     * Writes everything into an empty folder that the caller makes durable.
     *
     * @param state of optimizer and critic
     * @param companionsOf folder of the model that training began with: its tokenizer files are copied
     */
    static void write(Path folder, CausalLm lm, List<SafetensorsWriter.Entry> state, Path companionsOf)
            throws IOException {
        try (var _ = new PointerScope()) {
            // First, because other processes may have part of the state and wait until it is asked for.
            TensorFile.write(optimizer(folder), state);
            ModelConfig config = lm.config().withDtype(ModelFiles.storedType(lm));
            ModelFolderWriter.writeInto(
                    folder, config, ModelFiles.entries(lm), companionsOf, SafetensorsWriter.DEFAULT_SHARD_BYTES);
            if (lm.adapter().isPresent()) {
                AdapterFiles.write(adapter(folder), lm.adapter().get());
            }
        }
    }

    /**
     * Looks at all weights that training has changed.
     *
     * @throws UserError if one is not finite
     */
    static void requireFinite(CausalLm lm) {
        requireFinite("weight", TensorFile.notFinite(lm.parameters().named()));
        lm.adapter()
                .ifPresent(adapter -> requireFinite(
                        "weight", TensorFile.notFinite(adapter.parameters().named())));
    }

    /** What is not finite can never be mended by training on: the checkpoint before it is the one to keep. */
    static void requireFinite(String what, Optional<String> notFinite) {
        notFinite.ifPresent(name -> {
            throw new UserError("the " + what + " " + name
                    + " holds NaN or infinite values, so no checkpoint is written; lower train.learning_rate or"
                    + " train.max_grad_norm and resume");
        });
    }

    /** Where a checkpoint has its adapter, if it has one. */
    public static Path adapter(Path checkpoint) {
        return checkpoint.resolve(ADAPTER);
    }

    /** Gives an adapter the matrices of a checkpoint. */
    static void readAdapter(Path folder, Adapter adapter) {
        if (!Files.isDirectory(adapter(folder))) {
            throw new UserError(folder + " has no folder " + ADAPTER
                    + ": the run trained all parameters, but the recipe's" + " lora section says "
                    + adapter.inWords() + "; restore the recipe, or start a new run");
        }
        AdapterFiles.restore(adapter(folder), adapter);
    }

    /** Where a checkpoint has the state of optimizer and critic. */
    static Path optimizer(Path checkpoint) {
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
