package zero4j.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import zero4j.UserError;
import zero4j.algorithm.TrainBatch;
import zero4j.dist.Sharding;
import zero4j.dist.SingleProcess;
import zero4j.launch.OwnJvm;
import zero4j.report.Table;
import zero4j.torch.Threads;
import zero4j.weights.ModelConfig;

/**
 * What learning takes in memory, in Java and on LibTorch, each in a process of its own and measured in the same way.
 *
 * @param peak resident bytes of model, optimizer and updates together, beyond those of a process that has already learnt with a tiny
 *     model: neither code nor libraries count
 * @param heapPerToken bytes that the most thrifty of the updates allocates on the heap for a token, prompts counted for every response
 */
public record LearnFootprint(long peak, double heapPerToken) {
    private static final String JAVA = "Java";
    private static final String TORCH = "LibTorch";
    /** Updates, in some of which code is not yet compiled. */
    private static final int UPDATES = 8;

    /**
     * Updates of groups of 8 responses behind a prompt of 128, as a table.
     *
     * @param groups of an update
     * @param lines hears each line of the table when it has been measured
     */
    public static Table table(List<String> shapes, int groups, int threads, Consumer<String> lines) {
        Table table = Table.of(
                        "shape",
                        JAVA + " peak MB",
                        TORCH + " peak MB",
                        "ratio",
                        JAVA + " heap B/tok",
                        TORCH + " heap B/tok")
                .toldTo(lines, 5);
        for (String shape : shapes) {
            LearnFootprint java = ofOwnProcess(JAVA, shape, groups, threads);
            LearnFootprint torch = ofOwnProcess(TORCH, shape, groups, threads);
            table.row(
                    shape,
                    number("%.0f", java.peak / (double) (1 << 20)),
                    number("%.0f", torch.peak / (double) (1 << 20)),
                    number("%.2f", java.peak / (double) torch.peak),
                    number("%.0f", java.heapPerToken),
                    number("%.0f", torch.heapPerToken));
        }
        return table;
    }

    /** The process of one case: prints bytes and bytes per token, or why there are none. Arguments: backend, shape, groups, threads. */
    public static void main(String[] args) {
        int threads = Integer.parseInt(args[3]);
        try {
            LearnFootprint found;
            if (args[0].equals(JAVA)) {
                found = measure(JAVA, args[1], Integer.parseInt(args[2]), threads);
            } else {
                try (var _ = Threads.oneComputes(threads)) {
                    found = measure(TORCH, args[1], Integer.parseInt(args[2]), threads);
                }
            }
            System.out.println(found.peak + " " + found.heapPerToken);
        } catch (UserError e) {
            System.out.println(e.getMessage());
            System.exit(1);
        }
    }

    private static LearnFootprint measure(String backend, String shape, int groups, int threads) {
        ModelConfig smallest = LearnBench.smallest();
        try (LearnBench bench = open(backend, smallest, threads)) {
            var _ = bench.learn(LearnBench.groups(1, smallest.vocabSize()));
        }
        System.gc();
        ModelConfig config = LearnBench.config(shape, LearnBench.vocabulary(shape));
        TrainBatch batch = LearnBench.groups(groups, config.vocabSize());
        double[] perToken = {Double.POSITIVE_INFINITY};
        long peak = LearnMemory.peak(() -> {
            try (LearnBench bench = open(backend, config, threads)) {
                for (int i = 0; i < UPDATES; i++) {
                    long before = allocated();
                    var _ = bench.learn(batch);
                    double ofUpdate = (allocated() - before) / (double) LearnBench.tokens(batch);
                    perToken[0] = Math.min(perToken[0], ofUpdate);
                }
            }
        });
        return new LearnFootprint(peak, perToken[0]);
    }

    private static LearnBench open(String backend, ModelConfig config, int threads) {
        return backend.equals(JAVA)
                ? LearnBench.inJava(config, true, threads)
                : LearnBench.torch(config, new SingleProcess(), Sharding.NONE);
    }

    /** Bytes that all threads of this process have allocated on the heap so far, those that ended included. */
    private static long allocated() {
        return ManagementFactory.getPlatformMXBean(ThreadMXBean.class).getTotalThreadAllocatedBytes();
    }

    private static LearnFootprint ofOwnProcess(String backend, String shape, int groups, int threads) {
        String what = "the memory of learning with " + backend + " could not be measured: ";
        List<String> command = OwnJvm.command(
                LearnFootprint.class,
                List.of(),
                List.of(backend, shape, Integer.toString(groups), Integer.toString(threads)));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0 || !answer.matches("\\d+ [-+.E\\d]+")) {
                throw new UserError(what + answer);
            }
            String[] numbers = answer.split(" ", 2);
            return new LearnFootprint(Long.parseLong(numbers[0]), Double.parseDouble(numbers[1]));
        } catch (IOException e) {
            throw new UserError(what + e, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while measuring memory", e);
        }
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
