package zero4j.pretrain;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import zero4j.AtomicFile;
import zero4j.FolderLock;
import zero4j.JsonFile;
import zero4j.UserError;
import zero4j.learn.Checkpoint;
import zero4j.learn.LearnerBackend;
import zero4j.run.RunFolder;

/**
 * The folder of a pretraining that is not finished: {@code <output>.pretraining} beside the output, with {@code pretrain.yaml}
 * (resolved), {@code origin.json}, {@code checkpoints/step-N/} (each a Hugging Face folder with {@code optimizer.safetensors}
 * and {@code pretrainer.json} beside the weights), {@code latest} (names the newest checkpoint) and {@code run.lock}.
 *
 * <p>The finished model is written into it as {@code model}, then the checkpoints go, then {@code model} is renamed to the
 * output, then the folder goes. So the output is complete or absent, and after a kill it can be told how far this came.
 *
 * @param path of the folder
 */
public record PretrainFolder(Path path) {
    private static final String SUFFIX = ".pretraining";
    private static final String STATE = "pretrainer.json";

    /** The folder that belongs to an output; it need not exist. */
    public static PretrainFolder of(Path output) {
        return new PretrainFolder(output.resolveSibling(output.getFileName() + SUFFIX));
    }

    /**
     * The unfinished pretraining that a user names.
     *
     * @param given its folder, or the output
     */
    public static Optional<PretrainFolder> find(Path given) {
        if (given.getFileName() == null) {
            return Optional.empty();
        }
        PretrainFolder folder = given.getFileName().toString().endsWith(SUFFIX) ? new PretrainFolder(given) : of(given);
        return Optional.of(folder).filter(found -> Files.isRegularFile(found.recipe()));
    }

    /** The output that a user means who names it, or the folder beside it. */
    public static Path outputOf(Path given) {
        String name = String.valueOf(given.getFileName());
        return name.endsWith(SUFFIX) ? new PretrainFolder(given).output() : given;
    }

    /** Where the finished model goes: from the folder's own name, so that the recipe may have named it relatively. */
    public Path output() {
        String name = String.valueOf(path.getFileName());
        return path.resolveSibling(name.substring(0, name.length() - SUFFIX.length()));
    }

    /** The resolved recipe. It is written last when a pretraining begins. */
    public Path recipe() {
        return path.resolve("pretrain.yaml");
    }

    /** What it began with. */
    public Path origin() {
        return path.resolve("origin.json");
    }

    private Path model() {
        return path.resolve("model");
    }

    private RunFolder run() {
        return new RunFolder(path);
    }

    /** The newest checkpoint, if there is one. */
    public Optional<Path> latestCheckpoint() {
        return run().latestCheckpoint();
    }

    /** The steps of all checkpoints, in order. */
    public List<Long> checkpointSteps() {
        return run().checkpointSteps();
    }

    /** Whether there is something that another pretraining must not overwrite. */
    public boolean holdsWork() {
        return latestCheckpoint().isPresent() || isTrained();
    }

    /**
     * Requires that a pretraining can begin here.
     *
     * @throws UserError if the output is there, or something to go on with
     */
    public void requireNew() {
        if (Files.exists(output())) {
            throw new UserError("output: " + output() + " exists already; choose another folder or remove it");
        }
        if (holdsWork()) {
            throw new UserError("output: an unfinished pretraining of it is in " + path
                    + "; go on with it (resume), or remove that folder");
        }
    }

    /** Whether the finished model is there, but not yet at its place. */
    public boolean isTrained() {
        return Files.isDirectory(model());
    }

    /** Whether the finished model is at its place already, and only what is left of this folder must go. */
    public boolean isPublished() {
        return !isTrained() && !Files.isDirectory(run().checkpoints());
    }

    /**
     * Takes the folder for this process, and makes it if it is not there.
     *
     * @throws UserError if another process has it, or removes it at this moment
     */
    public FolderLock lock() {
        try {
            Files.createDirectories(path);
            Object file = lockFile();
            FolderLock lock = run().lock();
            // Who had it may have removed the folder: then what is locked now is a file that nobody finds any more.
            if (file.equals(lockFile())) {
                return lock;
            }
            lock.close();
            throw new UserError(path + " has just been removed by another process, which had it; begin again");
        } catch (IOException e) {
            throw AtomicFile.failure(path, e);
        }
    }

    /**
     * Requires that nobody works in the folder.
     *
     * @throws UserError if another process has it at this moment
     */
    public void requireFree() {
        run().requireFree();
    }

    /** Which file is there to be locked; it is made if there is none. Where the system does not tell, always the same. */
    private Object lockFile() throws IOException {
        Path file = run().lockFile();
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            // Of another process, or of one that ended. Opening and closing it could let go of a lock of this process.
        }
        return Objects.requireNonNullElse(
                Files.readAttributes(file, BasicFileAttributes.class).fileKey(), "");
    }

    /** Puts the folder in order after a crash; only who has the {@link #lock} may do this. */
    public void mend() {
        run().mend();
    }

    /**
     * Removes the folder, and lets go of it only then: another process that takes it in between would lose it.
     *
     * @param lock this process's
     */
    public void delete(FolderLock lock) {
        try (lock) {
            if (Files.exists(path)) {
                AtomicFile.deleteFolder(path);
            }
        } catch (UserError e) {
            if (!Files.exists(path)) {
                throw e;
            }
            // Windows removes no folder with an open file: there it goes after the lock, and the moment between
            // remains.
            AtomicFile.deleteFolder(path);
        }
    }

    /**
     * Writes a checkpoint, and deletes the oldest.
     *
     * @param keep newest checkpoints that stay; 0 keeps all
     * @return where it is
     */
    Path save(LearnerBackend model, PretrainState state, int keep) {
        model.notFinite().ifPresent(this::refuse);
        Path checkpoint = run().writeCheckpoint(state.step(), into -> {
            model.write(into, List.of());
            Files.writeString(into.resolve(STATE), JsonMapper.shared().writeValueAsString(state) + "\n");
        });
        run().pruneCheckpoints(keep, OptionalLong.empty());
        return checkpoint;
    }

    private void refuse(String tensor) {
        throw new UserError(
                "the " + tensor + " holds NaN or infinite values, so nothing is written; lower train.learning_rate or"
                        + " train.max_grad_norm. " + lastGood());
    }

    /** Says what there is to go on from when training has diverged. */
    String lastGood() {
        return latestCheckpoint()
                .map(checkpoint ->
                        "The last good checkpoint is " + checkpoint + ", which can be the init of another pretraining")
                .orElse("There is no checkpoint before it");
    }

    /**
     * Looks at a checkpoint.
     *
     * @throws UserError that names a file which is missing, damaged or of another checkpoint
     */
    public void requireWhole(Path checkpoint) {
        long step = state(checkpoint).step();
        if (step != RunFolder.stepOf(checkpoint).orElseThrow()) {
            throw new UserError(checkpoint.resolve(STATE) + " is of step " + step);
        }
        Checkpoint.requireWhole(checkpoint);
        RunFolder.requireUnchanged(checkpoint, _ -> true);
    }

    private static PretrainState state(Path checkpoint) {
        Path file = checkpoint.resolve(STATE);
        try {
            return JsonFile.read(file, new TypeReference<PretrainState>() {});
        } catch (IOException e) {
            throw new UserError(file + " is missing or damaged: it is no state of a pretraining", e);
        }
    }

    /** Where the newest checkpoint stands; the start if there is none. */
    PretrainState state() {
        return latestCheckpoint().map(PretrainFolder::state).orElse(PretrainState.START);
    }

    /** Writes the finished model beside the checkpoints: complete or absent. */
    public void writeTrained(LearnerBackend trained) {
        trained.weightNotFinite().ifPresent(name -> refuse("weight " + name));
        AtomicFile.replaceFolder(model(), trained::writeModel);
    }

    /**
     * Puts the finished model at its place.
     *
     * @throws UserError if there is something else
     */
    public void publish() {
        if (Files.exists(output())) {
            throw new UserError("output: " + output() + " exists already, and the finished model waits in " + model()
                    + "; move one of them away, then resume " + path);
        }
        if (Files.isDirectory(run().checkpoints())) {
            AtomicFile.deleteFolder(run().checkpoints());
        }
        AtomicFile.moveFolder(model(), output());
    }
}
