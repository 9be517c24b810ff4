package zero4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import zero4j.run.EvalRecord;

/** Scores of benchmarks as a table of text. */
final class EvalTable {
    private EvalTable() {}

    /** One evaluation, with the number of correct answers, intervals and lengths. */
    static String of(List<EvalRecord> scores) {
        int k = scores.stream().mapToInt(EvalRecord::k).max().orElse(0);
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("benchmark", "greedy", "95 %", "correct"));
        if (k > 0) {
            head.addAll(List.of("avg@" + k, "95 %", "pass@" + k));
        }
        head.addAll(List.of("tokens", "truncated"));
        rows.add(head);
        scores.forEach(score -> rows.add(row(score, k)));
        if (scores.size() > 1) {
            rows.add(meanRow(scores, k));
        }
        return layOut(rows);
    }

    private static List<String> row(EvalRecord score, int k) {
        List<String> row = new ArrayList<>();
        row.add(score.benchmark());
        row.add(percent(score.greedyAccuracy()));
        row.add(interval(score.low(), score.high()));
        row.add(score.correct() + "/" + score.questions());
        if (k > 0) {
            row.add(percent(score.avgAtK()));
            row.add(interval(score.avgLow(), score.avgHigh()));
            row.add(percent(score.passAtK()));
        }
        row.add(number(score.meanTokens(), "%.1f"));
        row.add(percent(score.truncated()));
        return row;
    }

    /** The unweighted mean over benchmarks, as the tables of arXiv 2503.20783 have it. */
    private static List<String> meanRow(List<EvalRecord> scores, int k) {
        List<String> row = new ArrayList<>();
        row.add("mean");
        row.add(percent(mean(scores, EvalRecord::greedyAccuracy)));
        row.add("");
        row.add(scores.stream().mapToInt(EvalRecord::correct).sum() + "/"
                + scores.stream().mapToInt(EvalRecord::questions).sum());
        if (k > 0) {
            row.add(percent(mean(scores, EvalRecord::avgAtK)));
            row.add("");
            row.add(percent(mean(scores, EvalRecord::passAtK)));
        }
        row.add(number(mean(scores, EvalRecord::meanTokens), "%.1f"));
        row.add(percent(mean(scores, EvalRecord::truncated)));
        return row;
    }

    /** Two evaluations of the same benchmarks side by side; a benchmark that only one has is left out. */
    static String beforeAndAfter(List<EvalRecord> before, List<EvalRecord> after) {
        Map<String, EvalRecord> first =
                before.stream().collect(Collectors.toMap(EvalRecord::benchmark, Function.identity(), (a, b) -> a));
        List<EvalRecord> common = after.stream()
                .filter(score -> first.containsKey(score.benchmark()))
                .toList();
        List<EvalRecord> earlier = common.stream()
                .map(score -> first.getOrDefault(score.benchmark(), score))
                .toList();
        boolean sampled = common.stream().anyMatch(score -> score.k() > 0);
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("benchmark", "greedy before", "after", "change"));
        if (sampled) {
            head.addAll(List.of("avg@k before", "after"));
        }
        head.addAll(List.of("tokens before", "after"));
        rows.add(head);
        for (int i = 0; i < common.size(); i++) {
            rows.add(comparison(common.get(i).benchmark(), List.of(earlier.get(i)), List.of(common.get(i)), sampled));
        }
        if (common.size() > 1) {
            rows.add(comparison("mean", earlier, common, sampled));
        }
        return layOut(rows);
    }

    private static List<String> comparison(
            String name, List<EvalRecord> before, List<EvalRecord> after, boolean sampled) {
        double from = mean(before, EvalRecord::greedyAccuracy);
        double to = mean(after, EvalRecord::greedyAccuracy);
        List<String> row =
                new ArrayList<>(List.of(name, percent(from), percent(to), number(100 * (to - from), "%+.1f")));
        if (sampled) {
            row.add(percent(mean(before, EvalRecord::avgAtK)));
            row.add(percent(mean(after, EvalRecord::avgAtK)));
        }
        row.add(number(mean(before, EvalRecord::meanTokens), "%.1f"));
        row.add(number(mean(after, EvalRecord::meanTokens), "%.1f"));
        return row;
    }

    private static double mean(List<EvalRecord> scores, java.util.function.ToDoubleFunction<EvalRecord> value) {
        return scores.stream().mapToDouble(value).average().orElse(Double.NaN);
    }

    private static String interval(double low, double high) {
        return number(100 * low, "%.1f") + "-" + number(100 * high, "%.1f");
    }

    private static String percent(double share) {
        return number(100 * share, "%.1f%%");
    }

    private static String number(double value, String format) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }

    /** Columns as wide as their widest cell, the first to the left, the others to the right. */
    static String layOut(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining(System.lineSeparator()));
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            String padding = " ".repeat(widths[i] - row.get(i).length());
            line.append(i == 0 ? row.get(i) + padding : "  " + padding + row.get(i));
        }
        return line.toString().stripTrailing();
    }
}
