package zero4j.dashboard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import zero4j.run.RunFolder;
import zero4j.run.RunState;
import zero4j.run.RunSummary;

/** The lines of the overview. A run whose files have not changed since it was looked at is not opened again. Thread-safe. */
final class RunLines {
    private final Map<Path, Seen> seen = new ConcurrentHashMap<>();

    private record Seen(String files, RunLine line) {}

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
        String files = files(run);
        Seen before = seen.get(run.path());
        // One that runs may be killed without a trace in its files.
        if (before == null || !before.files().equals(files) || isRunning(before.line())) {
            before = new Seen(files, RunLine.of(RunSummary.of(run)));
            seen.put(run.path(), before);
        }
        return before.line();
    }

    private static boolean isRunning(RunLine line) {
        return line.state().equals(RunState.RUNNING.inWords());
    }

    /** When and how large: a database is written through the log beside it. */
    private static String files(RunFolder run) {
        StringBuilder text = new StringBuilder();
        Path database = run.database();
        Path log = database.resolveSibling(database.getFileName() + "-wal");
        for (Path file : List.of(database, log, run.recipe(), run.lockFile())) {
            try {
                BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
                text.append(found.size()).append('@').append(found.lastModifiedTime());
            } catch (IOException absent) {
                text.append('-');
            }
            text.append(' ');
        }
        return text.toString();
    }
}
