package zero4j.reward;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import zero4j.OneLine;
import zero4j.UserError;

/**
 * A program that runs beside this one: lines to its standard input, lines from its standard output. Its three streams have a thread each,
 * so that none of them can fill and stop the others. Not thread-safe.
 */
final class RewardProgram implements AutoCloseable {
    /** Bytes of a line; a longer one is no score. */
    private static final int LONGEST_LINE = 1 << 20;

    private static final int SHOWN = 200;

    private static final int LINES_AHEAD = 1 << 16;
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    /** Name of a variable of the environment by which its processes are known. */
    private static final String MARK = "ZERO4J_REWARD_PROGRAM";

    private final Process process;
    private final String mark;
    private final BlockingQueue<Optional<Line>> lines = new LinkedBlockingQueue<>(LINES_AHEAD);
    private final RewardLog log;
    private final Thread reader;
    private final Thread listener;
    private @Nullable Thread writer;
    private volatile boolean deaf;
    private boolean ended;

    private RewardProgram(Process process, String mark, RewardLog log) {
        this.process = process;
        this.mark = mark;
        this.log = log;
        reader = Thread.ofVirtual().name("reward-scores").start(this::readLines);
        listener = Thread.ofVirtual().name("reward-stderr").start(() -> log.drain(process.getErrorStream()));
        // What it has started may hold its output open. Of one that ended well that may be what gives the scores.
        Thread.ofVirtual().name("reward-end").start(() -> {
            if (status() != 0) {
                expectNoMore();
            }
        });
    }

    /**
     * A line of its output.
     *
     * @param text without its end; the beginning of one that is too long
     */
    private record Line(String text, boolean tooLong) {}

    /**
     * Starts a program. Ctrl-C in the terminal is not for it: the step that goes on then still needs it.
     *
     * @param log is given what it says on its standard error
     */
    static RewardProgram start(List<String> words, RewardLog log) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT; exec \"$0\" \"$@\""));
        command.add(CommandWords.program(words.getFirst()).toString());
        command.addAll(words.subList(1, words.size()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putIfAbsent("PYTHONUNBUFFERED", "1"); // Its lines would stay in its buffer.
        String mark = UUID.randomUUID().toString();
        builder.environment().put(MARK, mark);
        try {
            return new RewardProgram(builder.start(), MARK + "=" + mark, log);
        } catch (IOException e) {
            throw new UserError("it cannot be started: " + e.getMessage(), e);
        }
    }

    private void readLines() {
        try (InputStream in = process.getInputStream()) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            boolean tooLong = false;
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == '\n') {
                    put(Optional.of(new Line(line.toString(StandardCharsets.UTF_8), tooLong)));
                    line.reset();
                    tooLong = false;
                } else if (line.size() < LONGEST_LINE) {
                    line.write(b);
                } else {
                    tooLong = true;
                }
            }
            if (line.size() > 0) {
                put(Optional.of(new Line(line.toString(StandardCharsets.UTF_8), tooLong)));
            }
        } catch (IOException e) {
            log.note("its standard output cannot be read: " + e.getMessage());
        }
        put(Optional.empty());
    }

    /** Waits for its end. */
    private int status() {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** No line comes behind those of this moment; a little patience is for what it has written already. */
    private void expectNoMore() {
        try {
            if (!reader.join(GOODBYE)) {
                put(Optional.empty());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void put(Optional<Line> line) {
        try {
            lines.put(line);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends lines without waiting for them to be read. */
    void send(List<String> requests) {
        OutputStream out = process.getOutputStream();
        writer = Thread.ofVirtual().name("reward-requests").start(() -> {
            try {
                for (String request : requests) {
                    out.write((request + "\n").getBytes(StandardCharsets.UTF_8));
                }
                out.flush();
            } catch (IOException e) {
                deaf = true; // It has closed its input, or is about to end: whoever waits for its scores is told.
                expectNoMore();
            }
        });
    }

    /**
     * Its next line.
     *
     * @return the line, or none where it has ended
     * @throws LateException if there is none in time
     * @throws UserError if it is too long
     */
    Optional<String> next(long deadline) throws LateException {
        try {
            Optional<Line> line = lines.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new LateException();
            }
            ended = line.isEmpty();
            line.filter(Line::tooLong).ifPresent(cut -> {
                throw new UserError("it wrote a line that is longer than 1 MiB: " + OneLine.of(cut.text(), SHOWN));
            });
            return line.map(Line::text);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("waiting for the reward was interrupted", e);
        }
    }

    /** A line that nobody has asked for. */
    Optional<String> surplus() {
        Optional<Line> line = lines.peek();
        return line == null ? Optional.empty() : line.map(Line::text);
    }

    /** There was no line in time. */
    static final class LateException extends Exception {
        private static final long serialVersionUID = 1;
    }

    /** How it ended, after its output has. */
    String ending() {
        try {
            if (!process.waitFor(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
                return deaf
                        ? "it closed its standard input, so that it could not be asked, and gave no more scores"
                        : "it closed its standard output";
            }
            listener.join(GOODBYE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        int status = process.isAlive() ? 0 : process.exitValue();
        return status > 128 ? "it was ended by signal " + (status - 128) : "it ended with status " + status;
    }

    /**
     * What it has started, itself included. A process whose parent has ended is nobody's descendant: where the system shows the
     * environment of processes, as Linux does, the mark tells whose it is.
     */
    private List<ProcessHandle> processes() {
        return Stream.concat(process.descendants(), ProcessHandle.allProcesses().filter(this::isMarked))
                .distinct()
                .toList();
    }

    private boolean isMarked(ProcessHandle other) {
        try {
            byte[] environment = Files.readAllBytes(Path.of("/proc", Long.toString(other.pid()), "environ"));
            return List.of(new String(environment, StandardCharsets.ISO_8859_1).split("\0"))
                    .contains(mark);
        } catch (IOException e) {
            return false; // Another user's, or ended in between.
        }
    }

    /** Ends it, and what it has started: by the end of its input where it is idle, by force where it does not heed that. */
    @Override
    public void close() {
        boolean idle = !ended && !deaf && (writer == null || !writer.isAlive());
        List<ProcessHandle> children = processes();
        try {
            if (idle) {
                process.getOutputStream().close();
                process.waitFor(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (IOException e) {
            log.note("its standard input cannot be closed: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            processes().forEach(ProcessHandle::destroyForcibly);
            children.forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        reader.interrupt(); // It may wait for room in the queue.
        try {
            listener.join(GOODBYE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
