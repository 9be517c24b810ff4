package zero4j.dashboard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import zero4j.run.RunFolder;

/**
 * The runs that the page shows: those of one folder, or one of them. A name from outside never leads out of that folder, neither
 * by its letters nor by a link.
 *
 * @param folder that holds the folders of runs; it need not be there yet
 * @param only the name of the one run that is shown; empty for all
 */
public record WatchedRuns(Path folder, Optional<String> only) {
    /** All runs of a folder; if it is the folder of a run itself, this run. */
    public static WatchedRuns in(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        return parent != null && Files.isRegularFile(new RunFolder(absolute).recipe())
                ? new WatchedRuns(parent, Optional.of(String.valueOf(absolute.getFileName())))
                : new WatchedRuns(absolute, Optional.empty());
    }

    /** The runs that are there now, oldest first. */
    List<RunFolder> list() {
        return RunFolder.list(folder).stream()
                .filter(run -> find(run.name()).isPresent())
                .toList();
    }

    /** The run of a name. */
    Optional<RunFolder> find(String name) {
        if (name.isEmpty()
                || name.startsWith(".")
                || only.filter(one -> !one.equals(name)).isPresent()) {
            return Optional.empty();
        }
        try {
            Path inside = folder.resolve(name);
            RunFolder run = new RunFolder(inside);
            boolean own = folder.equals(inside.getParent()) && name.equals(String.valueOf(inside.getFileName()));
            return own && Files.isRegularFile(run.recipe()) && staysInside(run) ? Optional.of(run) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private boolean staysInside(RunFolder run) {
        try {
            Path real = folder.toRealPath().resolve(run.name());
            return run.path().toRealPath().equals(real)
                    && Stream.of(run.recipe(), run.provenance(), run.database())
                            .allMatch(file -> !Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                                    || Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            return false;
        }
    }
}
