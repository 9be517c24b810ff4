package zero4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import zero4j.Words;
import zero4j.run.EvalRecord;

/** Evaluations as tables: one line per benchmark, then their unweighted mean. */
public final class EvalTable {
    private EvalTable() {}

    /** The scores of one evaluation. */
    public static Table of(List<EvalRecord> scores) {
        boolean sampled = scores.stream().anyMatch(score -> score.k() > 0);
        List<String> header = new ArrayList<>(List.of("benchmark", "greedy", "correct", "95 %"));
        if (sampled) {
            header.addAll(List.of("avg@" + k(scores), "95 %", "pass@" + k(scores)));
        }
        header.addAll(List.of("tokens", "truncated"));
        Table table =
                sampled ? Table.of(header).grouped(3, 3, 2) : Table.of(header).grouped(3, 2);
        for (EvalRecord score : scores) {
            List<String> row = new ArrayList<>(List.of(
                    score.benchmark(),
                    percent(score.greedyAccuracy()),
                    score.correct() + "/" + score.questions(),
                    interval(score.low(), score.high())));
            if (sampled) {
                row.addAll(List.of(
                        percent(score.avgAtK()), interval(score.avgLow(), score.avgHigh()), percent(score.passAtK())));
            }
            row.addAll(List.of(tokens(score.meanTokens()), percent(score.truncated())));
            table.row(row);
        }
        return table.row(meanRow(scores, sampled));
    }

    private static List<String> meanRow(List<EvalRecord> scores, boolean sampled) {
        List<String> row = new ArrayList<>(List.of("mean", percent(mean(scores, EvalRecord::greedyAccuracy)), "", ""));
        if (sampled) {
            row.addAll(
                    List.of(percent(mean(scores, EvalRecord::avgAtK)), "", percent(mean(scores, EvalRecord::passAtK))));
        }
        row.addAll(List.of(tokens(mean(scores, EvalRecord::meanTokens)), percent(mean(scores, EvalRecord::truncated))));
        return row;
    }

    /**
     * Two evaluations beside each other: the benchmarks that both have, in the order of the second. Changes are in percentage
     * points.
     */
    public static Table beforeAfter(List<EvalRecord> before, List<EvalRecord> after) {
        Map<String, EvalRecord> earlier =
                before.stream().collect(Collectors.toMap(EvalRecord::benchmark, Function.identity()));
        List<EvalRecord> later = after.stream()
                .filter(score -> earlier.containsKey(score.benchmark()))
                .toList();
        List<EvalRecord> first = later.stream()
                .map(score -> earlier.getOrDefault(score.benchmark(), score))
                .toList();
        boolean sampled = IntStream.range(0, later.size())
                .allMatch(i ->
                        later.get(i).k() > 0 && later.get(i).k() == first.get(i).k());
        List<String> header = new ArrayList<>(List.of("benchmark", "greedy before", "after", "change"));
        if (sampled) {
            header.addAll(List.of("avg@" + k(later) + " before", "after", "change"));
        }
        header.addAll(List.of("tokens before", "after"));
        Table table =
                sampled ? Table.of(header).grouped(3, 3, 2) : Table.of(header).grouped(3, 2);
        for (int i = 0; i < later.size(); i++) {
            table.row(changeRow(first.get(i), later.get(i), sampled));
        }
        return table.row(meanChangeRow(first, later, sampled));
    }

    private static List<String> changeRow(EvalRecord b, EvalRecord a, boolean sampled) {
        List<String> row = new ArrayList<>(List.of(
                a.benchmark(),
                percent(b.greedyAccuracy()) + " " + count(b),
                percent(a.greedyAccuracy()) + " " + count(a),
                change(b.greedyAccuracy(), a.greedyAccuracy())));
        if (sampled) {
            row.addAll(List.of(
                    percent(b.avgAtK()) + " " + interval(b.avgLow(), b.avgHigh()),
                    percent(a.avgAtK()) + " " + interval(a.avgLow(), a.avgHigh()),
                    change(b.avgAtK(), a.avgAtK())));
        }
        row.addAll(List.of(tokens(b.meanTokens()), tokens(a.meanTokens())));
        return row;
    }

    private static List<String> meanChangeRow(List<EvalRecord> before, List<EvalRecord> after, boolean sampled) {
        List<String> row = new ArrayList<>(List.of("mean"));
        row.addAll(meanChange(before, after, EvalRecord::greedyAccuracy));
        if (sampled) {
            row.addAll(meanChange(before, after, EvalRecord::avgAtK));
        }
        row.addAll(List.of(tokens(mean(before, EvalRecord::meanTokens)), tokens(mean(after, EvalRecord::meanTokens))));
        return row;
    }

    private static List<String> meanChange(
            List<EvalRecord> before, List<EvalRecord> after, ToDoubleFunction<EvalRecord> score) {
        double b = mean(before, score);
        double a = mean(after, score);
        return List.of(percent(b), percent(a), change(b, a));
    }

    private static String k(List<EvalRecord> scores) {
        return scores.stream()
                .map(score -> String.valueOf(score.k()))
                .distinct()
                .collect(Collectors.joining("/"));
    }

    private static double mean(List<EvalRecord> scores, ToDoubleFunction<EvalRecord> score) {
        return scores.stream().mapToDouble(score).average().orElse(Double.NaN);
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "-" : Words.percent(share);
    }

    private static String change(double before, double after) {
        return Double.isNaN(after - before) ? "-" : String.format(Locale.ROOT, "%+.1f", Words.tenths(after - before));
    }

    private static String interval(double low, double high) {
        return String.format(Locale.ROOT, "[%.1f, %.1f]", 100 * low, 100 * high);
    }

    private static String count(EvalRecord score) {
        return "(" + score.correct() + "/" + score.questions() + ")";
    }

    private static String tokens(double tokens) {
        return Double.isNaN(tokens) ? "-" : String.format(Locale.ROOT, "%.0f", tokens);
    }
}
