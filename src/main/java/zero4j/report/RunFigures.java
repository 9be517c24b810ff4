package zero4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zero4j.report.plot.Axis;
import zero4j.report.plot.Chart;
import zero4j.report.plot.Mark;
import zero4j.report.plot.Panel;
import zero4j.report.plot.Series;
import zero4j.run.Metric;

/** The charts of one run. */
final class RunFigures {
    private static final Map<Metric, String> PHASES = Map.of(
            Metric.SECONDS_ROLLOUT, "sampling",
            Metric.SECONDS_REWARD, "scoring",
            Metric.SECONDS_LEARNER_IDLE, "waiting for rollouts",
            Metric.SECONDS_LOGPROBS, "log-probs",
            Metric.SECONDS_UPDATE, "updates",
            Metric.SECONDS_HAND_OVER, "hand-over");

    private static final int WIDTH = 440;
    private static final int HEIGHT = 250;

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
        all.figures.addAll(ScoreFigures.of(run));
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

    private void seconds() {
        List<Line> phases = Metric.phases(run.ranAhead()).stream()
                .map(phase -> new Line(PHASES.getOrDefault(phase, phase.key()), phase))
                .toList();
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
                    "Without evaluations and checkpoints."
                            + (run.ranAhead() ? " Sampling and scoring went on beside these." : ""));
        }
    }
}
