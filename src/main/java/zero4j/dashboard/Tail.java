package zero4j.dashboard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.run.StepRecord;

/**
 * Looks about once a second for what has changed in the folder of runs, on a thread that is there only while somebody wants to know.
 * Files are looked at first; a database is opened only where its files were written.
 */
final class Tail {
    private static final long PAUSE_NANOS = 1_000_000_000L;

    /** New steps of a run beyond which pages are told to ask anew. */
    private static final int MOST_STEPS = 200;

    private final WatchedRuns runs;
    private final BiConsumer<String, byte[]> publish;
    private final BooleanSupplier wanted;
    private final Map<String, Seen> seen = new HashMap<>(); // of the thread
    private @Nullable Thread thread; // guarded by this

    /**
     * @param publish is given the kind of an event and its JSON
     * @param wanted whether anybody wants to know
     */
    Tail(WatchedRuns runs, BiConsumer<String, byte[]> publish, BooleanSupplier wanted) {
        this.runs = runs;
        this.publish = publish;
        this.wanted = wanted;
    }

    /** What was known of a run when it was looked at last. */
    private record Seen(String files, long step, RunSummary summary) {}

    /** @param after the step behind which these are; a page that knows less must ask anew */
    private record NewSteps(String run, long after, boolean reset, List<StepRecord> steps) {}

    /** Begins to look, if nobody does, and looks at once. */
    synchronized void wake() {
        if (thread == null && wanted.getAsBoolean()) {
            thread = Thread.ofVirtual().name("dashboard-tail").start(this::follow);
        } else if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    private void follow() {
        seen.clear();
        while (goesOn()) {
            try {
                look();
            } catch (RuntimeException e) {
                publish.accept("problem", Reply.bytes(Map.of("problem", String.valueOf(e.getMessage()))));
            }
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }
    }

    private synchronized boolean goesOn() {
        if (wanted.getAsBoolean()) {
            return true;
        }
        thread = null;
        return false;
    }

    private void look() {
        boolean first = seen.isEmpty();
        List<RunFolder> now = runs.list();
        boolean changed = seen.keySet().retainAll(now.stream().map(RunFolder::name).toList());
        for (RunFolder run : now) {
            changed |= look(run, first);
        }
        if (changed && !first) {
            publish.accept(
                    "runs",
                    Reply.bytes(Map.of(
                            "runs",
                            now.reversed().stream()
                                    .map(run -> seen.get(run.name()).summary())
                                    .toList())));
        }
    }

    /** Whether anything of a run has changed. */
    private boolean look(RunFolder run, boolean first) {
        String files = files(run);
        Seen before = seen.get(run.name());
        boolean same = before != null && before.files().equals(files);
        if (same && !before.summary().state().equals("running")) {
            return false;
        }
        RunSummary summary = RunSummary.of(run);
        if (before != null && !same) {
            publishSteps(run, before.step(), summary.step());
        }
        seen.put(run.name(), new Seen(files, summary.step(), summary));
        return before == null ? !first : !before.summary().equals(summary);
    }

    private void publishSteps(RunFolder run, long from, long to) {
        if (to == from || !Files.isRegularFile(run.database())) {
            return;
        }
        boolean reset = to < from || to - from > MOST_STEPS;
        try (RunReader reader = RunReader.open(run.database())) {
            List<StepRecord> steps = reset ? List.of() : reader.stepsAfter(from);
            publish.accept("steps", Reply.bytes(new NewSteps(run.name(), from, reset, steps)));
        } catch (UserError unreadable) {
            // The summary of the run tells of it.
        }
    }

    /** When and how large: a database is written through the log beside it. */
    private static String files(RunFolder run) {
        StringBuilder text = new StringBuilder();
        Path database = run.database();
        for (Path file : List.of(database, database.resolveSibling(database.getFileName() + "-wal"), run.recipe())) {
            try {
                BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
                text.append(found.size()).append('@').append(found.lastModifiedTime().toMillis());
            } catch (IOException absent) {
                text.append('-');
            }
            text.append(' ');
        }
        return text.toString();
    }
}
