package zero4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import zero4j.report.plot.Axis;
import zero4j.report.plot.Chart;
import zero4j.report.plot.Mark;
import zero4j.report.plot.Panel;
import zero4j.report.plot.Series;
import zero4j.run.EvalMean;
import zero4j.run.EvalRecord;
import zero4j.run.Metric;

/** The charts of one run. */
final class RunFigures {
    private static final int WIDTH = 440;
    private static final int HEIGHT = 250;
    private static final int BINS = 20;

    private final ReportedRun run;
    private final List<Figure> figures = new ArrayList<>();

    /**
     * A chart with what it says.
     *
     * @param name of its file
     * @param caption below it
     */
    record Figure(String name, String caption, Chart chart) {
        static Figure of(String name, String title, Axis x, Axis y, List<? extends Mark> marks, String caption) {
            Panel panel = new Panel(title, x, y, marks);
            return new Figure(name, caption, new Chart(title, List.of(panel), Chart.Legend.ABOVE, WIDTH, HEIGHT));
        }
    }

    /** A metric in a chart of several. */
    private record Line(String name, Metric metric, Series.Style style) {
        Line(String name, Metric metric) {
            this(name, metric, Series.Style.PLAIN);
        }
    }

    private RunFigures(ReportedRun run) {
        this.run = run;
    }

    /** Those that there is something in, the most telling first. */
    static List<Figure> of(ReportedRun run) {
        RunFigures all = new RunFigures(run);
        all.outcomes();
        all.scores();
        all.health();
        all.speed();
        return all.figures;
    }

    private void outcomes() {
        // The axis of rewards begins where they do: of some they are below 0.
        boolean same = run.curve(Metric.REWARD).isLike(run.curve(Metric.ACCURACY));
        lines(
                "reward",
                same ? "reward = accuracy" : "reward and accuracy",
                Axis.fromZero("step"),
                Axis.of(""),
                same
                        ? "Mean reward of a step's completions; here it is the share of them that is right."
                        : "Mean reward of a step's completions, and the share of them that is right.",
                same
                        ? List.of(new Line("", Metric.REWARD))
                        : List.of(new Line("reward", Metric.REWARD), new Line("accuracy", Metric.ACCURACY)));
        lines(
                "length",
                "length (tokens)",
                Axis.fromZero("step"),
                Axis.of(""),
                "Mean tokens of all completions, of the right ones and of the wrong ones. Where the wrong ones alone"
                        + " grow, length is no sign of better thinking.",
                List.of(
                        new Line("right", Metric.LENGTH_CORRECT),
                        new Line("wrong", Metric.LENGTH_INCORRECT),
                        new Line("all", Metric.LENGTH, Series.Style.NEUTRAL)));
        rewardByLength();
        lengths();
    }

    private void health() {
        lines(
                "shares",
                "cut off, and without a lesson (share)",
                Axis.fromZero("step"),
                "Completions that the token budget cut off, and dead groups: questions whose completions all earned"
                        + " the same.",
                List.of(new Line("cut off", Metric.TRUNCATED), new Line("dead groups", Metric.DEAD_GROUPS)));
        lines(
                "entropy",
                "entropy (nats per token)",
                Axis.fromZero("step"),
                "How undecided the model is; near 0 it always says the" + " same.",
                List.of(new Line("", Metric.ENTROPY)));
        lines(
                "mismatch",
                "mismatch of sampler and learner (nats)",
                Axis.fromZero("step"),
                Axis.log(""),
                "Difference of a token's log-prob between the engine that samples and the one that learns.",
                List.of(new Line("mean", Metric.MISMATCH), new Line("largest", Metric.MISMATCH_MAX)));
        lines(
                "clip",
                "clipped tokens (share)",
                Axis.fromZero("step"),
                "Tokens whose ratio of new to old probability was clipped.",
                List.of(
                        new Line("too small", Metric.CLIP_LOW),
                        new Line("too large", Metric.CLIP_HIGH),
                        new Line("dual", Metric.CLIP_DUAL)));
        lines(
                "gradient",
                "gradient norm",
                Axis.fromZero("step"),
                "Length of the gradient before it is clipped.",
                List.of(new Line("", Metric.GRAD_NORM)));
        lines(
                "kl",
                "KL from the reference (nats per token)",
                Axis.fromZero("step"),
                "How far the model went from the reference.",
                List.of(new Line("", Metric.KL)));
        lines(
                "critic",
                "explained variance of the critic",
                Axis.fromZero("step"),
                "1: the critic foresees the returns; 0: it knows" + " nothing.",
                List.of(new Line("", Metric.EXPLAINED_VARIANCE)));
    }

    private void speed() {
        lines(
                "throughput",
                "tokens per second",
                Axis.fromZero("step"),
                "Sampled tokens by the seconds of sampling; tokens learnt from by the seconds of the updates.",
                List.of(
                        new Line("sampling", Metric.ROLLOUT_TOKENS_PER_SECOND),
                        new Line("learning", Metric.LEARN_TOKENS_PER_SECOND)));
        seconds();
        lines(
                "memory",
                "memory (MB)",
                Axis.fromZero("step"),
                "Resident memory of the whole process.",
                List.of(new Line("", Metric.NATIVE_MEMORY_MB)));
    }

    private void lines(String name, String title, Axis x, String caption, List<Line> lines) {
        lines(name, title, x, Axis.fromZero(""), caption, lines);
    }

    private void lines(String name, String title, Axis x, Axis y, String caption, List<Line> lines) {
        List<Line> there = lines.stream().filter(line -> run.has(line.metric())).toList();
        List<Mark> marks = new ArrayList<>();
        there.forEach(line ->
                marks.addAll(run.curve(line.metric()).marks(there.size() == 1 ? "" : line.name(), line.style())));
        add(name, title, x, y, marks, caption);
    }

    private void add(String name, String title, Axis x, Axis y, List<Mark> marks, String caption) {
        if (!marks.isEmpty()) {
            figures.add(Figure.of(name, title, x, y, marks, caption));
        }
    }

    /** Figure 1, right, of the paper on Dr. GRPO. */
    private void rewardByLength() {
        DrawnCurve reward = run.curve(Metric.REWARD);
        DrawnCurve length = run.curve(Metric.LENGTH);
        if (reward.means().size() < 3 || reward.means().size() != length.means().size()) {
            return;
        }
        List<Series.Point> smooth = joined(length.smooth(), reward.smooth());
        add(
                "reward-by-length",
                "reward against length",
                Axis.of("mean tokens"),
                Axis.of(""),
                List.of(
                        new Series("", joined(length.means(), reward.means()), Series.Style.FAINT_DOTS),
                        new Series("", smooth),
                        new Mark.Note("first step", smooth.getFirst()),
                        new Mark.Note("last step", smooth.getLast())),
                "Each dot is a step. A path that goes up and not to the right earns more without longer answers.");
    }

    /** The values of two curves at the same places. */
    static List<Series.Point> joined(List<Series.Point> x, List<Series.Point> y) {
        List<Series.Point> points = new ArrayList<>();
        for (int i = 0; i < Math.min(x.size(), y.size()); i++) {
            points.add(new Series.Point(x.get(i).y(), y.get(i).y()));
        }
        return points;
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

    private void seconds() {
        List<Line> phases = List.of(
                new Line("sampling", Metric.SECONDS_ROLLOUT),
                new Line("scoring", Metric.SECONDS_REWARD),
                new Line("log-probs", Metric.SECONDS_LOGPROBS),
                new Line("updates", Metric.SECONDS_UPDATE),
                new Line("hand-over", Metric.SECONDS_HAND_OVER));
        Optional<DrawnCurve> first = phases.stream()
                .map(line -> run.curve(line.metric()))
                .filter(curve -> !curve.isEmpty())
                .findFirst();
        List<Series> layers = phases.stream()
                .filter(line -> first.isPresent()
                        && run.curve(line.metric()).smooth().size()
                                == first.get().smooth().size())
                .map(line -> new Series(line.name(), run.curve(line.metric()).smooth()))
                .toList();
        if (!layers.isEmpty()) {
            add(
                    "seconds",
                    "seconds of a step",
                    Axis.fromZero("step"),
                    Axis.fromZero(""),
                    List.of(new Mark.Stack(layers)),
                    "Without evaluations and checkpoints.");
        }
    }
}
