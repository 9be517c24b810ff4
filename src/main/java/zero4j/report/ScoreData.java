package zero4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import zero4j.eval.AnswerCounts;
import zero4j.eval.CellScores;
import zero4j.eval.QuestionOutcome;
import zero4j.eval.RowComparison;
import zero4j.eval.ScoreEstimate;
import zero4j.eval.ScoreMatrix;
import zero4j.eval.ScoreRow;

/**
 * All numbers of a table of models and templates, of which it can be drawn again: for JSON, and as lines of a CSV file.
 *
 * @param comparisons of its rows
 */
public record ScoreData(List<Row> rows, List<RowComparison> comparisons) {
    /**
     * A row.
     *
     * @param greedy mean of the benchmarks' greedy accuracies; empty if there are none
     * @param avg mean of their avg@k
     * @param pass mean of their pass@k, for k from 1; none, as of the other means, where nothing of a benchmark was asked
     */
    public record Row(
            String model,
            String template,
            Optional<ScoreEstimate> greedy,
            Optional<ScoreEstimate> avg,
            List<ScoreEstimate> pass,
            List<Cell> benchmarks) {
        /** Samples of each question; 0 if there are none. */
        public int k() {
            return benchmarks.isEmpty() ? 0 : benchmarks.getFirst().k();
        }
    }

    /**
     * A benchmark in a row.
     *
     * @param neverAsked questions whose prompt is longer than the model's context: they count as not answered
     * @param k samples of each question
     * @param pass pass@k, for k from 1
     * @param greedyAnswers what became of the greedy answers
     * @param sampledAnswers what became of the samples
     */
    public record Cell(
            String benchmark,
            int questions,
            int neverAsked,
            int k,
            int correctGreedy,
            Optional<ScoreEstimate> greedy,
            Optional<ScoreEstimate> avg,
            List<ScoreEstimate> pass,
            AnswerCounts greedyAnswers,
            AnswerCounts sampledAnswers,
            List<CellScores.LevelPart> levels,
            List<QuestionOutcome> outcomes) {}

    /** The numbers of a table. */
    public static ScoreData of(ScoreMatrix matrix) {
        return new ScoreData(matrix.rows().stream().map(ScoreData::row).toList(), matrix.comparisons());
    }

    private static Row row(ScoreRow row) {
        return new Row(
                row.model(),
                row.template(),
                row.average(CellScores::greedyAccuracy),
                row.average(CellScores::averageAtK),
                passes(row.k(), k -> row.average(cell -> cell.passAt(k))),
                row.cells().stream().map(ScoreData::cell).toList());
    }

    private static Cell cell(CellScores cell) {
        return new Cell(
                cell.benchmark(),
                cell.questions().size(),
                cell.neverAsked(),
                cell.k(),
                cell.correctGreedy(),
                cell.greedyAccuracy(),
                cell.averageAtK(),
                passes(cell.k(), cell::passAt),
                cell.greedy(),
                cell.sampled(),
                cell.levels(),
                cell.questions());
    }

    private static List<ScoreEstimate> passes(int k, Function<Integer, Optional<ScoreEstimate>> pass) {
        return IntStream.rangeClosed(1, k)
                .mapToObj(pass::apply)
                .flatMap(Optional::stream)
                .toList();
    }

    /** A table of the bare numbers: a line for each benchmark of each row, and one for the row's mean over them. */
    public Table numbers() {
        int most = rows.stream().mapToInt(Row::k).max().orElse(0);
        List<String> header = new ArrayList<>(List.of(
                "model",
                "template",
                "benchmark",
                "questions",
                "never_asked",
                "greedy_correct",
                "greedy",
                "greedy_low",
                "greedy_high",
                "k",
                "avg",
                "avg_low",
                "avg_high"));
        IntStream.rangeClosed(1, most)
                .forEach(k -> header.addAll(List.of("pass_" + k, "pass_" + k + "_low", "pass_" + k + "_high")));
        for (String kind : List.of("greedy", "sampled")) {
            for (String group : List.of("correct", "incorrect", "no_answer", "truncated")) {
                header.addAll(List.of(kind + "_" + group + "_answers", kind + "_" + group + "_tokens"));
            }
            header.add(kind + "_not_evaluated");
        }
        Table table = Table.of(header);
        for (Row row : rows) {
            row.benchmarks().forEach(cell -> table.row(line(row, cell, most)));
            table.row(average(row, most));
        }
        return table;
    }

    private static List<String> line(Row row, Cell cell, int most) {
        List<String> line = new ArrayList<>(
                List.of(row.model(), row.template(), cell.benchmark(), "" + cell.questions(), "" + cell.neverAsked()));
        line.add(cell.greedy().isPresent() ? "" + cell.correctGreedy() : "");
        add(line, cell.greedy());
        line.add("" + cell.k());
        add(line, cell.avg());
        addPasses(line, cell.pass(), most);
        add(line, cell.greedyAnswers());
        add(line, cell.sampledAnswers());
        return line;
    }

    private static List<String> average(Row row, int most) {
        List<String> line = new ArrayList<>(List.of(row.model(), row.template(), "average"));
        line.add("" + row.benchmarks().stream().mapToInt(Cell::questions).sum());
        line.add("" + row.benchmarks().stream().mapToInt(Cell::neverAsked).sum());
        line.add("");
        add(line, row.greedy());
        line.add("" + row.k());
        add(line, row.avg());
        addPasses(line, row.pass(), most);
        add(
                line,
                row.benchmarks().stream()
                        .map(Cell::greedyAnswers)
                        .reduce(AnswerCounts::plus)
                        .orElseThrow());
        add(
                line,
                row.benchmarks().stream()
                        .map(Cell::sampledAnswers)
                        .reduce(AnswerCounts::plus)
                        .orElseThrow());
        return line;
    }

    private static void addPasses(List<String> line, List<ScoreEstimate> passes, int most) {
        for (int k = 0; k < most; k++) {
            add(line, k < passes.size() ? Optional.of(passes.get(k)) : Optional.empty());
        }
    }

    private static void add(List<String> line, Optional<ScoreEstimate> estimate) {
        line.add(estimate.map(e -> "" + e.value()).orElse(""));
        line.add(estimate.map(e -> "" + e.interval().low()).orElse(""));
        line.add(estimate.map(e -> "" + e.interval().high()).orElse(""));
    }

    private static void add(List<String> line, AnswerCounts counts) {
        for (AnswerCounts.Group group :
                List.of(counts.correct(), counts.incorrect(), counts.unformatted(), counts.truncated())) {
            line.add("" + group.answers());
            line.add("" + group.tokens());
        }
        line.add("" + counts.notEvaluated());
    }
}
