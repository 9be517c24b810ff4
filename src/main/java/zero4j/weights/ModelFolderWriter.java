package zero4j.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
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
        if (Files.exists(target)) {
            throw new UserError("%s exists already; choose another folder or remove it".formatted(target));
        }
        Path temporary = target.resolveSibling("." + target.getFileName() + ".tmp");
        try {
            deleteTree(temporary);
            Files.createDirectories(temporary);
            copyCompanions(companionsOf, temporary);
            DurableFile.write(temporary.resolve("config.json"), config.json());
            SafetensorsWriter.writeModel(temporary, tensors, maxShardBytes);
            extra.writeInto(temporary);
            DurableFile.forceFolder(temporary);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            DurableFile.forceFolder(target.toAbsolutePath().getParent());
        } catch (IOException | UncheckedIOException e) {
            discard(temporary, e);
            throw new UserError("cannot write %s: %s; is there room on the disk?".formatted(target, e), e);
        } catch (RuntimeException e) {
            discard(temporary, e);
            throw e;
        }
    }

    private static void copyCompanions(Path from, Path to) throws IOException {
        for (String name : COMPANIONS) {
            Path source = from.resolve(name);
            if (Files.isRegularFile(source)) {
                ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(source));
                DurableFile.write(to.resolve(name), channel -> DurableFile.writeFully(channel, bytes));
            }
        }
    }

    private static void discard(Path temporary, Exception cause) {
        try {
            deleteTree(temporary);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
