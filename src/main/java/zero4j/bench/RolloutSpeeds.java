package zero4j.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import zero4j.Words;
import zero4j.report.Table;

/** How fast the sampling engines are on this machine, side by side, and against what the machine can do; as tables. */
public final class RolloutSpeeds {
    private final int threads;
    private final int repeats;
    private final MachineSpeed machine;

    private RolloutSpeeds(int threads, int repeats, MachineSpeed machine) {
        this.threads = threads;
        this.repeats = repeats;
        this.machine = machine;
    }

    /**
     * Measures the machine, for about a second; each table is measured when it is asked for.
     *
     * @param repeats runs of each engine in turn, of which the fastest counts
     */
    public static RolloutSpeeds of(int threads, int repeats) {
        return new RolloutSpeeds(threads, repeats, MachineSpeed.measure(threads));
    }

    /** What the machine can do, in a line. */
    public String machine() {
        return String.format(
                Locale.ROOT,
                "%s: %.0f GFLOP/s of multiply-adds, %.1f GB/s read from memory",
                Words.counted(threads, "thread"),
                machine.flops() / 1e9,
                machine.bytes() / 1e9);
    }

    /**
     * Of products with the weights of an MLP: nano, micro and 0.5b.
     *
     * @param lines hears each line of the table when it has been measured
     */
    public Table products(Consumer<String> lines) {
        Table table = Table.of("of peak, matrix", "1 row", "4 rows", "16 rows", "64 rows")
                .toldTo(lines);
        for (int[] matrix : new int[][] {{384, 128}, {896, 320}, {4864, 896}}) {
            List<String> row = new ArrayList<>(List.of(matrix[0] + " x " + matrix[1]));
            for (int count : new int[] {1, 4, 16, 64}) {
                double flops = ProductSpeed.measure(threads, matrix[0], matrix[1], count);
                row.add(Math.round(100 * flops / machine.flops()) + " %");
            }
            table.row(row);
        }
        return table;
    }

    /**
     * Both engines on random models.
     *
     * @param shapes nano, micro or 0.5b
     * @param sequences that are sampled at the same time; empty for numbers that suit the shape
     * @param newTokens of each completion; 0 for a number that suits the shape
     * @param lines hears each line of the table when it has been measured
     */
    public Table engines(List<String> shapes, List<Integer> sequences, int newTokens, Consumer<String> lines) {
        Table table = Table.of(
                        "shape",
                        "sequences",
                        "vector tok/s",
                        "torch tok/s",
                        "ratio",
                        "of peak",
                        "of bandwidth",
                        "bytes/token",
                        "first token ms")
                .toldTo(lines);
        for (String shape : shapes) {
            try (RolloutBench bench = RolloutBench.of(shape, threads, repeats)) {
                for (int count : sequences.isEmpty() ? bench.usualSequences() : sequences) {
                    table.row(bench.row(count, newTokens > 0 ? newTokens : bench.usualTokens(), machine));
                }
            }
        }
        return table;
    }

    /** What continuous batching and shared prompts bring where lengths differ. */
    public Table mixedLengths() {
        try (RolloutBench mixed = RolloutBench.ofMixedLengths(threads, repeats)) {
            return mixed.mixedLengths();
        }
    }
}
