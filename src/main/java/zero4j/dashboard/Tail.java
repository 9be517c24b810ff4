package zero4j.dashboard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;

/**
 * Looks about once a second for what has changed in the folder of runs, on a thread that is there only while somebody wants to know.
 * Files are looked at first; a database is opened only where its files were written.
 */
final class Tail {
    private static final long PAUSE_NANOS = 1_000_000_000L;

    /** New steps of a run beyond which pages are told to ask anew. */
    private static final int MOST_STEPS = 200;

    private final WatchedRuns runs;
    private final RunLines lines;
    private final BiConsumer<String, Object> publish;
    private final BooleanSupplier wanted;
    private @Nullable Thread thread; // guarded by this

    /**
     * @param publish is given the kind of an event and what it says
     * @param wanted whether anybody wants to know
     */
    Tail(WatchedRuns runs, RunLines lines, BiConsumer<String, Object> publish, BooleanSupplier wanted) {
        this.runs = runs;
        this.lines = lines;
        this.publish = publish;
        this.wanted = wanted;
    }

    /** Begins to look, if nobody does, and looks at once. */
    synchronized void wake() {
        if (thread == null && wanted.getAsBoolean()) {
            thread = Thread.ofVirtual().name("dashboard-tail").start(this::follow);
        } else if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    private void follow() {
        Map<String, Long> steps = new HashMap<>();
        List<RunLine> before = new ArrayList<>();
        try {
            while (goesOn()) {
                before = look(before, steps);
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        } finally {
            gone();
        }
    }

    /** Whatever ended this look: the next wake begins another. */
    private synchronized void gone() {
        if (Thread.currentThread().equals(thread)) {
            thread = null;
        }
    }

    private synchronized boolean goesOn() {
        if (wanted.getAsBoolean()) {
            return true;
        }
        thread = null;
        return false;
    }

    private List<RunLine> look(List<RunLine> before, Map<String, Long> steps) {
        try {
            List<RunLine> now = lines.list(runs);
            if (!now.equals(before)) {
                publish.accept("runs", Map.of("runs", now));
            }
            for (RunLine run : now) {
                Long known = steps.get(run.name());
                if (known != null && known != run.step()) {
                    publishSteps(run.name(), known, run.step());
                }
                steps.put(run.name(), run.step()); // only now: what could not be told is told by the next look
            }
            return now;
        } catch (RuntimeException e) { // it must go on looking, whatever one look met
            publish.accept("trouble", Map.of("problem", String.valueOf(e.getMessage())));
            return before;
        }
    }

    private void publishSteps(String name, long from, long to) {
        Optional<RunFolder> run = runs.find(name);
        if (run.isEmpty() || to < from || to - from > MOST_STEPS) {
            publish.accept("steps", Curves.reset(name, to));
            return;
        }
        try (RunReader reader = RunReader.open(run.get().database())) {
            publish.accept("steps", Curves.after(name, reader, from, to));
        }
    }
}
