package zero4j.dashboard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import zero4j.run.RunFolder;
import zero4j.run.RunState;
import zero4j.run.RunSummary;

/** The lines of the overview. A run whose files have not changed since it was looked at is not opened again. Thread-safe. */
final class RunLines {
    /**
     * A database is read anew as long as its files are younger: who writes to it lets others see what was written a moment after the
     * files have changed.
     */
    private static final Duration YOUNG = Duration.ofSeconds(5);

    private final Map<Path, Seen> seen = new ConcurrentHashMap<>();
    private final InstantSource clock;

    private record Seen(Stamp files, RunLine line) {}

    /**
     * When and how large the files of a run are.
     *
     * @param young whether they may still hold more than was to be read from them
     */
    private record Stamp(String text, boolean young) {}

    RunLines(InstantSource clock) {
        this.clock = clock;
    }

    /** The runs as they are now, those that began last first. */
    List<RunLine> list(WatchedRuns runs) {
        return runs.list().reversed().stream()
                .map(this::line)
                .sorted(Comparator.comparing(
                        RunLine::started, Comparator.nullsLast(Comparator.<Instant>reverseOrder())))
                .toList();
    }

    /** The line of a run as it is now. */
    private RunLine line(RunFolder run) {
        Stamp files = files(run);
        Seen before = seen.get(run.path());
        // One that runs may be killed without a trace in its files.
        if (before == null || before.files().young() || !before.files().equals(files) || isRunning(before.line())) {
            before = new Seen(files, RunLine.of(RunSummary.of(run)));
            seen.put(run.path(), before);
        }
        return before.line();
    }

    private static boolean isRunning(RunLine line) {
        return line.state().equals(RunState.RUNNING.inWords());
    }

    /** Of the log, too, through which a database is written. */
    private Stamp files(RunFolder run) {
        Instant youngest = clock.instant().minus(YOUNG);
        boolean young = false;
        StringBuilder text = new StringBuilder();
        Path database = run.database();
        Path log = database.resolveSibling(database.getFileName() + "-wal");
        for (Path file : List.of(database, log, run.recipe(), run.lockFile())) {
            try {
                BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
                text.append(found.size()).append('@').append(found.lastModifiedTime());
                young |= found.lastModifiedTime().toInstant().isAfter(youngest);
            } catch (IOException absent) {
                text.append('-');
            }
            text.append(' ');
        }
        return new Stamp(text.toString(), young);
    }
}
