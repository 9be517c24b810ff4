package zero4j.learn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import zero4j.UserError;
import zero4j.model.Adapter;
import zero4j.model.AdapterFiles;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFolderWriter;
import zero4j.weights.SafetensorsWriter;

/**
 * The files of a checkpoint: a Hugging Face model folder with {@code optimizer.safetensors} and {@code trainer.json} beside
 * the weights. A run that trains an adapter has it merged into the weights, and once more in the sub-folder {@code adapter}
 * in the format of PEFT: resuming reads that one.
 */
public final class Checkpoint {
    private static final String OPTIMIZER = "optimizer.safetensors";
    private static final String ADAPTER = "adapter";
    private static final String TRAINER = "trainer.json";

    private Checkpoint() {}

    /**
     * Writes everything into an empty folder that the caller makes durable.
     *
     * @param companionsOf folder of the model that training began with: its tokenizer files are copied
     */
    static void write(Path folder, CausalLm lm, Learner learner, TrainState state, Path companionsOf)
            throws IOException {
        try (var _ = new PointerScope()) {
            requireFinite("weight", lm.parameters().named());
            lm.adapter()
                    .ifPresent(adapter ->
                            requireFinite("weight", adapter.parameters().named()));
            requireFinite("optimizer state", learner.state());
            ModelConfig config = lm.config().withDtype(ModelFiles.storedType(lm));
            ModelFolderWriter.writeInto(
                    folder, config, ModelFiles.entries(lm), companionsOf, SafetensorsWriter.DEFAULT_SHARD_BYTES);
            if (lm.adapter().isPresent()) {
                AdapterFiles.write(adapter(folder), lm.adapter().get());
            }
        }
        TensorFile.write(folder.resolve(OPTIMIZER), learner.state());
        Files.writeString(folder.resolve(TRAINER), JsonMapper.shared().writeValueAsString(state) + "\n");
    }

    /** What is not finite can never be mended by training on: the checkpoint before it is the one to keep. */
    private static void requireFinite(String what, Map<String, Tensor> tensors) {
        TensorFile.notFinite(tensors).ifPresent(name -> {
            throw new UserError("the " + what + " " + name
                    + " holds NaN or infinite values, so no checkpoint is written; lower train.learning_rate or"
                    + " train.max_grad_norm and resume");
        });
    }

    /**
     * The state of a checkpoint.
     *
     * @throws UserError if the file is missing or malformed
     */
    public static TrainState readState(Path folder) {
        Path file = folder.resolve(TRAINER);
        try {
            return JsonMapper.shared().readValue(Files.readString(file), TrainState.class);
        } catch (IOException | JacksonException e) {
            throw new UserError("cannot read " + file + ": is " + folder + " a checkpoint of a training run?", e);
        }
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
                    + adapter.settings().inWords() + "; restore the recipe, or start a new run");
        }
        AdapterFiles.restore(adapter(folder), adapter);
    }

    /** Gives a learner the moments of a checkpoint. */
    static void readOptimizer(Path folder, Learner learner) {
        TensorFile.read(folder.resolve(OPTIMIZER), learner.state());
    }
}
