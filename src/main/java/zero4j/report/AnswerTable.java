package zero4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import zero4j.eval.AnswerCounts;
import zero4j.eval.CellScores;
import zero4j.eval.ScoreMatrix;
import zero4j.eval.ScoreRow;

/** What became of the answers of every row and benchmark, and how long they are. */
final class AnswerTable {
    private AnswerTable() {}

    /** @param which answers of a benchmark are counted */
    static Table of(ScoreMatrix matrix, Function<CellScores, AnswerCounts> which) {
        boolean left = matrix.rows().stream()
                .flatMap(row -> row.cells().stream())
                .anyMatch(cell -> which.apply(cell).notEvaluated() > 0);
        List<String> header =
                new ArrayList<>(List.of("model", "template", "benchmark", "answers", "correct", "incorrect"));
        if (left) {
            header.add("not evaluated");
        }
        header.addAll(List.of(
                "unformatted", "truncated", "tokens", "of correct", "of incorrect", "of unformatted", "of truncated"));
        boolean unasked = matrix.rows().stream()
                .flatMap(row -> row.cells().stream())
                .anyMatch(cell -> which.apply(cell).neverAsked() > 0);
        if (unasked) {
            header.add(3, "never asked");
        }
        Table table = Table.of(header).labelled(3).grouped((left ? 6 : 5) + (unasked ? 1 : 0), 5);
        for (ScoreRow row : matrix.rows()) {
            AnswerCounts sum = AnswerCounts.of(List.of());
            for (CellScores cell : row.cells()) {
                table.row(row(row, cell.benchmark(), which.apply(cell), left, unasked));
                sum = sum.plus(which.apply(cell));
            }
            if (row.cells().size() > 1) {
                table.row(row(row, "all", sum, left, unasked));
            }
        }
        return table;
    }

    private static List<String> row(
            ScoreRow row, String benchmark, AnswerCounts counts, boolean left, boolean unasked) {
        List<AnswerCounts.Group> groups =
                List.of(counts.correct(), counts.incorrect(), counts.unformatted(), counts.truncated());
        List<String> cells = new ArrayList<>(List.of(
                row.model(),
                row.template(),
                benchmark,
                Long.toString(counts.all().answers())));
        groups.forEach(
                group -> cells.add(counts.all().answers() == 0 ? "-" : ScoreTables.percent(counts.share(group))));
        if (left) {
            cells.add(6, Long.toString(counts.notEvaluated()));
        }
        if (unasked) {
            cells.add(3, Long.toString(counts.neverAsked()));
        }
        cells.add(tokens(counts.all()));
        groups.forEach(group -> cells.add(tokens(group)));
        return cells;
    }

    private static String tokens(AnswerCounts.Group group) {
        return group.answers() == 0 ? "-" : String.format(Locale.ROOT, "%.0f", group.meanTokens());
    }
}
