package zero4j.serve;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import zero4j.UserError;
import zero4j.run.RunFolder;

/** Looks for new checkpoints of a run, and has the server take each over; the version is the step. */
final class Follower implements AutoCloseable {
    private final Server server;
    private final Path run;
    private final Supplier<Optional<Path>> latest;
    private final Consumer<String> said;
    private final ScheduledExecutorService clock;

    /** The checkpoint that was taken over, or could not be: the clock's, as what follows. */
    private Path seen;

    /** The last one that was taken over, and what the server calls it. */
    private Path good;

    private String version;

    /** Why it could not look the last time, which is said once; empty while it can. */
    private String trouble = "";

    /**
     * Begins to look.
     *
     * @param latest looks for the newest checkpoint of the run
     * @param from the checkpoint that is served already
     * @param said is told in words what was taken over, and what could not be
     */
    Follower(
            Server server,
            Path run,
            Supplier<Optional<Path>> latest,
            Path from,
            Duration every,
            Consumer<String> said) {
        this.server = server;
        this.run = run;
        this.latest = latest;
        this.seen = from.toAbsolutePath().normalize();
        this.good = seen;
        this.version = server.version();
        this.said = said;
        this.clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("follower").factory());
        var _ = clock.scheduleWithFixedDelay(this::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            Optional<Path> newest = latest.get();
            trouble = "";
            if (newest.isPresent() && !newest.get().toAbsolutePath().normalize().equals(seen)) {
                seen = newest.get().toAbsolutePath().normalize();
                take(newest.get());
            }
        } catch (RuntimeException e) {
            // Whatever is wrong with the run's folder, the weights that are served are still whole.
            String now = String.valueOf(e.getMessage());
            if (!now.equals(trouble)) {
                say("cannot look for checkpoints in " + run + ": " + now);
            }
            trouble = now;
        }
    }

    private void take(Path checkpoint) {
        String step = String.valueOf(RunFolder.stepOf(checkpoint).orElseThrow());
        try {
            RunFolder.requireUnchanged(checkpoint, Follower::isServed);
            server.load(checkpoint, step);
            good = checkpoint;
            version = step;
            say("serving " + checkpoint);
        } catch (UserError e) {
            String unfit = checkpoint + " cannot be used: " + e.getMessage();
            say(
                    server.usable() || goesBack()
                            ? "still serving version " + version + ", because " + unfit
                            : "there is nothing to serve until the next checkpoint, because " + unfit);
        }
    }

    /** Weights that failed while they were taken over have left none. */
    private boolean goesBack() {
        try {
            server.load(good, version);
            return true;
        } catch (UserError e) {
            return false; // it may be deleted already
        }
    }

    private void say(String line) {
        if (!clock.isShutdown()) {
            said.accept(line);
        }
    }

    /** Files of a checkpoint that are read here: not the optimizer's, which may be as large again. */
    private static boolean isServed(String name) {
        return name.startsWith("model") || name.equals("config.json");
    }

    @Override
    public void close() {
        clock.shutdown();
    }
}
