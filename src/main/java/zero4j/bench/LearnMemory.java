package zero4j.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import zero4j.UserError;
import zero4j.Words;
import zero4j.algorithm.TrainBatch;
import zero4j.launch.OwnJvm;
import zero4j.model.CausalLm;
import zero4j.report.Table;
import zero4j.torch.NativeMemory;
import zero4j.torch.Threads;

/**
 * Peak memory of one update beyond the model's own, each case in a process of its own: what an allocator keeps of one would
 * hide the need of the next.
 */
public enum LearnMemory {
    WHOLE("logits of all tokens, by autograd"),
    CHUNKED("logits in chunks, in closed form"),
    CHECKPOINTING("the same with activation checkpointing");

    private static final int VOCABULARY = 32_768;
    private static final int LENGTH = 128;

    private final String title;

    LearnMemory(String title) {
        this.title = title;
    }

    /**
     * All cases as a table.
     *
     * @param lines hears each line of it when it has been measured
     */
    public static Table table(String shape, int sequences, int threads, Consumer<String> lines) {
        Table table = Table.of(
                        shape + ", vocabulary " + VOCABULARY + ", " + Words.counted((long) sequences * LENGTH, "token"),
                        "peak MB",
                        "share")
                .toldTo(lines, CHECKPOINTING.title.length());
        double whole = 0;
        for (LearnMemory memory : values()) {
            double bytes = memory.ofOwnProcess(shape, sequences, threads);
            whole = memory == WHOLE ? bytes : whole;
            table.row(memory.title, number("%.0f", bytes / (1 << 20)), number("%.2f", bytes / whole));
        }
        return table;
    }

    /** The process of one case: prints bytes, or why there are none. Arguments: case, shape, sequences, threads. */
    public static void main(String[] args) {
        try (var _ = Threads.oneComputes(Integer.parseInt(args[3]))) {
            System.out.println(valueOf(args[0]).measure(args[1], Integer.parseInt(args[2])));
        } catch (UserError e) {
            System.out.println(e.getMessage());
            System.exit(1);
        }
    }

    private double ofOwnProcess(String shape, int sequences, int threads) {
        List<String> command = OwnJvm.command(
                LearnMemory.class,
                List.of(),
                List.of(name(), shape, Integer.toString(sequences), Integer.toString(threads)));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0 || !answer.matches("\\d+")) {
                throw new UserError("the memory of '" + title + "' could not be measured: " + answer);
            }
            return Long.parseLong(answer);
        } catch (IOException e) {
            throw new UserError("the memory of '" + title + "' could not be measured: " + e, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while measuring memory", e);
        }
    }

    /**
     * Peak of resident memory over that before the update, in bytes.
     *
     * @throws UserError where the system does not tell it
     */
    long measure(String shape, int sequences) {
        TrainBatch batch = LearnBench.equal(sequences, LENGTH, VOCABULARY);
        if (this == WHOLE) {
            try (CausalLm lm = LearnBench.model(LearnBench.config(shape, VOCABULARY))) {
                return peak(() -> WholeLogits.backward(lm, batch.responses()));
            }
        }
        String checkpointing = "train.activation_checkpointing=" + (this == CHECKPOINTING);
        try (LearnBench bench = LearnBench.of(shape, VOCABULARY, "train.workers=1", checkpointing)) {
            return peak(() -> bench.learn(batch));
        }
    }

    /** What {@code work} had resident at its peak beyond what was resident before it, in bytes. */
    static long peak(Runnable work) {
        if (!NativeMemory.forgetPeak()) {
            throw new UserError("this system does not tell a process's peak memory (Linux does)");
        }
        // After the peak was forgotten: what another thread frees in between may not count for the work.
        long before = NativeMemory.resident().orElseThrow();
        work.run();
        return Math.max(0, NativeMemory.peak().orElseThrow() - before);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
