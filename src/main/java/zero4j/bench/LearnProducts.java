package zero4j.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import zero4j.report.Table;
import zero4j.vector.VectorPeak;
import zero4j.weights.ModelShape;

/** The products that updates in Java are made of, against what the processor can do at most. */
public final class LearnProducts {
    /** Rows that a thread of the learner multiplies at a time. */
    private static final int ROWS = 64;
    /** Tokens of a small micro-batch. */
    private static final int TOKENS = 1024;

    private LearnProducts() {}

    /**
     * Of the matrices of an attention and an MLP: floating-point operations per second of all threads.
     *
     * @param lines hears each line of the table when it has been measured
     */
    public static Table table(int threads, Consumer<String> lines) {
        Table table = Table.of("GFLOP/s (of peak)", "matrix", "y = x W'", "dx = dy W", "dW += dy' x", "peak")
                .toldTo(lines);
        for (String name : List.of("nano", "micro", "135m")) {
            ModelShape shape = BenchModel.shape(name, ROWS);
            row(table, name, threads, shape.hiddenSize(), shape.hiddenSize());
            row(table, name, threads, 2 * shape.intermediateSize(), shape.hiddenSize());
            row(table, name, threads, shape.hiddenSize(), shape.intermediateSize());
        }
        return table;
    }

    private static void row(Table table, String name, int threads, int outputs, int inputs) {
        double[] speeds = {
            ProductSpeed.ofPieces(threads, outputs, inputs, ROWS),
            ProductSpeed.ofPieces(threads, inputs, outputs, ROWS),
            ProductSpeed.ofGradient(threads, outputs, inputs, TOKENS)
        };
        double peak = VectorPeak.measure(threads); // beside them, for what else the machine does changes
        List<String> row = new ArrayList<>(List.of(name, outputs + " x " + inputs));
        for (double speed : speeds) {
            row.add(String.format(Locale.ROOT, "%.0f (%.0f %%)", speed / 1e9, 100 * speed / peak));
        }
        row.add(String.format(Locale.ROOT, "%.0f", peak / 1e9));
        table.row(row);
    }
}
