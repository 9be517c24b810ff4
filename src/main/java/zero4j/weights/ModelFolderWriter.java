package zero4j.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import zero4j.AtomicFile;
import zero4j.UserError;

/** Writes whole model folders: a folder is complete or absent. */
public final class ModelFolderWriter {
    /** Copied along from the folder that the model came from, as far as they are there. */
    private static final List<String> COMPANIONS = List.of(
            "tokenizer.json",
            "tokenizer.json.gz",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.json",
            "merges.txt",
            "tokenizer.model",
            "chat_template.jinja",
            "chat_template.json",
            "generation_config.json");

    private ModelFolderWriter() {}

    /**
     * Writes a folder that is complete or absent, with shards of the default size.
     *
     * @param target must not exist
     * @param companionsOf the folder whose tokenizer files and {@code generation_config.json} are copied
     * @throws UserError if the target exists or cannot be written
     */
    public static void write(
            Path target, ModelConfig config, List<SafetensorsWriter.Entry> tensors, Path companionsOf) {
        AtomicFile.writeFolder(
                target,
                folder -> writeInto(folder, config, tensors, companionsOf, SafetensorsWriter.DEFAULT_SHARD_BYTES));
    }

    /**
     * Writes a folder that is complete or absent, with all weights in one file in the order of the forward pass.
     *
     * @param target must not exist
     * @param tensors gives every parameter once, in any order, all of one type
     * @param companionsOf the folder whose tokenizer files and {@code generation_config.json} are copied
     * @throws UserError if the target exists or cannot be written
     */
    public static void writeInOrder(
            Path target, ModelConfig config, Consumer<SafetensorsWriter.Sink> tensors, Path companionsOf) {
        AtomicFile.writeFolder(target, folder -> {
            copyCompanions(folder, companionsOf);
            Files.writeString(folder.resolve("config.json"), config.json());
            SafetensorsWriter.writeInOrder(
                    folder.resolve(ModelFolder.SINGLE), config.parameterShapes(), Map.of("format", "pt"), tensors);
        });
    }

    /** Writes configuration, weights and companions into an existing folder that the caller makes durable. */
    public static void writeInto(
            Path folder,
            ModelConfig config,
            List<SafetensorsWriter.Entry> tensors,
            Path companionsOf,
            long maxShardBytes)
            throws IOException {
        copyCompanions(folder, companionsOf);
        Files.writeString(folder.resolve("config.json"), config.json());
        SafetensorsWriter.writeModel(folder, tensors, maxShardBytes);
    }

    private static void copyCompanions(Path folder, Path companionsOf) throws IOException {
        for (String name : COMPANIONS) {
            Path source = companionsOf.resolve(name);
            if (Files.isRegularFile(source)) {
                Files.write(folder.resolve(name), Files.readAllBytes(source));
            }
        }
    }
}
