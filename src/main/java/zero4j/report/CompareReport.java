package zero4j.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import zero4j.AtomicFile;
import zero4j.Words;
import zero4j.report.plot.Chart;
import zero4j.report.plot.Panel;
import zero4j.report.plot.Series;
import zero4j.run.EvalRecord;
import zero4j.run.Metric;

/** Several runs side by side: a table and charts. */
public final class CompareReport {
    /** Of the table, with the charts in it. */
    public static final String PAGE = "compare.md";

    private static final String JOINT_CHART = "compare.svg";

    /** A change of the mean reward that is more than the questions of ten steps make. */
    static final double CLEAR = 0.1;

    private final List<CompareRow> rows;

    public CompareReport(List<CompareRow> rows) {
        this.rows = List.copyOf(rows);
    }

    /** One row for each run: of the scores only the change has an interval, so that lines stay short. */
    public Table table() {
        return table(false);
    }

    private Table table(boolean intervals) {
        List<Column> columns = columns(intervals);
        Table table = Table.of(columns.stream().map(Column::title).toList()).grouped(together(columns));
        for (CompareRow row : rows) {
            table.row(columns.stream().map(column -> column.cell().apply(row)).toList());
        }
        return table;
    }

    /** Writes the page and the charts. */
    public void write(Path folder) {
        AtomicFile.write(folder.resolve(JOINT_CHART), jointChart().svg());
        for (CompareRow row : rows) {
            AtomicFile.write(folder.resolve(chartName(row)), chart(row).svg());
        }
        AtomicFile.write(folder.resolve(PAGE), page());
    }

    private String page() {
        StringBuilder page = new StringBuilder("# One recipe, several ways\n\n");
        page.append(table(true).markdown())
                .append("\n\n"
                        + "Reward, length and dead groups: means of the first or the last steps, as many as the"
                        + " title says."
                        + (evaluated()
                                ? " Accuracies: unweighted means over the benchmarks, changes in percentage points; in"
                                        + " brackets 95 % intervals. A change whose interval has 0 in it may be chance."
                                : "")
                        + " Seconds: of the steps, without evaluations and checkpoints.\n\n")
                .append("![smoothed rewards and lengths of all](%s)\n".formatted(JOINT_CHART));
        for (CompareRow row : rows) {
            page.append("\n## %s\n\n![reward, length and entropy by step](%s)\n\n%s\n"
                    .formatted(row.name(), chartName(row), inWords(row)));
        }
        return page.toString();
    }

    private static String inWords(CompareRow row) {
        OptionalDouble first = row.atFirst(Metric.REWARD);
        OptionalDouble last = row.atLast(Metric.REWARD);
        if (!row.finished() || first.isEmpty() || last.isEmpty()) {
            return "Not finished.";
        }
        String scores = change("greedy accuracy", row, Score::greedy)
                + (row.samples() == 0 ? "" : change("avg@" + row.samples(), row, Score::sampled)) + ".";
        if (row.steps() == 1) {
            return "One step tells of no change: mean reward " + cell("%.3f", last) + scores;
        }
        String right = !row.rewardsElse()
                ? ""
                : "; accuracy, which the verifier tells, " + cell("%.3f", row.atFirst(Metric.ACCURACY)) + " and "
                        + cell("%.3f", row.atLast(Metric.ACCURACY));
        return verdict(row, last.getAsDouble() - first.getAsDouble()) + ": mean reward " + cell("%.3f", first)
                + " in the first" + ends(row) + " of "
                + Words.counted(row.steps(), "step") + ", " + cell("%.3f", last) + " in the last" + ends(row) + right
                + scores;
    }

    /** By what evaluations say, if there were any; rewards of training are of other questions at either end. */
    private static String verdict(CompareRow row, double gain) {
        if (row.rewardsElse()) { // what it learned may be worth nothing
            return "The reward " + (gain > CLEAR ? "rose" : gain < -CLEAR ? "fell" : "hardly changed");
        }
        Optional<Score> change = row.change(Score::sampled).or(() -> row.change(Score::greedy));
        if (change.isEmpty()) {
            return gain > CLEAR ? "It learned" : gain < -CLEAR ? "It unlearned" : "It hardly changed";
        }
        if (!change.get().clear()) {
            return "Whether it learned cannot be told from chance";
        }
        return change.get().share() > 0 ? "It learned" : "It unlearned";
    }

    private static String ends(CompareRow row) {
        return switch (row.ends()) {
            case 1 -> "";
            case 10 -> " ten";
            default -> " " + row.ends();
        };
    }

    private static String change(String what, CompareRow row, Function<List<EvalRecord>, Optional<Score>> score) {
        return row.change(score)
                .map(change -> "; " + what + " " + cell(score.apply(row.before()), true) + " before, "
                        + cell(score.apply(row.after()), true) + " after, a change of " + change.asChange() + " points"
                        + (change.clear() ? "" : ", which chance alone may make"))
                .orElse("");
    }

    private static String chartName(CompareRow row) {
        return row.name() + ".svg";
    }

    /** @param goesOn whether it belongs to the column before it, as the change of a score does, and stands beside it in narrow terminals */
    private record Column(String title, boolean goesOn, Function<CompareRow, String> cell) {
        Column(String title, Function<CompareRow, String> cell) {
            this(title, false, cell);
        }
    }

    /** Sizes of the groups of columns behind the first. */
    private static Integer[] together(List<Column> columns) {
        List<Integer> sizes = new ArrayList<>();
        for (Column column : columns.subList(1, columns.size())) {
            sizes.add(column.goesOn() ? sizes.removeLast() + 1 : 1);
        }
        return sizes.toArray(Integer[]::new);
    }

    private List<Column> columns(boolean intervals) {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("variant", CompareRow::name));
        columns.add(new Column("steps", row -> row.steps() + (row.finished() ? "" : " (not finished)")));
        columns.add(new Column("reward first " + ends(), row -> cell("%.3f", row.atFirst(Metric.REWARD))));
        columns.add(new Column("last " + ends(), true, row -> cell("%.3f", row.atLast(Metric.REWARD))));
        if (rows.stream().anyMatch(CompareRow::rewardsElse)) {
            columns.add(new Column("accuracy first " + ends(), row -> cell("%.3f", row.atFirst(Metric.ACCURACY))));
            columns.add(new Column("last " + ends(), true, row -> cell("%.3f", row.atLast(Metric.ACCURACY))));
        }
        if (evaluated()) {
            addScores(columns, "greedy", intervals, Score::greedy);
        }
        int samples = rows.stream().mapToInt(CompareRow::samples).max().orElse(0);
        if (samples > 0) {
            addScores(columns, "avg@" + samples, intervals, Score::sampled);
        }
        columns.add(new Column("length", row -> cell("%.0f", row.atLast(Metric.LENGTH))));
        columns.add(new Column("dead", row -> percent(row.atLast(Metric.DEAD_GROUPS))));
        columns.add(new Column("non-finite", row -> Long.toString(row.nonFinite())));
        columns.add(new Column("seconds", row -> cell("%.0f", OptionalDouble.of(row.seconds()))));
        return columns;
    }

    private static void addScores(
            List<Column> columns, String what, boolean intervals, Function<List<EvalRecord>, Optional<Score>> score) {
        columns.add(new Column(what + " before", row -> cell(score.apply(row.before()), intervals)));
        columns.add(new Column("after", true, row -> cell(score.apply(row.after()), intervals)));
        columns.add(new Column(
                "change", true, row -> row.change(score).map(Score::asChange).orElse("-")));
    }

    private static String cell(Optional<Score> score, boolean interval) {
        return score.map(of -> interval ? of.inWords() : percent(OptionalDouble.of(of.share())))
                .orElse("-");
    }

    private boolean evaluated() {
        return rows.stream().anyMatch(CompareRow::evaluated);
    }

    /** Steps that the ends' means are of, in words: runs that are not finished have fewer. */
    private String ends() {
        IntSummaryStatistics ends =
                rows.stream().mapToInt(CompareRow::ends).filter(n -> n > 0).summaryStatistics();
        if (ends.getCount() == 0) {
            return "step";
        }
        return ends.getMax() + (ends.getMin() == ends.getMax() ? "" : " or fewer");
    }

    private static String percent(OptionalDouble share) {
        return share.isEmpty() ? "-" : Words.percent(share.getAsDouble());
    }

    private static String cell(String format, OptionalDouble value) {
        return value.isEmpty() ? "-" : String.format(Locale.ROOT, format, value.getAsDouble());
    }

    private Chart jointChart() {
        return new Chart(
                "reward and length by step, smoothed",
                List.of(
                        new Panel("reward, smoothed", smoothed(Metric.REWARD)),
                        new Panel("length, smoothed (tokens)", smoothed(Metric.LENGTH))),
                Chart.Legend.RIGHT);
    }

    private List<Series> smoothed(Metric metric) {
        return rows.stream().map(row -> curve(row, metric).drawn()).toList();
    }

    private static Chart chart(CompareRow row) {
        return new Chart(
                row.name() + ": reward, length and entropy by step",
                List.of(
                        panel(row, "reward", Metric.REWARD),
                        panel(row, "length (tokens)", Metric.LENGTH),
                        panel(row, "entropy (nats)", Metric.ENTROPY)),
                Chart.Legend.NONE);
    }

    private static Panel panel(CompareRow row, String title, Metric metric) {
        Series curve = curve(row, metric);
        return new Panel(title, List.of(curve.thinned(2 * Series.DRAWN_POINTS).asBackground(), curve.drawn()));
    }

    private static Series curve(CompareRow row, Metric metric) {
        List<Series.Point> points = new ArrayList<>();
        double[] values = row.curve(metric);
        for (int i = 0; i < values.length; i++) {
            points.add(new Series.Point(i + 1, values[i]));
        }
        return new Series(row.name(), points);
    }
}
