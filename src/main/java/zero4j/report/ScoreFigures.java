package zero4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import zero4j.report.plot.Axis;
import zero4j.report.plot.Mark;
import zero4j.report.plot.Series;
import zero4j.run.EvalMean;
import zero4j.run.EvalRecord;

/** The charts of a run's evaluations, and of the lengths of its completions. */
final class ScoreFigures {
    private static final int BINS = 20;

    private final ReportedRun run;
    private final List<RunFigures.Figure> figures = new ArrayList<>();

    private ScoreFigures(ReportedRun run) {
        this.run = run;
    }

    /** Those that there is something in. */
    static List<RunFigures.Figure> of(ReportedRun run) {
        ScoreFigures all = new ScoreFigures(run);
        all.lengths();
        all.scores();
        return all.figures;
    }

    private void add(String name, String title, Axis x, Axis y, List<Mark> marks, String caption) {
        figures.add(RunFigures.Figure.of(name, title, x, y, marks, caption));
    }

    private void lengths() {
        List<Integer> first = run.read().firstLengths();
        List<Integer> last = run.read().lastLengths();
        int most = Math.max(
                first.stream().mapToInt(n -> n).max().orElse(0),
                last.stream().mapToInt(n -> n).max().orElse(0));
        if (most == 0) {
            return;
        }
        int width = Math.max(1, Math.ceilDiv(most + 1, BINS));
        List<Mark> marks = new ArrayList<>();
        marks.add(new Mark.Bars("first step", bins(first, width, 0, last.isEmpty() ? 1 : 0.5)));
        if (!last.isEmpty()) {
            marks.add(new Mark.Bars("last step", bins(last, width, 0.5, 0.5)));
        }
        add(
                "lengths",
                "completions by length (share)",
                Axis.fromZero("tokens"),
                Axis.fromZero(""),
                marks,
                "Of the completions that were kept of the first and of the last step.");
    }

    private static List<Mark.Bar> bins(List<Integer> lengths, int width, double from, double part) {
        int[] counts = new int[BINS + 1];
        lengths.forEach(tokens -> counts[tokens / width]++);
        List<Mark.Bar> bars = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                double left = (i + from) * width;
                bars.add(new Mark.Bar(left, left + part * width, (double) counts[i] / lengths.size()));
            }
        }
        return bars;
    }

    private void scores() {
        if (run.after().isEmpty()) {
            return;
        }
        boolean sampled = run.after().stream().allMatch(score -> score.k() > 0);
        String what = sampled ? "avg@" + new RunWords(run).k() : "greedy accuracy";
        List<String> names = run.after().stream().map(EvalRecord::benchmark).toList();
        List<Mark> bars = new ArrayList<>();
        if (run.compared()) {
            bars.add(new Mark.Bars("before", bars(run.before(), names, sampled, -0.4)));
        }
        bars.add(new Mark.Bars(
                run.compared() ? "after" : "", bars(run.after(), names, sampled, run.compared() ? 0 : -0.2)));
        add("benchmarks", what + " by benchmark", Axis.of(names), Axis.ofShares(""), bars, "With 95 % intervals.");
        evaluations();
    }

    private static List<Mark.Bar> bars(List<EvalRecord> scores, List<String> names, boolean sampled, double left) {
        List<Mark.Bar> bars = new ArrayList<>();
        for (EvalRecord score : scores) {
            int place = names.indexOf(score.benchmark());
            if (place >= 0) {
                bars.add(
                        sampled
                                ? new Mark.Bar(
                                        place + left,
                                        place + left + 0.38,
                                        score.avgAtK(),
                                        score.avgLow(),
                                        score.avgHigh())
                                : new Mark.Bar(
                                        place + left,
                                        place + left + 0.38,
                                        score.greedyAccuracy(),
                                        score.low(),
                                        score.high()));
            }
        }
        return bars;
    }

    /** The mean of the benchmarks over the run, where there are more evaluations than before and after. */
    private void evaluations() {
        List<EvalMean> evaluations = run.evaluations();
        if (evaluations.size() < 3) {
            return;
        }
        List<Mark> marks = new ArrayList<>();
        if (evaluations.stream().anyMatch(mean -> Double.isFinite(mean.sampled()))) {
            marks.add(means("avg@" + new RunWords(run).k(), EvalMean::sampled));
        }
        marks.add(means("greedy", EvalMean::greedy));
        add(
                "evaluations",
                "accuracy on the benchmarks",
                Axis.fromZero("step"),
                Axis.ofShares(""),
                marks,
                "Mean over the benchmarks of each evaluation.");
    }

    private Mark means(String name, ToDoubleFunction<EvalMean> score) {
        return new Series(
                name,
                run.evaluations().stream()
                        .map(mean -> new Series.Point(mean.step(), score.applyAsDouble(mean)))
                        .toList());
    }
}
