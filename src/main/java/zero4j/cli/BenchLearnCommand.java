package zero4j.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zero4j.UserError;
import zero4j.bench.LearnBench;
import zero4j.bench.LearnFootprint;
import zero4j.bench.LearnMemory;
import zero4j.bench.LearnProducts;
import zero4j.torch.LibTorch;
import zero4j.torch.Threads;

/** {@code zero4j bench learn}: what an update costs in time and in memory. */
@Command(
        name = "learn",
        mixinStandardHelpOptions = true,
        description =
                "Time updates of random models, forward, backward and optimizer, in Java and on LibTorch: tokens per second, the"
                        + " share of what the machine can do, and what prompts that responses share save; and peak memory.")
final class BenchLearnCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--shapes",
            split = ",",
            paramLabel = "NAME",
            description = "nano (0.87 M parameters), micro (7.8 M) (default: nano,micro).")
    private List<String> shapes = List.of("nano", "micro");

    @Option(
            names = "--sequences",
            paramLabel = "N",
            description = "Sequences of an update (default: 64 of 64 tokens, 128 of 128, 128 of mixed lengths).")
    private int sequences;

    @Option(names = "--threads", paramLabel = "N", description = "CPU threads (default: one per core).")
    private int threads;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            description = "Updates of each kind in turn, of which the fastest counts (default: 5).")
    private int repeats = 5;

    @Option(
            names = "--memory",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description =
                    "Whether to measure memory, too: of both, then of LibTorch with a vocabulary of 32,768 (default: yes).")
    private boolean memory;

    @Option(names = "--products", description = "Time only the products that updates in Java are made of.")
    private boolean products;

    @Override
    public void run() {
        if (repeats < 1 || sequences < 0 || threads < 0) {
            throw new UserError(
                    "--repeats must be at least 1; --sequences and --threads too, or 0 for the" + " default");
        }
        PrintWriter out = spec.commandLine().getOut();
        int cores = Threads.resolve(threads);
        if (products) {
            LearnProducts.table(cores, out::println);
            return;
        }
        LibTorch.require("bench learn");
        try (var _ = Threads.oneComputes(cores)) {
            LearnBench.table(shapes, sequences, cores, repeats, out::println);
            if (memory) {
                out.println();
                int groups = sequences == 0 ? 16 : Math.ceilDiv(sequences, LearnBench.GROUP);
                LearnFootprint.table(shapes, groups, cores, out::println);
                out.println();
                LearnMemory.table(shapes.getLast(), sequences == 0 ? 16 : sequences, cores, out::println);
            }
        }
    }
}
