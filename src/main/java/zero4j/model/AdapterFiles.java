package zero4j.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import zero4j.UserError;
import zero4j.torch.NoGrad;
import zero4j.torch.SegmentPointer;
import zero4j.weights.AdapterConfig;
import zero4j.weights.ModelFolder;
import zero4j.weights.SafetensorsFile;
import zero4j.weights.SafetensorsWriter;
import zero4j.weights.TensorInfo;

/**
 * Adapters in the format of Hugging Face PEFT: a folder with {@code adapter_config.json} and
 * {@code adapter_model.safetensors}. Those written here name the weights of their base by a fingerprint in the metadata of the
 * second file.
 */
public final class AdapterFiles {
    /** Name of the file with the matrices. */
    public static final String WEIGHTS = "adapter_model.safetensors";

    private static final String FINGERPRINT = "base_sha256";

    private AdapterFiles() {}

    /**
     * Writes an adapter into a folder that the caller makes durable; creates the folder.
     *
     * @throws IOException if it cannot be written
     */
    public static void write(Path folder, Adapter adapter) throws IOException {
        Files.createDirectories(folder);
        LoraSettings lora = adapter.settings();
        AdapterConfig config = new AdapterConfig(
                lora.rank(),
                lora.alpha(),
                false,
                adapter.layers(),
                Optional.of(adapter.base().name()));
        Files.writeString(folder.resolve(AdapterConfig.FILE), config.json());
        List<SafetensorsWriter.Entry> entries = adapter.parameters().named().entrySet().stream()
                .map(matrix -> ModelFiles.entry(matrix.getKey(), matrix.getValue()))
                .toList();
        SafetensorsWriter.writeFile(
                folder.resolve(WEIGHTS),
                entries,
                Map.of("format", "pt", FINGERPRINT, adapter.base().fingerprint()));
    }

    /**
     * Gives an adapter the matrices of a folder that {@link #write} wrote.
     *
     * @throws UserError if they were trained beside another base, or with another rank, alpha or choice of layers
     */
    public static void restore(Path folder, Adapter adapter) {
        AdapterConfig config = AdapterConfig.read(folder);
        LoraSettings lora = adapter.settings();
        if (config.rank() != lora.rank()
                || config.scale() != lora.scale()
                || !config.targets().equals(adapter.layers())) {
            throw new UserError("the adapter in " + folder + " has rank " + config.rank() + ", alpha " + config.alpha()
                    + " and targets " + config.targets() + ", but the recipe's lora section says " + adapter.inWords()
                    + "; restore the recipe, or start a new run");
        }
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(WEIGHTS))) {
            checkBase(file, adapter.base());
            adapter.parameters().named().forEach((name, matrix) -> copy(file, name, matrix));
        }
    }

    private static void copy(SafetensorsFile file, String name, Tensor matrix) {
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            TensorInfo info = file.tensor(name);
            long[] shape = matrix.sizes().vec().get();
            if (!Arrays.equals(shape, info.shape())) {
                throw new UserError(file.path() + ": " + name + " has shape " + Arrays.toString(info.shape())
                        + ", but the model needs " + Arrays.toString(shape));
            }
            var _ = matrix.copy_(
                    SegmentPointer.borrow(file.data(name), ModelFiles.scalarType(name, info.dtype()), shape));
        }
    }

    /** An adapter from elsewhere names no fingerprint, and is believed. */
    static void checkBase(SafetensorsFile file, ModelFolder base) {
        if (file.metadata().containsKey(FINGERPRINT)) {
            checkBase(file, new Adapter.Base(base.path().toString(), base.fingerprint()));
        }
    }

    private static void checkBase(SafetensorsFile file, Adapter.Base base) {
        String trained = file.metadata().get(FINGERPRINT);
        if (!base.fingerprint().equals(trained)) {
            throw new UserError(file.path() + " was trained beside other weights than those in " + base.name()
                    + ": their SHA-256 is " + (trained == null ? "not known" : trained) + ", these have "
                    + base.fingerprint() + ". Restore the model that it was trained from");
        }
    }
}
