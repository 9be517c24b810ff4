package zero4j.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zero4j.UserError;
import zero4j.bench.RolloutBench;
import zero4j.engine.vector.MachineSpeed;
import zero4j.engine.vector.ProductSpeed;
import zero4j.report.TextTable;
import zero4j.torch.Threads;

/** {@code zero4j bench rollout}: both sampling engines on this machine, side by side. */
@Command(
        name = "rollout",
        mixinStandardHelpOptions = true,
        description =
                "Time the sampling engines side by side on random models: tokens per second at temperature 1, and the"
                        + " share of what the machine can do.")
final class BenchRolloutCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--shapes",
            split = ",",
            paramLabel = "NAME",
            description = "nano (0.87 M parameters), micro (7.8 M), 0.5b (494 M; needs 8 GB) (default: nano,micro).")
    private List<String> shapes = List.of("nano", "micro");

    @Option(
            names = "--sequences",
            split = ",",
            paramLabel = "N",
            description = "Completions sampled at the same time (default: 1,16,64,256; 1,8,32 for 0.5b).")
    private List<Integer> sequences = List.of();

    @Option(
            names = "--new-tokens",
            paramLabel = "N",
            description = "Tokens per completion (default: 128; 16 for 0.5b).")
    private int newTokens;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            description = "Runs of each engine in turn, of which the fastest counts (default: 3).")
    private int repeats = 3;

    @Option(names = "--threads", paramLabel = "N", description = "CPU threads (default: one per core).")
    private int threads;

    @Override
    public Integer call() {
        if (repeats < 1 || newTokens < 0 || threads < 0 || sequences.stream().anyMatch(n -> n < 1)) {
            throw new UserError(
                    "--sequences and --repeats must be at least 1; --new-tokens and --threads too, or 0 for the default");
        }
        PrintWriter out = spec.commandLine().getOut();
        MachineSpeed speed = MachineSpeed.measure(Threads.resolve(threads));
        out.println(String.format(
                Locale.ROOT,
                "%d threads: %.0f GFLOP/s of multiply-adds, %.1f GB/s read from memory",
                Threads.resolve(threads),
                speed.flops() / 1e9,
                speed.bytes() / 1e9));
        out.println();
        out.println(TextTable.of(products(speed)));
        out.println();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "shape",
                "sequences",
                "vector tok/s",
                "torch tok/s",
                "ratio",
                "of peak",
                "of bandwidth",
                "bytes/token",
                "first token ms"));
        for (String shape : shapes) {
            try (RolloutBench bench = RolloutBench.of(shape, Threads.resolve(threads), repeats)) {
                for (int count : sequences.isEmpty() ? bench.usualSequences() : sequences) {
                    rows.add(bench.row(count, newTokens > 0 ? newTokens : bench.usualTokens(), speed));
                }
            }
        }
        out.println(TextTable.of(rows));
        out.println();
        try (RolloutBench mixed = RolloutBench.ofMixedLengths(Threads.resolve(threads), repeats)) {
            out.println(TextTable.of(mixed.mixedLengths()));
        }
        return 0;
    }

    /** Of products with the weights of an MLP: nano, micro and 0.5b. */
    private List<List<String>> products(MachineSpeed speed) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("of peak, matrix", "1 row", "4 rows", "16 rows", "64 rows"));
        for (int[] matrix : new int[][] {{384, 128}, {896, 320}, {4864, 896}}) {
            List<String> row = new ArrayList<>(List.of(matrix[0] + " x " + matrix[1]));
            for (int count : new int[] {1, 4, 16, 64}) {
                double flops = ProductSpeed.measure(Threads.resolve(threads), matrix[0], matrix[1], count);
                row.add(Math.round(100 * flops / speed.flops()) + " %");
            }
            table.add(row);
        }
        return table;
    }
}
