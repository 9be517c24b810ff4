package zero4j.run;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import zero4j.AtomicFile;
import zero4j.FolderLock;
import zero4j.UserError;

/**
 * The folder of a run: {@code recipe.yaml}, {@code provenance.json}, {@code run.db}, {@code checkpoints/step-N/}, the files
 * {@code latest} and {@code best} that name a checkpoint, and {@code nonfinite/}. The recipe is written last when a run is
 * made, so a folder with one holds all that training needs.
 *
 * @param path of the folder
 */
public record RunFolder(Path path) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss");
    private static final Pattern CHECKPOINT = Pattern.compile("step-(\\d{1,18})");

    private static final Set<String> POINTERS = Set.of("latest", "best");

    /**
     * Creates {@code runs/<time>-<name>/} with an empty folder of checkpoints. If another run took the name in the same
     * second, a number is added.
     */
    public static RunFolder create(Path runs, String name, LocalDateTime time) {
        RunFolder run = new RunFolder(createTimed(runs, name, time));
        try {
            Files.createDirectory(run.checkpoints());
        } catch (IOException e) {
            throw AtomicFile.failure(run.path, e);
        }
        return run;
    }

    /** Creates an empty folder {@code <time>-<name>} in another one; where that name is taken, a number is added. */
    public static Path createTimed(Path parent, String name, LocalDateTime time) {
        String base = TIME.format(time) + "-" + name;
        Path path = parent.resolve(base);
        try {
            Files.createDirectories(parent);
            for (int number = 2; ; number++) {
                try {
                    return Files.createDirectory(path);
                } catch (FileAlreadyExistsException e) {
                    path = parent.resolve(base + "-" + number);
                }
            }
        } catch (IOException e) {
            throw AtomicFile.failure(path, e);
        }
    }

    /** The path; where nothing is there, the run of that name in {@code runs}, as the list of runs names it. */
    public static Path named(Path path) {
        Path usual = Path.of("runs").resolve(path);
        return !Files.exists(path) && Files.isRegularFile(new RunFolder(usual).recipe()) ? usual : path;
    }

    /**
     * An existing run.
     *
     * @throws UserError if the folder holds no recipe
     */
    public static RunFolder open(Path path) {
        RunFolder run = new RunFolder(path);
        if (!Files.isRegularFile(run.recipe())) {
            Path above = path.toAbsolutePath().normalize().getParent();
            boolean checkpoint = above != null
                    && above.getParent() != null
                    && Files.isRegularFile(new RunFolder(above.getParent()).recipe());
            throw new UserError(
                    checkpoint
                            ? path + " is a checkpoint; the run is the folder "
                                    + path.resolve("../..").normalize()
                            : path + " is no run: there is no "
                                    + (Files.isDirectory(path) ? "recipe.yaml in it" : "such folder")
                                    + "; `runs list` shows the runs");
        }
        return run;
    }

    /** All runs in a folder, oldest first; none if the folder is not there. */
    public static List<RunFolder> list(Path runs) {
        if (!Files.isDirectory(runs)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(runs)) {
            return folders.map(RunFolder::new)
                    .filter(run -> Files.isRegularFile(run.recipe()))
                    .sorted(Comparator.comparing(RunFolder::name))
                    .toList();
        } catch (IOException e) {
            throw new UserError("cannot list the folder " + runs, e);
        }
    }

    /** Name of the folder. */
    public String name() {
        return String.valueOf(path.getFileName());
    }

    /** The resolved recipe. */
    public Path recipe() {
        return path.resolve("recipe.yaml");
    }

    /** What the run was made with. */
    public Path provenance() {
        return path.resolve("provenance.json");
    }

    /** The database of steps, completions and evaluations. */
    public Path database() {
        return path.resolve("run.db");
    }

    /** The folder of checkpoints. */
    public Path checkpoints() {
        return path.resolve("checkpoints");
    }

    /** The folder of updates that were not finite, to be looked at. */
    public Path nonFinite() {
        return path.resolve("nonfinite");
    }

    /** The checkpoint after a step; it need not exist. */
    public Path checkpoint(long step) {
        return checkpoints().resolve("step-" + step);
    }

    /** The step of a checkpoint's folder, if its name is that of one. */
    public static Optional<Long> stepOf(Path checkpoint) {
        return Optional.of(CHECKPOINT.matcher(String.valueOf(checkpoint.getFileName())))
                .filter(matcher -> matcher.matches())
                .map(matcher -> Long.parseLong(matcher.group(1)));
    }

    /** Writes the checkpoint after a step: complete or absent, and then the latest. One of that step is replaced. */
    public Path writeCheckpoint(long step, AtomicFile.FolderContents contents) {
        Path checkpoint = checkpoint(step);
        AtomicFile.replaceFolder(checkpoint, into -> {
            contents.writeTo(into);
            Checksums.write(into);
        });
        point("latest", step);
        return checkpoint;
    }

    /**
     * Looks whether files of a checkpoint are those that were saved. A folder that is no checkpoint has nothing to compare with.
     *
     * @param names of the files that matter
     * @throws UserError that names one that is missing or has changed
     */
    public static void requireUnchanged(Path checkpoint, Predicate<String> names) {
        Checksums.requireSame(checkpoint, names);
    }

    /** Says which checkpoint is the best: the file {@code best} names it, as {@code latest} names the newest. */
    public void markBest(long step) {
        point("best", step);
    }

    private void point(String name, long step) {
        AtomicFile.write(path.resolve(name), checkpoints().getFileName() + "/step-" + step + "\n");
    }

    /**
     * The checkpoint that {@code latest} or {@code best} in the folder of a run names, given the path of that file.
     *
     * @return empty if there is no such file
     */
    public static Optional<Path> pointedAt(Path pointer) {
        Path name = pointer.getFileName();
        if (name == null || !POINTERS.contains(name.toString()) || !Files.isRegularFile(pointer)) {
            return Optional.empty();
        }
        try {
            return Optional.of(pointer.resolveSibling(Files.readString(pointer).strip()));
        } catch (IOException | InvalidPathException e) {
            throw new UserError(pointer + " is damaged: it does not name a checkpoint", e);
        }
    }

    /** The steps of all checkpoints, in order. */
    public List<Long> checkpointSteps() {
        if (!Files.isDirectory(checkpoints())) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(checkpoints())) {
            return folders.map(RunFolder::stepOf)
                    .flatMap(Optional::stream)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UserError("cannot list the folder " + checkpoints(), e);
        }
    }

    /** The newest checkpoint, if there is any. */
    public Optional<Path> latestCheckpoint() {
        List<Long> steps = checkpointSteps();
        return steps.isEmpty() ? Optional.empty() : Optional.of(checkpoint(steps.getLast()));
    }

    /** Whether {@link #mend} would find nothing to do. */
    public boolean inOrder() {
        List<Long> steps = checkpointSteps();
        return AtomicFile.inOrder(path)
                && AtomicFile.inOrder(checkpoints())
                && (steps.isEmpty()
                        || pointedAt(path.resolve("latest")).equals(Optional.of(checkpoint(steps.getLast()))));
    }

    /**
     * Puts the folder in order after a crash: nothing half-written stays, and {@code latest} names the newest checkpoint. Only
     * who has the {@link #lock} may do this.
     */
    public void mend() {
        try {
            Files.createDirectories(checkpoints());
        } catch (IOException e) {
            throw AtomicFile.failure(checkpoints(), e);
        }
        AtomicFile.mend(path);
        AtomicFile.mend(checkpoints());
        List<Long> steps = checkpointSteps();
        if (!steps.isEmpty()) {
            point("latest", steps.getLast());
        }
    }

    /**
     * Deletes checkpoints, the oldest first.
     *
     * @param newest so many stay; 0 keeps all
     * @param besides the step of one that stays too
     */
    public void pruneCheckpoints(int newest, OptionalLong besides) {
        AtomicFile.mend(checkpoints());
        if (newest > 0) {
            List<Long> steps = checkpointSteps();
            steps.subList(0, Math.max(0, steps.size() - newest)).stream()
                    .filter(step -> besides.isEmpty() || step != besides.getAsLong())
                    .forEach(step -> AtomicFile.deleteFolder(checkpoint(step)));
        }
    }

    /**
     * Takes the run; nobody else can until it is let go of.
     *
     * @throws UserError if somebody has it, in this process or another
     */
    public FolderLock lock() {
        return FolderLock.take(lockFile()).orElseThrow(this::heldByAnother);
    }

    /** Whether somebody has the run at this moment, in this process or another. */
    public boolean held() {
        return FolderLock.held(lockFile());
    }

    /**
     * Refuses early what {@link #lock} would refuse.
     *
     * @throws UserError if another process has the run
     */
    public void requireFree() {
        if (held()) {
            throw heldByAnother();
        }
    }

    private UserError heldByAnother() {
        return new UserError(path + " is being trained by another process; wait for it or stop it first");
    }

    /** The file that {@link #lock} locks. */
    public Path lockFile() {
        return path.resolve("run.lock");
    }
}
