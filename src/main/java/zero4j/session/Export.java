package zero4j.session;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import zero4j.AtomicFile;
import zero4j.UserError;
import zero4j.learn.Checkpoint;
import zero4j.model.AdapterFolder;
import zero4j.torch.LibTorch;
import zero4j.weights.AdapterConfig;
import zero4j.weights.AdapterLayout;
import zero4j.weights.ModelFolder;
import zero4j.weights.ModelFolderWriter;
import zero4j.weights.SafetensorsWriter;

/**
 * Writes models and adapters as other programs read them. A model is named as {@link LoadedModel#open(String)} takes it; a target is a
 * folder that must not exist. Each method returns the folder that it read.
 */
public final class Export {
    private Export() {}

    /**
     * Writes a model as an ordinary Hugging Face folder, without what training needs. That of a run keeps how the run asked it and
     * marked its answers, in the file {@code zero4j-recipe.yaml}.
     *
     * @throws UserError if there is no such model, or the target cannot be written
     */
    public static Path model(String model, Path target) {
        Path source = ModelArgument.unchanged(model);
        Optional<ModelOrigin> origin = origin(model);
        try (ModelFolder folder = ModelFolder.open(source)) {
            write(folder, entries(folder), target, into -> origin.ifPresent(from -> from.keep(into)));
        }
        return source;
    }

    /**
     * Writes a model with a LoRA adapter merged into it.
     *
     * @param adapter folder in PEFT's format
     * @throws UserError if there is no such model, the adapter is not one of it, or the target cannot be written
     */
    public static Path merged(String model, Path adapter, Path target) {
        Path source = ModelArgument.unchanged(model);
        try (ModelFolder folder = ModelFolder.open(source)) {
            LibTorch.require("Merging an adapter");
            LibTorch.load(); // says clearly what is wrong if it does not fit the machine
            try (AdapterFolder opened = AdapterFolder.open(adapter, folder)) {
                write(folder, opened.merged(), target, _ -> {});
            }
        }
        return source;
    }

    /**
     * Writes only the adapter that a run trained, in PEFT's format.
     *
     * @param model the run, or one of its checkpoints
     * @throws UserError if it trained none
     */
    public static Path adapter(String model, Path target) {
        Path source = ModelArgument.folder(model);
        Path adapter = Checkpoint.adapter(source);
        if (!Files.isDirectory(adapter)) {
            throw new UserError("there is no adapter in " + source
                    + ": only runs with lora.rank above 0 train one. Export the whole model instead");
        }
        AdapterConfig.read(adapter); // a damaged one is not passed on
        ModelArgument.requireUnchanged(source, name -> source.resolve(name).startsWith(adapter));
        AtomicFile.writeFolder(target, folder -> {
            for (String file : List.of(AdapterConfig.FILE, AdapterLayout.WEIGHTS)) {
                Files.copy(adapter.resolve(file), folder.resolve(file));
            }
        });
        return source;
    }

    /** A recipe that cannot be read does not keep the model from being exported. */
    private static Optional<ModelOrigin> origin(String model) {
        try {
            return Optional.of(ModelOrigin.of(model));
        } catch (UserError unreadable) {
            return Optional.empty();
        }
    }

    private static void write(
            ModelFolder source, List<SafetensorsWriter.Entry> entries, Path target, Consumer<Path> more) {
        AtomicFile.requireAbsent(target);
        DiskEstimate.requireRoom(target, entries, DiskEstimate.free(target));
        AtomicFile.writeFolder(target, into -> {
            ModelFolderWriter.writeInto(
                    into, source.config(), entries, source.path(), SafetensorsWriter.DEFAULT_SHARD_BYTES);
            more.accept(into);
        });
    }

    private static List<SafetensorsWriter.Entry> entries(ModelFolder folder) {
        return folder.tensors().values().stream()
                .map(info -> new SafetensorsWriter.Entry(
                        info.name(), info.dtype(), info.shape(), () -> folder.data(info.name())))
                .toList();
    }
}
