package zero4j.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What models scored in templates on benchmarks, as Table 1 of arXiv 2503.20783 has it: rows of model and template.
 *
 * @param rows in the order in which they were asked for
 */
public record ScoreMatrix(List<ScoreRow> rows) {
    /** So many benchmarks are compared one by one, where there are but two rows. */
    private static final int TWO = 2;

    public ScoreMatrix {
        rows = List.copyOf(rows);
    }

    /** The benchmarks, in their order. */
    public List<String> benchmarks() {
        return rows.isEmpty()
                ? List.of()
                : rows.getFirst().cells().stream().map(CellScores::benchmark).toList();
    }

    /**
     * Rows beside each other that differ in one thing, the template of one model or the model in one template: over all
     * questions, and where there are two rows also by benchmark. Rows that were not asked the same questions are left out.
     */
    public List<RowComparison> comparisons() {
        List<RowComparison> found = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            for (int j = i + 1; j < rows.size(); j++) {
                ScoreRow first = rows.get(j);
                ScoreRow second = rows.get(i);
                boolean alike =
                        first.model().equals(second.model()) || first.template().equals(second.template());
                if ((alike || rows.size() == TWO) && first.asksAs(second)) {
                    found.addAll(compared(first, second));
                }
            }
        }
        return adjusted(found);
    }

    private List<RowComparison> compared(ScoreRow first, ScoreRow second) {
        List<RowComparison> found = new ArrayList<>();
        if (first.isGreedy() && second.isGreedy()) {
            compare(first, second, "greedy", CellScores::greedyShares, found);
        }
        if (first.k() > 0 && first.k() == second.k()) {
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
        if (rows.size() == TWO && ours.size() > 1) {
            IntStream.range(0, ours.size())
                    .mapToObj(i -> new RowComparison(
                            first.label(),
                            second.label(),
                            measure,
                            first.cells().get(i).benchmark(),
                            PairedDifference.of(ours.get(i), theirs.get(i)),
                            1))
                    .forEach(found::add);
        }
        found.add(new RowComparison(
                first.label(), second.label(), measure, "", PairedDifference.ofBenchmarks(ours, theirs), 1));
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
