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
import java.util.regex.Pattern;
import zero4j.UserError;
import zero4j.Words;

/**
 * The processes of a {@link LaunchPlan} that run on this machine. What they write is passed on line by line, with the rank before it.
 * When one fails the others are given a moment to say what they have to say, and are then ended. Their standard input stays open for
 * as long as this process lives: they know by its end that they are alone.
 */
public final class LocalProcesses implements AutoCloseable {
    /**
     * What the JVM and LibTorch's parts print by themselves. That a connection fails is said by the program, with the rank, and these
     * lines, which name files of a build, would bury it.
     */
    private static final Pattern NOISE = Pattern.compile("WARNING: Using incubator modules: jdk\\.incubator\\.vector"
            + "|\\[Gloo] Rank \\d+ is connected to .*"
            + "|\\[[IWE]\\d{4} \\S+ (socket|TCPStore|ProcessGroupGloo)\\.cpp:\\d+].*"
            + "|Exception raised from \\S+ at \\S+:\\d+ \\(most recent call first\\):"
            + "|frame #\\d+: .*");

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
        String prefix = plan.name(rank) + " | ";
        readers.add(reader(process.getInputStream(), line -> out.accept(prefix + line)));
        readers.add(reader(process.getErrorStream(), line -> err.accept(prefix + line)));
        BiConsumer<Process, Throwable> ended = (gone, _) -> ends.add(new End(rank, gone.exitValue()));
        var _ = process.onExit().whenComplete(ended);
    }

    private static Thread reader(InputStream stream, Consumer<String> lines) {
        return Thread.ofVirtual().start(() -> {
            try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                boolean behindNoise = false;
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    behindNoise = NOISE.matcher(line).matches() || (behindNoise && line.isEmpty());
                    if (!behindNoise) {
                        lines.accept(line);
                    }
                }
            } catch (IOException | UncheckedIOException ended) {
                // Its process has been ended.
            }
        });
    }

    /**
     * Waits until all have ended; once they have been asked to stop, however long that takes.
     *
     * @param events told, in words, of the first that failed and of those that had to be killed
     * @return 0 if all have, or if the first process of the run has come to its end by itself, since that one has written everything by
     *     then; else the exit code of the first that failed
     */
    public int await(Consumer<String> events) throws InterruptedException {
        int code = 0;
        long failed = 0; // when that was noticed, or when the others were asked to end
        boolean patient = true;
        boolean asked = false;
        boolean done = false;
        for (int left = processes.size(); left > 0; ) {
            End end = patient
                    ? ends.take()
                    : ends.poll(failed + grace.toNanos() - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (end != null) {
                left--;
                done |= !asked && !stopping && end.code() == 0 && plan.isFirst(end.localRank());
                if (end.code() != 0 && code == 0) {
                    code = end.code();
                    if (!stopping) {
                        failed = System.nanoTime();
                        patient = false;
                        events.accept(inWords(end) + (left == 0 ? "" : "; ending the " + Words.counted(left, "other")));
                    }
                }
            } else if (asked) {
                kill(events);
                patient = true;
            } else {
                asked = true;
                processes.forEach(LocalProcesses::ask);
                failed = System.nanoTime();
            }
        }
        for (Thread reader : readers) {
            reader.join();
        }
        return done ? 0 : code;
    }

    private void kill(Consumer<String> events) {
        for (int rank = 0; rank < processes.size(); rank++) {
            if (processes.get(rank).isAlive()) {
                events.accept(plan.name(rank) + " does not end when it is asked to: it is killed");
                processes.get(rank).toHandle().destroyForcibly();
            }
        }
    }

    /** Not by the process itself, which would close the streams before what it writes at its end. */
    private static void ask(Process process) {
        process.toHandle().destroy();
    }

    /** A process that a signal has ended has its number and 128 as its code. */
    private String inWords(End end) {
        String how = end.code() > 128
                ? "was ended by signal " + (end.code() - 128)
                : "failed (exit code " + end.code() + ")";
        return plan.name(end.localRank()) + " " + how;
    }

    /** Asks all to stop, as a termination signal does: they finish their step and save. */
    public void stop() {
        stopping = true;
        processes.forEach(LocalProcesses::ask);
    }

    /** Ends what still runs. */
    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }
}
