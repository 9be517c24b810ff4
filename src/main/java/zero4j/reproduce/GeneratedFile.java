package zero4j.reproduce;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A file that an experiment's declaration says, written when a stage reads it.
 *
 * @param file named by a hash of what is in it, so that it never changes
 * @param writer writes it, whole or not at all
 */
record GeneratedFile(Path file, Consumer<Path> writer) {
    void require() {
        if (!Files.isRegularFile(file)) {
            writer.accept(file);
        }
    }
}
