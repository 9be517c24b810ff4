package zero4j.analyze;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import zero4j.report.plot.Axis;
import zero4j.report.plot.Chart;
import zero4j.report.plot.Mark;
import zero4j.report.plot.Panel;

/** What was found of benchmarks, told and shown. */
final class ContaminationFinding {
    private static final double WIDTH = 0.27;

    private final Contamination found;
    private final List<Overlap> overlaps;
    private final List<Contamination.OfModel> models;
    private final ContaminationTables tables;

    ContaminationFinding(Contamination found) {
        this.found = found;
        overlaps = found.overlaps();
        models = found.models();
        tables = new ContaminationTables(found);
    }

    Finding finding() {
        List<Finding.Exhibit> exhibits = new ArrayList<>();
        if (!overlaps.isEmpty()) {
            exhibits.add(new Finding.Exhibit(
                    "overlap",
                    "Questions of benchmarks in training sets",
                    tables.overlapTable(),
                    tables.overlapNumbers(),
                    foundNothing() ? Optional.empty() : Optional.of(overlapChart())));
            tables.examples().ifPresent(exhibits::add);
        }
        if (!models.isEmpty()) {
            exhibits.add(new Finding.Exhibit(
                    "completion",
                    "The rest of a question behind its first 60 %",
                    tables.probeTable(),
                    tables.probeNumbers(),
                    Optional.of(probeChart())));
            tables.said().ifPresent(exhibits::add);
        }
        return new Finding(Contamination.NAME, "How much of the benchmarks was seen before", says(), exhibits, found);
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
            if (foundNothing()) {
                says.add("Nothing was found: no question has its text or any of its " + OverlapSearch.WORDS
                        + "-grams in a training text. So there is no picture.");
            }
        }
        if (!models.isEmpty()) {
            says.add(
                    "Models go on greedily behind the first 60 % of a question, without a template. A short rest can be"
                            + " guessed, so compare with a benchmark that is younger than the model. The answer counts wherever it"
                            + " follows, though the question was not asked to its end.");
        }
        return says;
    }

    private boolean foundNothing() {
        return overlaps.stream()
                .flatMap(overlap -> overlap.benchmarks().stream())
                .allMatch(one -> one.any() == 0);
    }

    private Chart overlapChart() {
        List<Panel> panels = overlaps.stream()
                .map(overlap -> panel(
                        overlap.training(),
                        "share of questions",
                        overlap.benchmarks().stream()
                                .map(Overlap.OfBenchmark::benchmark)
                                .toList(),
                        List.of(
                                bars(
                                        "same text",
                                        overlap.benchmarks(),
                                        0,
                                        one -> ContaminationTables.share(one.exact(), one.questions())),
                                bars(
                                        "half or more of the n-grams",
                                        overlap.benchmarks(),
                                        1,
                                        one -> ContaminationTables.share(
                                                one.sharing(ContaminationTables.HALF), one.questions())),
                                bars(
                                        "any n-gram",
                                        overlap.benchmarks(),
                                        2,
                                        one -> ContaminationTables.share(one.any(), one.questions())))))
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

    private static Panel panel(String title, String vertical, List<String> benchmarks, List<Mark.Bars> bars) {
        return new Panel(title, Axis.of(benchmarks), Axis.ofShares(vertical), bars);
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

    private Chart probeChart() {
        List<Panel> panels = models.stream()
                .map(model -> panel(
                        model.model(),
                        "share of questions, mean ROUGE-L",
                        model.benchmarks().stream()
                                .map(CompletionProbe.OfBenchmark::benchmark)
                                .toList(),
                        List.of(
                                bars(
                                        "rest word for word",
                                        model.benchmarks(),
                                        0,
                                        one -> ContaminationTables.share(
                                                one.verbatim(), one.probes().size())),
                                bars("ROUGE-L", model.benchmarks(), 1, CompletionProbe.OfBenchmark::rougeL),
                                bars(
                                        "answer follows",
                                        model.benchmarks(),
                                        2,
                                        one -> ContaminationTables.share(
                                                one.answered(), one.probes().size())))))
                .toList();
        return chart("The rest of a question behind its first 60 %", panels);
    }
}
