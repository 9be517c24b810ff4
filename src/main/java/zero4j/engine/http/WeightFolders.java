package zero4j.engine.http;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import zero4j.AtomicFile;
import zero4j.FolderLock;
import zero4j.UserError;
import zero4j.rollout.PolicyWeights;
import zero4j.weights.Dtype;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFolderWriter;

/**
 * Versions of the weights on a disk that the servers see, each a Hugging Face folder of its own: complete or absent, its tensors in the
 * order of the layers, and never written over, since servers may keep what they have read under a name.
 */
final class WeightFolders {
    private static final String PREFIX = "weights-";

    private final Path place;
    private final ModelConfig config;
    private final Path companions;
    private @Nullable FolderLock lock; // from the beginning on

    /**
     * Folders below a place that is this training's alone.
     *
     * @param companions folder of the model, whose tokenizer files are copied
     */
    WeightFolders(Path place, ModelConfig config, Path companions) {
        this.place = place.toAbsolutePath().normalize();
        this.config = config;
        this.companions = companions;
    }

    /**
     * Removes what a training that was killed has left.
     *
     * @throws UserError if another training has the place, whose folders these would be
     */
    void begin() {
        try {
            Files.createDirectories(place);
        } catch (IOException e) {
            throw AtomicFile.failure(place, e);
        }
        lock = FolderLock.take(lockFile())
                .orElseThrow(() -> new UserError("rollout.weights: another training keeps its weights in " + place
                        + "; give this one another folder, or a run folder of another name"));
        AtomicFile.mend(place);
        keep(Set.of());
    }

    /** Beside the place, in which there is nothing but weights. */
    private Path lockFile() {
        return place.resolveSibling(place.getFileName() + ".lock");
    }

    /** Writes a version. */
    Path write(PolicyWeights weights, String label) {
        Path folder = place.resolve(PREFIX + label);
        ModelFolderWriter.writeInOrder(
                folder,
                config,
                sink -> weights.forEach(
                        tensor -> sink.put(tensor.name(), Dtype.valueOf(tensor.dtype()), tensor.data())),
                companions);
        return folder;
    }

    /** Deletes all but those. */
    void keep(Set<Path> folders) {
        for (Path folder : all()) {
            if (!folders.contains(folder)) {
                AtomicFile.deleteFolder(folder);
            }
        }
    }

    /** Deletes all, and the place if nothing else is in it; does nothing where another training has it. */
    void remove() {
        if (lock == null) {
            return;
        }
        keep(Set.of());
        try (FolderLock _ = lock) {
            Files.deleteIfExists(lockFile());
            Files.deleteIfExists(place);
        } catch (DirectoryNotEmptyException somethingElse) {
            // stays
        } catch (IOException e) {
            throw AtomicFile.failure(place, e);
        }
    }

    private List<Path> all() {
        if (!Files.isDirectory(place)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(place)) {
            return found.filter(path -> String.valueOf(path.getFileName()).startsWith(PREFIX))
                    .toList();
        } catch (IOException e) {
            throw new UserError("cannot read the folder of weights " + place + ": " + e, e);
        }
    }
}
