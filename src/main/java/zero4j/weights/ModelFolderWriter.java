package zero4j.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import zero4j.AtomicFile;
import zero4j.UserError;

/** Writes whole model folders: a folder is complete or absent. */
public final class ModelFolderWriter {
    /** Copied along from the folder that the model came from, as far as they are there. */
    private static final List<String> COMPANIONS = List.of(
            "tokenizer.json",
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

    /** Puts further files into the folder before it gets its name. */
    @FunctionalInterface
    public interface Extra {
        /** Nothing more. */
        Extra NONE = folder -> {};

        /** Writes into the temporary folder. */
        void writeInto(Path folder) throws IOException;
    }

    /** Writes a model with shards of the default size and nothing besides. */
    public static void write(
            Path target, ModelConfig config, List<SafetensorsWriter.Entry> tensors, Path companionsOf) {
        write(target, config, tensors, companionsOf, SafetensorsWriter.DEFAULT_SHARD_BYTES, Extra.NONE);
    }

    /**
     * Writes configuration, weights and companions into a temporary sibling folder and renames it.
     *
     * @param target must not exist
     * @param companionsOf the folder whose tokenizer files and {@code generation_config.json} are copied
     * @throws UserError if the target exists or cannot be written
     */
    public static void write(
            Path target,
            ModelConfig config,
            List<SafetensorsWriter.Entry> tensors,
            Path companionsOf,
            long maxShardBytes,
            Extra extra) {
        AtomicFile.writeFolder(target, folder -> {
            for (String name : COMPANIONS) {
                Path source = companionsOf.resolve(name);
                if (Files.isRegularFile(source)) {
                    Files.write(folder.resolve(name), Files.readAllBytes(source));
                }
            }
            Files.writeString(folder.resolve("config.json"), config.json());
            SafetensorsWriter.writeModel(folder, tensors, maxShardBytes);
            extra.writeInto(folder);
        });
    }
}
