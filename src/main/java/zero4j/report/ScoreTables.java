package zero4j.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import zero4j.Words;
import zero4j.eval.CellScores;
import zero4j.eval.Interval;
import zero4j.eval.PairedDifference;
import zero4j.eval.RowComparison;
import zero4j.eval.ScoreEstimate;
import zero4j.eval.ScoreMatrix;
import zero4j.eval.ScoreRow;
import zero4j.eval.Significance;

/** The scores of models in templates as tables for people. The same scores give the same tables, to the byte. */
public final class ScoreTables {
    private static final String AVERAGE = "average";
    /** With more samples than these only the powers of two are shown of pass@k. */
    private static final int ALL_SHOWN = 16;

    private final ScoreMatrix matrix;

    private ScoreTables(ScoreMatrix matrix) {
        this.matrix = matrix;
    }

    /**
     * A table with what it shows.
     *
     * @param name in small letters, for files
     * @param title in a line
     */
    public record Titled(String name, String title, Table table) {}

    /** All that there is something in: accuracy, avg@k, pass@k, levels, what became of the answers, comparisons. */
    public static List<Titled> of(ScoreMatrix matrix) {
        ScoreTables tables = new ScoreTables(matrix);
        List<Titled> all = new ArrayList<>();
        boolean greedy = matrix.rows().stream().anyMatch(ScoreRow::isGreedy);
        int k = tables.mostSamples();
        if (greedy) {
            all.add(new Titled("greedy", "greedy accuracy", tables.scores(CellScores::greedyAccuracy, true)));
        }
        if (k > 0) {
            all.add(new Titled(
                    "avg", "avg@" + k + ", the accuracy of samples", tables.scores(CellScores::averageAtK, false)));
        }
        if (k > 1) {
            all.add(new Titled("pass", "pass@k of " + Words.counted(k, "sample"), tables.passAtK(k)));
        }
        tables.levels().ifPresent(all::add);
        if (greedy) {
            all.add(new Titled("answers", "greedy answers", AnswerTable.of(matrix, CellScores::greedy)));
        }
        if (k > 0) {
            all.add(new Titled("samples", "sampled answers", AnswerTable.of(matrix, CellScores::sampled)));
        }
        List<RowComparison> comparisons = matrix.comparisons();
        if (!comparisons.isEmpty()) {
            all.add(new Titled("comparisons", "differences over the same questions", comparisons(comparisons)));
        }
        return all;
    }

    private int mostSamples() {
        return matrix.rows().stream().mapToInt(ScoreRow::k).max().orElse(0);
    }

    private Table table(String... labels) {
        List<String> header = new ArrayList<>(List.of(labels));
        header.addAll(matrix.benchmarks());
        if (isAveraged()) {
            header.add(AVERAGE);
        }
        return Table.of(header).labelled(labels.length);
    }

    private boolean isAveraged() {
        return matrix.benchmarks().size() > 1;
    }

    /** @param counted whether a score is a count of whole answers, which is shown: the greedy ones are */
    private Table scores(Function<CellScores, Optional<ScoreEstimate>> score, boolean counted) {
        Table table = table("model", "template");
        for (ScoreRow row : matrix.rows()) {
            table.row(line(List.of(row.model(), row.template()), row, score, counted));
        }
        return table;
    }

    private List<String> line(
            List<String> labels, ScoreRow row, Function<CellScores, Optional<ScoreEstimate>> score, boolean counted) {
        List<String> cells = new ArrayList<>(labels);
        row.cells().forEach(cell -> cells.add(cell(cell, score.apply(cell), counted)));
        if (isAveraged()) {
            cells.add(row.average(score).map(ScoreTables::inWords).orElse("-"));
        }
        return cells;
    }

    private static String cell(CellScores cell, Optional<ScoreEstimate> score, boolean counted) {
        return score.map(estimate -> percent(estimate.value()) + " "
                        + (counted
                                ? "(" + cell.correctGreedy() + "/"
                                        + cell.questions().size() + ") "
                                : "")
                        + interval(estimate.interval()))
                .orElse("-");
    }

    private static String inWords(ScoreEstimate estimate) {
        return percent(estimate.value()) + " " + interval(estimate.interval());
    }

    /** A line for each k: with intervals a column for each would be too wide. */
    private Table passAtK(int most) {
        Table table = table("model", "template", "score");
        for (ScoreRow row : matrix.rows()) {
            for (int k = 1; k <= row.k(); k++) {
                if (most <= ALL_SHOWN || Integer.bitCount(k) == 1 || k == row.k()) {
                    int some = k;
                    List<String> labels = List.of(row.model(), row.template(), "pass@" + k);
                    table.row(line(labels, row, cell -> cell.passAt(some), false));
                }
            }
        }
        return table;
    }

    private Optional<Titled> levels() {
        List<CellScores.LevelPart> parts = matrix.rows().stream()
                .flatMap(row -> row.cells().stream())
                .flatMap(cell -> cell.levels().stream())
                .sorted(CellScores.LevelPart.ORDER)
                .toList();
        SequencedSet<String> levels =
                parts.stream().map(CellScores.LevelPart::level).collect(Collectors.toCollection(LinkedHashSet::new));
        if (levels.isEmpty()) {
            return Optional.empty();
        }
        List<String> header = new ArrayList<>(List.of("model", "template", "benchmark", "score"));
        levels.forEach(level -> header.add(level.isEmpty() ? "none" : level));
        Table table = Table.of(header).labelled(4);
        for (ScoreRow row : matrix.rows()) {
            for (CellScores cell : row.cells()) {
                if (cell.isGreedy() && !cell.levels().isEmpty()) {
                    table.row(levelRow(
                            row, "greedy", cell, levels, part -> ratio(part.correctGreedy(), part.questions())));
                }
                if (cell.k() > 0 && !cell.levels().isEmpty()) {
                    table.row(levelRow(
                            row,
                            "avg@" + cell.k(),
                            cell,
                            levels,
                            part -> percent((double) part.correct() / ((long) part.questions() * cell.k()))));
                }
            }
        }
        return Optional.of(new Titled("levels", "accuracy by level", table));
    }

    /** Of a level of which nothing was asked there is no score. */
    private static Function<CellScores.LevelPart, String> ifAsked(Function<CellScores.LevelPart, String> text) {
        return part -> part.neverAsked() < part.questions() ? text.apply(part) : "-";
    }

    private static List<String> levelRow(
            ScoreRow row,
            String score,
            CellScores cell,
            SequencedSet<String> levels,
            Function<CellScores.LevelPart, String> text) {
        List<String> cells = new ArrayList<>(List.of(row.model(), row.template(), cell.benchmark(), score));
        for (String level : levels) {
            cells.add(cell.levels().stream()
                    .filter(part -> part.level().equals(level))
                    .findFirst()
                    .map(ifAsked(text))
                    .orElse("-"));
        }
        return cells;
    }

    private static String ratio(int correct, int all) {
        return percent((double) correct / all) + " (" + correct + "/" + all + ")";
    }

    private static Table comparisons(List<RowComparison> comparisons) {
        Table table = Table.of(
                        "row", "against", "score", "benchmark", "points", "95 %", "better", "worse", "p", "difference")
                .labelled(4)
                .grouped(2, 2, 2);
        for (RowComparison one : comparisons) {
            PairedDifference difference = one.difference();
            table.row(
                    one.first(),
                    one.second(),
                    one.measure(),
                    one.benchmark().isEmpty() ? "all" : one.benchmark(),
                    points(difference.mean()),
                    interval(difference.interval()),
                    Integer.toString(difference.onlyMore()),
                    Integer.toString(difference.onlyLess()),
                    String.format(Locale.ROOT, one.adjusted() < 0.001 ? "%.0e" : "%.3f", one.adjusted()),
                    one.isMoreThanNoise() ? "more than noise" : "may be noise");
        }
        return table;
    }

    /** What has to be known to read the tables, in sentences. */
    public static List<String> notes(ScoreMatrix matrix) {
        List<String> notes = new ArrayList<>();
        notes.add(
                "Intervals are of 95 %: Wilson's of the greedy answers; of samples, over questions, the wider of the bootstrap's and"
                        + " Wilson's for the spread that was seen; that of the average is made of the benchmarks', which count the"
                        + " same.");
        neverAsked(matrix).ifPresent(notes::add);
        int comparisons = matrix.comparisons().size();
        if (comparisons > 0) {
            notes.add(
                    "Of a difference better and worse are the questions of which the row solves more, or less. It is more"
                            + " than noise where p is below " + Significance.LEVEL
                            + ": of a benchmark's greedy answers McNemar's exact test, of samples and of the mean over benchmarks how often"
                            + " questions whose differences change sign by a coin give as much"
                            + (comparisons > 1
                                    ? ". There are " + Words.counted(comparisons, "comparison")
                                            + ", so that by chance alone one in twenty would"
                                            + " look like more: p is corrected for their number (Holm); the intervals are not."
                                    : "."));
        }
        return notes;
    }

    private static Optional<String> neverAsked(ScoreMatrix matrix) {
        List<String> each = matrix.rows().stream()
                .flatMap(row -> row.cells().stream()
                        .filter(cell -> cell.neverAsked() > 0)
                        .map(cell -> row.label() + ", " + cell.benchmark() + " " + cell.neverAsked() + " of "
                                + cell.questions().size()))
                .toList();
        return each.isEmpty()
                ? Optional.empty()
                : Optional.of("Never asked, since the prompt is longer than the model's context, were these questions: "
                        + String.join("; ", each)
                        + ". They count as not answered, since its context is part of what a model can do, and are"
                        + " not among its answers. Where nothing was asked there is no score, no average and no"
                        + " comparison.");
    }

    static String percent(double share) {
        return Words.percent(share);
    }

    /** In percentage points. */
    private static String points(double difference) {
        return String.format(Locale.ROOT, "%+.1f", Words.tenths(difference));
    }

    private static String interval(Interval interval) {
        return String.format(Locale.ROOT, "[%.1f, %.1f]", Words.tenths(interval.low()), Words.tenths(interval.high()));
    }
}
