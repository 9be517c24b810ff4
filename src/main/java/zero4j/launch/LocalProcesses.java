package zero4j.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import zero4j.UserError;

/**
 * The processes of a {@link LaunchPlan} that run on this machine. What they write is passed on line by line, with the rank before it.
 * When one fails the others are given a moment to say what they have to say, and are then ended.
 */
public final class LocalProcesses implements AutoCloseable {
    /** How a process ended. */
    private record End(int localRank, int code) {}

    private final LaunchPlan plan;
    private final Duration grace;
    private final List<Process> processes = new ArrayList<>();
    private final List<Thread> readers = new ArrayList<>();
    private final BlockingQueue<End> ends = new LinkedBlockingQueue<>();
    private volatile boolean stopping;

    private LocalProcesses(LaunchPlan plan, Duration grace) {
        this.plan = plan;
        this.grace = grace;
    }

    /**
     * Starts them.
     *
     * @param command of a process, by its rank on this machine
     * @param grace what the others have to end by themselves when one has failed, and again to end when they are told to
     * @param out hears what they write, on any thread: a line with its rank
     * @param err hears what they write as errors
     */
    public static LocalProcesses start(
            LaunchPlan plan,
            IntFunction<List<String>> command,
            Duration grace,
            Consumer<String> out,
            Consumer<String> err) {
        LocalProcesses all = new LocalProcesses(plan, grace);
        String meeting = plan.meeting();
        try {
            for (int rank = 0; rank < plan.processes(); rank++) {
                all.start(rank, command.apply(rank), meeting, out, err);
            }
        } catch (IOException e) {
            all.close();
            throw new UserError("a process of the program does not start: " + e.getMessage(), e);
        }
        return all;
    }

    private void start(int rank, List<String> command, String meeting, Consumer<String> out, Consumer<String> err)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        LaunchPlan.FOREIGN.forEach(builder.environment()::remove);
        builder.environment().putAll(plan.environment(rank, meeting));
        Process process = builder.start();
        processes.add(process);
        process.getOutputStream().close();
        String prefix = "rank " + plan.rank(rank) + " | ";
        List<Thread> own = List.of(
                reader(process.getInputStream(), line -> out.accept(prefix + line)),
                reader(process.getErrorStream(), line -> err.accept(prefix + line)));
        readers.addAll(own);
        BiConsumer<Process, Throwable> ended = (gone, _) -> ends.add(new End(rank, gone.exitValue()));
        var _ = process.onExit().whenComplete(ended);
    }

    private static Thread reader(InputStream stream, Consumer<String> lines) {
        return Thread.ofVirtual().start(() -> {
            try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                reader.lines().forEach(lines);
            } catch (IOException | UncheckedIOException ended) {
                // Its process has been ended.
            }
        });
    }

    /**
     * Waits until all have ended; once they have been asked to stop, however long that takes.
     *
     * @param failed told of the first that failed, in words
     * @return 0, or the exit code of the first that failed
     */
    public int await(Consumer<String> failed) throws InterruptedException {
        int code = 0;
        long deadline = Long.MAX_VALUE;
        boolean told = false;
        for (int left = processes.size(); left > 0; ) {
            End end = ends.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (end != null) {
                left--;
                if (end.code() != 0 && code == 0) {
                    code = end.code();
                    if (!stopping) {
                        deadline = System.nanoTime() + grace.toNanos();
                        failed.accept(inWords(end));
                    }
                }
            } else if (told) {
                processes.forEach(Process::destroyForcibly);
                deadline = Long.MAX_VALUE;
            } else {
                told = true;
                processes.forEach(Process::destroy);
                deadline = System.nanoTime() + grace.toNanos();
            }
        }
        for (Thread reader : readers) {
            reader.join();
        }
        return code;
    }

    /** A process that a signal has ended has its number and 128 as its code. */
    private String inWords(End end) {
        String how = end.code() > 128
                ? "was ended by signal " + (end.code() - 128)
                : "failed (exit code " + end.code() + ")";
        return "rank " + plan.rank(end.localRank()) + " " + how;
    }

    /** Asks all to stop, as a termination signal does: they finish their step and save. */
    public void stop() {
        stopping = true;
        processes.forEach(Process::destroy);
    }

    /** Ends what still runs. */
    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }
}
