package zero4j.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;
import zero4j.Words;
import zero4j.recipe.RunSettings;
import zero4j.report.plot.Axis;
import zero4j.report.plot.Mark;
import zero4j.report.plot.Series;
import zero4j.run.EvalRecord;
import zero4j.run.Metric;

/** The report of several runs: their curves on the same axes, and their scores and settings beside each other. */
final class SeveralRuns {
    /** More groups than this are drawn without their faint curves. */
    private static final int FEW = 3;

    private final List<ReportedRun> runs;
    private final List<RunGroup> groups;

    SeveralRuns(List<ReportedRun> runs) {
        this.runs = runs;
        this.groups = RunGroup.of(runs);
    }

    void write(Html page) {
        page.element("h1", Words.counted(runs.size(), "run") + " beside each other");
        page.element("p", inWords());
        for (ReportedRun run : runs) {
            RunWords words = new RunWords(run);
            words.caution().ifPresent(said -> page.element("p", name(run) + ": " + said + ".", "class", "warning"));
            words.warnings().stream()
                    .limit(2)
                    .forEach(warning ->
                            page.element("p", "Warning of " + name(run) + ": " + warning, "class", "warning"));
        }
        page.element("h2", "Results");
        page.table(results());
        page.element(
                "p",
                "Reward, length and dead groups: means over the first or the last steps, "
                        + DrawnCurve.ends(Long.MAX_VALUE)
                        + " where there are enough. Accuracies: means over the benchmarks, with 95 % intervals;"
                        + " changes are in percentage points.",
                "class",
                "soft");
        if (groups.stream().anyMatch(group -> group.runs().size() > 1)) {
            page.element("h3", "Over seeds").table(seeds());
        }
        page.element("h2", "Curves");
        page.element(
                "p",
                "Smoothed. Where runs differ in nothing but the seed: their mean, and the band in which all of them"
                        + " lie.",
                "class",
                "soft");
        RunReport.charts(page, figures());
        settings(page);
    }

    private String name(ReportedRun run) {
        boolean distinct = runs.stream().map(ReportedRun::name).distinct().count() == runs.size();
        return distinct ? run.name() : run.longName();
    }

    private String inWords() {
        List<RunGroup> ranked = groups.stream()
                .filter(group -> group.last(Metric.REWARD).isPresent())
                .sorted((a, b) -> Double.compare(
                        b.last(Metric.REWARD).getAsDouble(),
                        a.last(Metric.REWARD).getAsDouble()))
                .toList();
        if (ranked.isEmpty()) {
            return "None of them has done a step.";
        }
        if (groups.size() == 1) {
            return "They differ in nothing but the seed.";
        }
        String most = RunWords.number("%.3f", ranked.getFirst().last(Metric.REWARD));
        String least = RunWords.number("%.3f", ranked.getLast().last(Metric.REWARD));
        return (most.equals(least)
                        ? "In the last steps the mean reward of all was " + most
                        : "In the last steps " + ranked.getFirst().name() + " had the highest mean reward, " + most
                                + ", and " + ranked.getLast().name() + " the lowest, " + least)
                + ". Rewards are comparable only where the questions and the reward are the same.";
    }

    private record Column(String title, Function<ReportedRun, String> cell) {}

    private Table results() {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("run", this::name));
        if (groups.stream()
                .anyMatch(group -> !group.name().equals(group.runs().getFirst().name()))) {
            columns.add(new Column("what", this::group));
        }
        scores(columns, "avg@k", Score::sampled);
        scores(columns, "greedy", Score::greedy);
        columns.add(new Column("state", run -> run.state().inWords()));
        columns.add(new Column("steps", run -> Long.toString(run.steps())));
        columns.add(new Column("reward first", run -> first(run, Metric.REWARD)));
        columns.add(new Column("last", run -> last(run, Metric.REWARD, "%.3f")));
        if (rewardsElse()) {
            columns.add(new Column("accuracy first", run -> first(run, Metric.ACCURACY)));
            columns.add(new Column("last", run -> last(run, Metric.ACCURACY, "%.3f")));
        }
        columns.add(new Column("length", run -> last(run, Metric.LENGTH, "%.0f")));
        columns.add(
                new Column("dead", run -> share(run.curve(Metric.DEAD_GROUPS).last())));
        columns.add(
                new Column("not applied", run -> Integer.toString(run.skipped().size())));
        columns.add(new Column("time", run -> RunWords.duration(run.seconds())));
        Table table = Table.of(columns.stream().map(Column::title).toList());
        runs.forEach(run -> table.row(
                columns.stream().map(column -> column.cell().apply(run)).toList()));
        return table;
    }

    private String group(ReportedRun run) {
        return groups.stream()
                .filter(group -> group.runs().contains(run))
                .map(RunGroup::name)
                .findFirst()
                .orElse("");
    }

    private void scores(List<Column> columns, String what, Function<List<EvalRecord>, Optional<Score>> score) {
        if (runs.stream().allMatch(run -> score.apply(run.after()).isEmpty())) {
            return;
        }
        columns.add(new Column(what + " before", run -> words(score.apply(run.before()))));
        columns.add(new Column("after", run -> run.compared() ? words(score.apply(run.after())) : "-"));
        columns.add(new Column("change", run -> {
            List<List<EvalRecord>> shared = Score.shared(run.before(), run.after());
            Optional<Score> before = score.apply(shared.getFirst());
            return run.compared() && before.isPresent()
                    ? score.apply(shared.getLast())
                            .map(after -> after.above(before.get()).asChange())
                            .orElse("-")
                    : "-";
        }));
    }

    private static String words(Optional<Score> score) {
        return score.map(Score::inWords).orElse("-");
    }

    private static String first(ReportedRun run, Metric metric) {
        return RunWords.number("%.3f", run.curve(metric).first());
    }

    private static String last(ReportedRun run, Metric metric, String format) {
        return RunWords.number(format, run.curve(metric).last());
    }

    private static String share(OptionalDouble value) {
        return value.isEmpty() ? "-" : String.format(Locale.ROOT, "%.0f %%", 100 * value.getAsDouble());
    }

    /** Means over the runs of a group, and between what they lie. */
    private Table seeds() {
        Table table = Table.of("what", "runs", "reward last", "length last", "greedy after", "avg@k after");
        for (RunGroup group : groups) {
            table.row(
                    group.name(),
                    Integer.toString(group.runs().size()),
                    range(
                            "%.3f",
                            1,
                            group.runs().stream()
                                    .map(run -> run.curve(Metric.REWARD).last())),
                    range(
                            "%.0f",
                            1,
                            group.runs().stream()
                                    .map(run -> run.curve(Metric.LENGTH).last())),
                    range("%.1f", 100, group.runs().stream().map(run -> share(Score.greedy(run.after())))),
                    range("%.1f", 100, group.runs().stream().map(run -> share(Score.sampled(run.after())))));
        }
        return table;
    }

    private static OptionalDouble share(Optional<Score> score) {
        return score.map(some -> OptionalDouble.of(some.share())).orElse(OptionalDouble.empty());
    }

    private static String range(String format, double scale, Stream<OptionalDouble> values) {
        double[] there = values.flatMapToDouble(OptionalDouble::stream)
                .map(value -> scale * value)
                .sorted()
                .toArray();
        return there.length == 0
                ? "-"
                : String.format(
                        Locale.ROOT,
                        format + " (" + format + " to " + format + ")",
                        Arrays.stream(there).average().orElseThrow(),
                        there[0],
                        there[there.length - 1]);
    }

    /** Whether some are rewarded by something else than the share of right completions. */
    private boolean rewardsElse() {
        return runs.stream().anyMatch(run -> !run.curve(Metric.REWARD).isLike(run.curve(Metric.ACCURACY)));
    }

    /** The charts; those that there is something in. */
    List<RunFigures.Figure> figures() {
        List<RunFigures.Figure> figures = new ArrayList<>();
        add(figures, Metric.REWARD, "reward", Axis.of(""));
        if (rewardsElse()) {
            add(figures, Metric.ACCURACY, "accuracy in training", Axis.ofShares(""));
        }
        add(figures, Metric.LENGTH, "length of all completions (tokens)", Axis.of(""));
        add(figures, Metric.LENGTH_CORRECT, "length of the right ones (tokens)", Axis.of(""));
        add(figures, Metric.LENGTH_INCORRECT, "length of the wrong ones (tokens)", Axis.of(""));
        rewardByLength(figures);
        add(figures, Metric.TRUNCATED, "cut off (share)", Axis.fromZero(""));
        add(figures, Metric.DEAD_GROUPS, "dead groups (share)", Axis.ofShares(""));
        add(figures, Metric.ENTROPY, "entropy (nats per token)", Axis.fromZero(""));
        add(figures, Metric.MISMATCH, "mismatch of sampler and learner (nats)", Axis.log(""));
        add(figures, Metric.GRAD_NORM, "gradient norm", Axis.fromZero(""));
        add(figures, Metric.KL, "KL from the reference (nats per token)", Axis.fromZero(""));
        add(figures, Metric.ROLLOUT_TOKENS_PER_SECOND, "sampled tokens per second", Axis.fromZero(""));
        return figures;
    }

    private void add(List<RunFigures.Figure> figures, Metric metric, String title, Axis vertical) {
        List<Mark> marks = groups.stream()
                .map(group -> group.marks(metric, groups.size() <= FEW))
                .flatMap(Collection::stream)
                .toList();
        if (!marks.isEmpty()) {
            figures.add(RunFigures.Figure.of(
                    metric.key().replace('_', '-'), title, Axis.fromZero("step"), vertical, marks, ""));
        }
    }

    private void rewardByLength(List<RunFigures.Figure> figures) {
        List<Mark> marks = new ArrayList<>();
        for (RunGroup group : groups) {
            ReportedRun run = group.runs().getFirst();
            List<Series.Point> path = RunFigures.joined(smoother(run, Metric.LENGTH), smoother(run, Metric.REWARD));
            if (!path.isEmpty()) {
                marks.add(new Series("", List.of(path.getLast()), Series.Style.FAINT_DOTS));
                marks.add(new Series(group.name(), path));
            }
        }
        if (!marks.isEmpty()) {
            figures.add(RunFigures.Figure.of(
                    "reward-by-length", "reward against length", Axis.of("mean tokens"), Axis.of(""), marks, ""));
        }
    }

    /** Several paths that cross each other need fewer turns. */
    private static List<Series.Point> smoother(ReportedRun run, Metric metric) {
        List<Series.Point> smooth = run.curve(metric).smooth();
        return new Series("", smooth).smoothed(smooth.size() / 8).points();
    }

    private void settings(Html page) {
        page.element("h2", "What differs in their settings");
        List<ReportedRun> known =
                runs.stream().filter(run -> run.recipe().isPresent()).toList();
        if (known.size() < runs.size()) {
            page.element(
                    "p",
                    "This version of the program does not understand the settings of "
                            + Words.counted(runs.size() - known.size(), "run") + ".");
        }
        var keys = RunSettings.differing(
                known.stream().flatMap(run -> run.recipe().stream()).toList());
        if (keys.isEmpty()) {
            page.element("p", "Nothing.");
            return;
        }
        List<String> header = new ArrayList<>(List.of("setting"));
        known.forEach(run -> header.add(name(run)));
        Table table = Table.ofTexts(header.toArray(String[]::new));
        for (String key : keys) {
            List<String> row = new ArrayList<>(List.of(key));
            for (ReportedRun run : known) {
                Map<String, String> settings = run.settings();
                row.add(settings.getOrDefault(key, ""));
            }
            table.row(row);
        }
        page.table(table);
    }
}
