package zero4j.weights;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import zero4j.GitLfs;
import zero4j.UserError;

/** A safetensors file of any size, mapped into memory. Thread-safe; segments are valid until it is closed. */
public final class SafetensorsFile implements AutoCloseable {
    private final Path path;
    private final Arena arena;
    private final MemorySegment mapped;
    private final SafetensorsHeader header;

    private SafetensorsFile(Path path, Arena arena, MemorySegment mapped, SafetensorsHeader header) {
        this.path = path;
        this.arena = arena;
        this.mapped = mapped;
        this.header = header;
    }

    /**
     * Maps a file and checks its whole header.
     *
     * @throws UserError if the file is missing, truncated or malformed; names the file and the tensor
     */
    public static SafetensorsFile open(Path path) {
        if (Files.isDirectory(path)) {
            throw new UserError("%s is a folder; expected a safetensors file".formatted(path));
        }
        GitLfs.requireFetched(path);
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path)) {
            MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new SafetensorsFile(path, arena, mapped, SafetensorsHeader.parse(mapped, path.toString()));
        } catch (NoSuchFileException e) {
            arena.close();
            throw new UserError("the file %s does not exist".formatted(path), e);
        } catch (IOException e) {
            arena.close();
            throw new UserError("cannot read %s: %s".formatted(path, e), e);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /** The file. */
    public Path path() {
        return path;
    }

    /** All tensors by name, in the order of their data. */
    public Map<String, TensorInfo> tensors() {
        return header.tensors();
    }

    /** Free text of the file's writer, for example {@code format=pt}. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /**
     * What is known of a tensor.
     *
     * @throws UserError if the file has no such tensor
     */
    public TensorInfo tensor(String name) {
        TensorInfo info = header.tensors().get(name);
        if (info == null) {
            throw new UserError("%s has no tensor %s".formatted(path, name));
        }
        return info;
    }

    /** A tensor's bytes, little-endian, not necessarily aligned. */
    public MemorySegment data(String name) {
        TensorInfo info = tensor(name);
        return mapped.asSlice(header.dataOffset() + info.begin(), info.bytes());
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
