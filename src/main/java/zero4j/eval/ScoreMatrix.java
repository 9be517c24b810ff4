package zero4j.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What models scored in templates on benchmarks, as Table 1 of arXiv 2503.20783 has it: rows of model and template. Immutable. */
public final class ScoreMatrix {
    private final List<ScoreRow> rows;
    private final List<RowComparison> comparisons;

    /** @param rows in the order in which they were asked for */
    public ScoreMatrix(List<ScoreRow> rows) {
        this.rows = List.copyOf(rows);
        this.comparisons = adjusted(compared());
    }

    /** In the order in which they were asked for. */
    public List<ScoreRow> rows() {
        return rows;
    }

    /** The benchmarks, in their order. */
    public List<String> benchmarks() {
        return rows.isEmpty()
                ? List.of()
                : rows.getFirst().cells().stream().map(CellScores::benchmark).toList();
    }

    /**
     * Rows beside each other that differ in one thing, the template of one model or the model in one template: over all
     * benchmarks, and where there are two rows also by benchmark. Rows that were not asked the same questions are left out, and so
     * are samples of different temperatures, or of different numbers for a question, and benchmarks of which a row was asked
     * nothing.
     */
    public List<RowComparison> comparisons() {
        return comparisons;
    }

    private List<RowComparison> compared() {
        List<RowComparison> found = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            for (int j = i + 1; j < rows.size(); j++) {
                ScoreRow first = rows.get(j);
                ScoreRow second = rows.get(i);
                boolean alike =
                        first.model().equals(second.model()) || first.template().equals(second.template());
                if ((alike || isPair()) && first.asksAs(second)) {
                    found.addAll(compared(first, second));
                }
            }
        }
        return found;
    }

    /** Two rows are compared whatever they differ in, and benchmark by benchmark; of more rows that would be too much to read. */
    private boolean isPair() {
        return rows.size() == 2;
    }

    private List<RowComparison> compared(ScoreRow first, ScoreRow second) {
        List<RowComparison> found = new ArrayList<>();
        if (first.isGreedy() && second.isGreedy()) {
            compare(first, second, "greedy", CellScores::greedyShares, found);
        }
        if (first.k() > 0 && first.k() == second.k() && first.temperature().equals(second.temperature())) {
            compare(first, second, "avg@" + first.k(), CellScores::sampledShares, found);
        }
        return found;
    }

    private void compare(
            ScoreRow first,
            ScoreRow second,
            String measure,
            Function<CellScores, double[]> shares,
            List<RowComparison> found) {
        List<double[]> ours = first.cells().stream().map(shares).toList();
        List<double[]> theirs = second.cells().stream().map(shares).toList();
        if (isPair() && ours.size() > 1) {
            IntStream.range(0, ours.size())
                    .filter(i -> first.cells().get(i).isAsked()
                            && second.cells().get(i).isAsked())
                    .mapToObj(i -> new RowComparison(
                            first.label(),
                            second.label(),
                            measure,
                            first.cells().get(i).benchmark(),
                            PairedDifference.of(ours.get(i), theirs.get(i)),
                            1))
                    .forEach(found::add);
        }
        if (first.isAsked() && second.isAsked()) {
            found.add(new RowComparison(
                    first.label(), second.label(), measure, "", PairedDifference.ofBenchmarks(ours, theirs), 1));
        }
    }

    private static List<RowComparison> adjusted(List<RowComparison> found) {
        double[] p = found.stream().mapToDouble(one -> one.difference().p()).toArray();
        double[] adjusted = Significance.holm(p);
        return IntStream.range(0, p.length)
                .mapToObj(i -> {
                    RowComparison one = found.get(i);
                    return new RowComparison(
                            one.first(), one.second(), one.measure(), one.benchmark(), one.difference(), adjusted[i]);
                })
                .toList();
    }
}
