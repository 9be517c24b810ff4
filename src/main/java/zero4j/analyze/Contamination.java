package zero4j.analyze;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import zero4j.OneLine;
import zero4j.Words;
import zero4j.eval.Interval;
import zero4j.report.Table;
import zero4j.report.plot.Axis;
import zero4j.report.plot.Chart;
import zero4j.report.plot.Mark;
import zero4j.report.plot.Panel;

/**
 * What training sets and models know of benchmarks: numbers, for JSON.
 *
 * @param overlaps of training sets with the benchmarks
 * @param models what each did with the beginnings of questions
 */
public record Contamination(List<Overlap> overlaps, List<OfModel> models) {
    /** Name of the analysis. */
    public static final String NAME = "contamination";

    private static final double HALF = 0.5;
    private static final int SHOWN = 240;
    private static final int EXAMPLES = 3;
    private static final double WIDTH = 0.27;

    /**
     * What a model did with the beginnings of questions.
     *
     * @param model as tables name it
     * @param maxNewTokens budget of what it said
     */
    public record OfModel(String model, int maxNewTokens, List<CompletionProbe.OfBenchmark> benchmarks) {
        public OfModel {
            benchmarks = List.copyOf(benchmarks);
        }
    }

    public Contamination {
        overlaps = List.copyOf(overlaps);
        models = List.copyOf(models);
        if (overlaps.isEmpty() && models.isEmpty()) {
            throw new IllegalArgumentException("neither a training set nor a model");
        }
    }

    /** Tables and pictures of it. */
    public Finding finding() {
        List<Finding.Exhibit> exhibits = new ArrayList<>();
        if (!overlaps.isEmpty()) {
            exhibits.add(new Finding.Exhibit(
                    "overlap",
                    "Questions of benchmarks in training sets",
                    overlapTable(),
                    Optional.of(overlapChart())));
            examples(overlaps.stream()
                            .flatMap(overlap -> overlap.benchmarks().stream())
                            .map(Overlap.OfBenchmark::found)
                            .map(found -> spread(found, Comparator.comparingDouble(Overlap.Found::share)))
                            .flatMap(List::stream)
                            .toList())
                    .ifPresent(exhibits::add);
        }
        if (!models.isEmpty()) {
            exhibits.add(new Finding.Exhibit(
                    "completion",
                    "The rest of a question behind its first 60 %",
                    probeTable(),
                    Optional.of(probeChart())));
            saidExamples().ifPresent(exhibits::add);
        }
        return new Finding(NAME, "How much of the benchmarks was seen before", says(), exhibits, this);
    }

    private List<String> says() {
        List<String> says = new ArrayList<>();
        if (!overlaps.isEmpty()) {
            says.add(
                    "Texts are compared by their words in small letters (runs of letters, runs of digits, names of LaTeX"
                            + " commands); the same text has the same signs between them, too. Punctuation, dollar signs, braces"
                            + " and LaTeX's spacing do not count.");
            says.add("A question's share is that of its " + OverlapSearch.WORDS
                    + "-grams which one training text has. Some shared n-grams are turns of phrase or drawings that"
                    + " many questions have: look at the examples. Questions of fewer than " + OverlapSearch.WORDS
                    + " words are compared as a whole only.");
        }
        if (!models.isEmpty()) {
            says.add(
                    "Models go on greedily behind the first 60 % of a question, without a template. A short rest can be"
                            + " guessed, so compare with a benchmark that is younger than the model. The answer counts wherever it"
                            + " follows, though the question was not asked to its end.");
        }
        return says;
    }

    private Table overlapTable() {
        Table table = Table.of(
                "training set",
                "benchmark",
                "questions",
                "same text",
                "all n-grams",
                "half or more",
                "any",
                "share",
                "short");
        table.labelled(2).grouped(1, 4, 2);
        for (Overlap overlap : overlaps) {
            for (Overlap.OfBenchmark one : overlap.benchmarks()) {
                table.row(
                        overlap.training(),
                        one.benchmark(),
                        number(one.questions()),
                        number(one.exact()),
                        number(one.sharing(1)),
                        number(one.sharing(HALF)),
                        number(one.any()),
                        percent((double) one.any() / one.questions()),
                        number(one.tooShort()));
            }
        }
        return table;
    }

    private Chart overlapChart() {
        List<Panel> panels = overlaps.stream()
                .map(overlap -> panel(
                        overlap.training(),
                        overlap.benchmarks().stream()
                                .map(Overlap.OfBenchmark::benchmark)
                                .toList(),
                        List.of(
                                bars("same text", overlap.benchmarks(), 0, one -> share(one.exact(), one.questions())),
                                bars(
                                        "half or more of the n-grams",
                                        overlap.benchmarks(),
                                        1,
                                        one -> share(one.sharing(HALF), one.questions())),
                                bars("any n-gram", overlap.benchmarks(), 2, one -> share(one.any(), one.questions())))))
                .toList();
        return chart("Questions of benchmarks in training sets", panels);
    }

    private static Chart chart(String title, List<Panel> panels) {
        int benchmarks = panels.stream()
                .mapToInt(panel -> panel.horizontal().categories().size())
                .max()
                .orElse(1);
        return new Chart(title, panels, Chart.Legend.ABOVE, Math.max(320, 80 * benchmarks + 60), 220, 1);
    }

    private static Panel panel(String title, List<String> benchmarks, List<Mark.Bars> bars) {
        return new Panel(title, Axis.of(benchmarks), Axis.ofShares("share of questions"), bars);
    }

    private static <T> Mark.Bars bars(String name, List<T> benchmarks, int place, ToDoubleFunction<T> value) {
        return new Mark.Bars(
                name,
                IntStream.range(0, benchmarks.size())
                        .mapToObj(i -> {
                            double from = i + (place - 1.5) * WIDTH;
                            return new Mark.Bar(from, from + WIDTH, value.applyAsDouble(benchmarks.get(i)));
                        })
                        .toList());
    }

    private Optional<Finding.Exhibit> examples(List<Overlap.Found> found) {
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Table table = Table.ofTexts("text", "n-grams", "begins");
        for (Overlap.Found one : found) {
            table.row(
                    one.question(), one.exact() ? "the same" : one.shared() + " of " + one.ngrams(), line(one.text()));
            table.row(
                    "  " + one.training(),
                    one.texts() > 1 ? "and " + Words.counted(one.texts() - 1, "other") : "",
                    line(one.passage()));
        }
        return Optional.of(new Finding.Exhibit(
                "examples",
                "Questions, and below each the training text that has most of it",
                table,
                Optional.empty()));
    }

    /** Some from the greatest to the least. */
    private static <T> List<T> spread(List<T> all, Comparator<T> order) {
        List<T> sorted = all.stream().sorted(order.reversed()).toList();
        int count = Math.min(EXAMPLES, sorted.size());
        return IntStream.range(0, count)
                .map(i -> count == 1 ? 0 : i * (sorted.size() - 1) / (count - 1))
                .mapToObj(sorted::get)
                .toList();
    }

    private Table probeTable() {
        Table table = Table.of(
                "model",
                "benchmark",
                "asked",
                "word for word",
                "share",
                "95 %",
                "ROUGE-L",
                "95 %",
                "answer follows",
                "95 %");
        table.labelled(2).grouped(1, 3, 2, 2);
        for (OfModel model : models) {
            for (CompletionProbe.OfBenchmark one : model.benchmarks()) {
                int asked = one.probes().size();
                table.row(
                        model.model(),
                        one.benchmark(),
                        number(asked),
                        number(one.verbatim()),
                        percent(share(one.verbatim(), asked)),
                        interval(one.verbatim(), asked),
                        asked == 0 ? "-" : String.format(Locale.ROOT, "%.3f", one.rougeL()),
                        asked == 0
                                ? "-"
                                : String.format(
                                        Locale.ROOT,
                                        "[%.3f, %.3f]",
                                        one.rougeLInterval().low(),
                                        one.rougeLInterval().high()),
                        percent(share(one.answered(), asked)),
                        interval(one.answered(), asked));
            }
        }
        return table;
    }

    private Chart probeChart() {
        List<Panel> panels = models.stream()
                .map(model -> panel(
                        model.model(),
                        model.benchmarks().stream()
                                .map(CompletionProbe.OfBenchmark::benchmark)
                                .toList(),
                        List.of(
                                bars(
                                        "rest word for word",
                                        model.benchmarks(),
                                        0,
                                        one -> share(
                                                one.verbatim(), one.probes().size())),
                                bars("ROUGE-L", model.benchmarks(), 1, CompletionProbe.OfBenchmark::rougeL),
                                bars(
                                        "answer follows",
                                        model.benchmarks(),
                                        2,
                                        one -> share(
                                                one.answered(), one.probes().size())))))
                .toList();
        return chart("The rest of a question behind its first 60 %", panels);
    }

    private Optional<Finding.Exhibit> saidExamples() {
        Table table = Table.ofTexts("model", "question", "", "text");
        for (OfModel model : models) {
            model.benchmarks().stream()
                    .flatMap(one ->
                            spread(one.probes(), Comparator.comparingDouble(CompletionProbe.Probe::rougeL)).stream())
                    .forEach(probe -> Stream.of(
                                    List.of(model.model(), probe.question(), "given", line(probe.given())),
                                    List.of("", "", "rest", line(probe.rest())),
                                    List.of("", "", "said", line(probe.said())))
                            .forEach(table::row));
        }
        return table.rows().isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding.Exhibit(
                        "said", "What a question says, and what the model went on with", table, Optional.empty()));
    }

    private static String line(String text) {
        return OneLine.of(text, SHOWN);
    }

    private static String number(int count) {
        return Integer.toString(count);
    }

    private static double share(int part, int all) {
        return all == 0 ? Double.NaN : (double) part / all;
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String interval(int part, int all) {
        if (all == 0) {
            return "-";
        }
        Interval interval = Interval.wilson(part, all);
        return String.format(Locale.ROOT, "[%.1f, %.1f]", 100 * interval.low(), 100 * interval.high());
    }
}
