package zero4j.weights;

import java.nio.file.Path;

/**
 * The bytes of a tensor on disk.
 *
 * @param offset first byte, counted from the beginning of the file
 * @param bytes how many
 */
public record TensorSource(Path file, long offset, long bytes) {}
