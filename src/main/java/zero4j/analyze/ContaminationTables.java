package zero4j.analyze;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import zero4j.OneLine;
import zero4j.Words;
import zero4j.eval.Interval;
import zero4j.report.Table;

/** What was found of benchmarks as tables, for people and as numbers. */
final class ContaminationTables {
    static final double HALF = 0.5;

    private static final int SHOWN = 240;
    private static final int EXAMPLES = 3;

    private final List<Overlap> overlaps;
    private final List<Contamination.OfModel> models;

    ContaminationTables(Contamination found) {
        overlaps = found.overlaps();
        models = found.models();
    }

    Table overlapTable() {
        Table table = Table.of(
                "training set",
                "benchmark",
                "questions",
                "same text",
                "all n-grams",
                "half or more",
                "any",
                "share with any",
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

    private record Compared(Overlap overlap, Overlap.OfBenchmark part) {}

    private List<Compared> compared() {
        return overlaps.stream()
                .flatMap(overlap -> overlap.benchmarks().stream().map(one -> new Compared(overlap, one)))
                .toList();
    }

    Table overlapNumbers() {
        return NumberColumns.of(compared())
                .with("training_set", one -> one.overlap().training())
                .with("benchmark", one -> one.part().benchmark())
                .with("questions", one -> one.part().questions())
                .with("same_text", one -> one.part().exact())
                .with("all_ngrams", one -> one.part().sharing(1))
                .with("half_or_more", one -> one.part().sharing(HALF))
                .with("any", one -> one.part().any())
                .with("share_with_any", one -> share(one.part().any(), one.part().questions()))
                .with("short", one -> one.part().tooShort())
                .table();
    }

    private record FoundIn(Compared compared, Overlap.Found found) {}

    /** All of them. */
    private Table foundNumbers() {
        return NumberColumns.of(compared().stream()
                        .flatMap(one -> one.part().found().stream().map(found -> new FoundIn(one, found)))
                        .toList())
                .with("training_set", one -> one.compared().overlap().training())
                .with("benchmark", one -> one.compared().part().benchmark())
                .with("question", one -> one.found().question())
                .with("same_text", one -> one.found().exact())
                .with("ngrams", one -> one.found().ngrams())
                .with("shared", one -> one.found().shared())
                .with("share", one -> one.found().share())
                .with("training_text", one -> one.found().training())
                .with("texts", one -> one.found().texts())
                .with("text", one -> one.found().text())
                .with("passage", one -> one.found().passage())
                .table();
    }

    Optional<Finding.Exhibit> examples() {
        List<Overlap.Found> found = overlaps.stream()
                .flatMap(overlap -> overlap.benchmarks().stream())
                .map(Overlap.OfBenchmark::found)
                .map(all -> spread(all, Comparator.comparingDouble(Overlap.Found::share)))
                .flatMap(List::stream)
                .toList();
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
                foundNumbers(),
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

    Table probeTable() {
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
        for (Contamination.OfModel model : models) {
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

    private record Probed(Contamination.OfModel model, CompletionProbe.OfBenchmark part) {}

    private List<Probed> probed() {
        return models.stream()
                .flatMap(model -> model.benchmarks().stream().map(one -> new Probed(model, one)))
                .toList();
    }

    Table probeNumbers() {
        return NumberColumns.of(probed())
                .with("model", one -> one.model().model())
                .with("benchmark", one -> one.part().benchmark())
                .with("asked", one -> one.part().probes().size())
                .with("left_out", one -> one.part().leftOut())
                .with("word_for_word", one -> one.part().verbatim())
                .with("rouge_l", one -> asked(one).map(CompletionProbe.OfBenchmark::rougeL))
                .withInterval(one -> asked(one).map(CompletionProbe.OfBenchmark::rougeLInterval))
                .with("answer_follows", one -> one.part().answered())
                .table();
    }

    private static Optional<CompletionProbe.OfBenchmark> asked(Probed one) {
        return Optional.of(one.part()).filter(part -> !part.probes().isEmpty());
    }

    private record Said(Probed probed, CompletionProbe.Probe probe) {}

    /** All of it. */
    private Table saidNumbers() {
        return NumberColumns.of(probed().stream()
                        .flatMap(one -> one.part().probes().stream().map(probe -> new Said(one, probe)))
                        .toList())
                .with("model", one -> one.probed().model().model())
                .with("benchmark", one -> one.probed().part().benchmark())
                .with("question", one -> one.probe().question())
                .with("word_for_word", one -> one.probe().verbatim())
                .with("rouge_l", one -> one.probe().rougeL())
                .with("answer_follows", one -> one.probe().answered())
                .with("given", one -> one.probe().given())
                .with("rest", one -> one.probe().rest())
                .with("said", one -> one.probe().said())
                .table();
    }

    Optional<Finding.Exhibit> said() {
        Table table = Table.ofTexts("model", "question", "", "text");
        for (Contamination.OfModel model : models) {
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
                        "said",
                        "What a question says, and what the model went on with",
                        table,
                        saidNumbers(),
                        Optional.empty()));
    }

    private static String line(String text) {
        return OneLine.of(text, SHOWN);
    }

    private static String number(int count) {
        return Integer.toString(count);
    }

    /** NaN of nothing. */
    static double share(int part, int all) {
        return all == 0 ? Double.NaN : (double) part / all;
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "-" : Words.percent(share);
    }

    private static String interval(int part, int all) {
        if (all == 0) {
            return "-";
        }
        Interval interval = Interval.wilson(part, all);
        return String.format(Locale.ROOT, "[%.1f, %.1f]", 100 * interval.low(), 100 * interval.high());
    }
}
