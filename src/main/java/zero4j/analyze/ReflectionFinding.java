package zero4j.analyze;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import zero4j.analyze.Finding.Exhibit;
import zero4j.analyze.SelfReflection.Accuracy;
import zero4j.analyze.SelfReflection.Reflecting;
import zero4j.analyze.SelfReflection.Share;
import zero4j.analyze.SelfReflection.Shares;
import zero4j.report.plot.Axis;
import zero4j.report.plot.Chart;
import zero4j.report.plot.Mark;
import zero4j.report.plot.Panel;
import zero4j.report.plot.Series;

/** How self-reflection is shown. */
final class ReflectionFinding {
    /** All keywords have room below such a panel. */
    private static final int KEYWORDS_WIDTH = 1080;

    private final SelfReflection found;
    private final List<Reflecting> cells;
    /** Those with the most samples: with fewer a question has fewer chances, and a curve of both would have a bend. */
    private final List<Reflecting> sampled;

    private final Layout layout;
    private final ReflectionTables tables;

    ReflectionFinding(SelfReflection found) {
        this.found = found;
        cells = found.cells();
        int most = cells.stream().mapToInt(cell -> cell.cell().samples()).max().orElse(0);
        sampled = cells.stream().filter(cell -> cell.cell().samples() == most).toList();
        layout = new Layout(cells.stream().map(Reflecting::cell).toList());
        tables = new ReflectionTables(found);
    }

    Finding finding() {
        List<Exhibit> exhibits = new ArrayList<>();
        exhibits.add(new Exhibit(
                "questions",
                "questions with at least one response that reflects (figures 3, right, and 11)",
                tables.shares(Shares::questions, Reflecting::questions),
                tables.numbers(Shares::questions, Reflecting::questions),
                drawn(() -> curves("questions with reflection", Shares::questions, Reflecting::questions))));
        exhibits.add(new Exhibit(
                "responses",
                "responses that reflect",
                tables.shares(Shares::responses, Reflecting::responses),
                tables.numbers(Shares::responses, Reflecting::responses),
                drawn(() -> curves("responses with reflection", Shares::responses, Reflecting::responses))));
        exhibits.add(new Exhibit(
                "keywords",
                "occurrences of each keyword in all responses (figure 9)",
                tables.keywords(),
                tables.keywordNumbers(),
                drawn(this::keywordBars)));
        exhibits.add(new Exhibit(
                "accuracy",
                "accuracy with less accuracy without reflection, in points: share of questions by difference (figure 13)",
                tables.accuracy(),
                tables.accuracyNumbers(),
                found.accuracies().stream().anyMatch(Accuracy::isComparison)
                        ? Optional.of(histograms())
                        : Optional.empty()));
        return new Finding(
                "reflection",
                "Self-reflection: how often responses look back, and whether it helps",
                ReflectionWords.of(found),
                exhibits,
                found);
    }

    private Optional<Chart> drawn(Supplier<Chart> chart) {
        return cells.isEmpty() ? Optional.empty() : Optional.of(chart.get());
    }

    private boolean judged() {
        return found.judge().isPresent();
    }

    /** A curve for each way of finding reflection, a panel for each model and template. */
    private Chart curves(String title, Function<Shares, Share> part, Function<Reflecting, Share> byKeyword) {
        long temperatures = sampled.stream()
                .map(cell -> cell.cell().temperature())
                .distinct()
                .count();
        List<String> names = sampled.stream()
                .map(cell -> "temperature " + Layout.number(cell.cell().temperature()))
                .distinct()
                .toList();
        // The same for all, or a model that hardly reflects would look like one that often does.
        Axis shares = Axis.sharesTo("share of " + title, sampled.stream()
                .flatMap(cell -> IntStream.range(0, 3)
                        .mapToObj(kind -> ReflectionTables.share(cell, kind, part, byKeyword))
                        .flatMap(Optional::stream))
                .mapToDouble(share -> share.interval().high())
                .max()
                .orElse(1));
        return layout.eachAlone(
                title,
                judged() ? Chart.Legend.RIGHT : Chart.Legend.NONE,
                way -> Optional.of(new Panel(
                        way.inWords(),
                        temperatures > 1 ? Axis.of("temperature") : Axis.of(names),
                        shares,
                        marks(way, temperatures > 1, part, byKeyword))));
    }

    private List<Mark> marks(
            Layout.Way way,
            boolean overTemperatures,
            Function<Shares, Share> part,
            Function<Reflecting, Share> byKeyword) {
        List<Mark> marks = new ArrayList<>();
        List<String> names = judged() ? List.of("by keyword", "by both", "by judge") : List.of("by keyword");
        for (int i = 0; i < names.size(); i++) {
            int kind = i;
            List<Layout.Value> values = sampled.stream()
                    .filter(cell -> Layout.Way.of(cell.cell()).equals(way))
                    .flatMap(cell -> ReflectionTables.share(cell, kind, part, byKeyword).stream()
                            .filter(share -> share.all() > 0)
                            .map(share -> new Layout.Value(
                                    cell.cell().temperature(), share.share(), Optional.of(share.interval()))))
                    .toList();
            if (!overTemperatures) {
                double each = 0.8 / names.size();
                marks.add(new Mark.Bars(names.get(i), Layout.barsBeside(values, -0.4 + i * each, each)));
            } else if (i == 0) {
                marks.addAll(Layout.curve(names.get(i), values));
            } else {
                // Often all say the same: strokes and dots on a curve, and only one band, leave each to be seen.
                marks.add(new Series(
                        names.get(i),
                        values.stream()
                                .map(value -> new Series.Point(value.x(), value.y()))
                                .toList(),
                        i == 1 ? Series.Style.DASHED : Series.Style.DOTS));
            }
        }
        return marks;
    }

    private Chart keywordBars() {
        // From below 1, so that a single occurrence has a bar.
        long most = layout.ways().stream()
                .flatMapToLong(way -> IntStream.range(0, Keywords.ALL.size())
                        .mapToLong(i -> tables.sum(way, i, Reflecting::occurrences)))
                .max()
                .orElse(0);
        Axis counts = new Axis(
                "occurrences in all responses", Axis.Kind.LOG, OptionalDouble.of(0.5), OptionalDouble.of((double) Math.max(10, most)), List.of());
        return layout.bars(
                "occurrences of keywords",
                Axis.of(Keywords.ALL),
                counts,
                KEYWORDS_WIDTH,
                1,
                way -> IntStream.range(0, Keywords.ALL.size())
                        .mapToObj(
                                i -> new Layout.Value(i, tables.sum(way, i, Reflecting::occurrences), Optional.empty()))
                        .toList());
    }

    private Chart histograms() {
        Axis shares = Axis.sharesTo(
                "share of questions",
                found.accuracies().stream()
                        .filter(accuracy -> accuracy.withBoth() > 0)
                        .mapToDouble(
                                accuracy -> (double) Collections.max(accuracy.histogram()) / accuracy.withBoth())
                        .max()
                        .orElse(1));
        return layout.eachAlone("accuracy with less accuracy without reflection", Chart.Legend.RIGHT, way -> {
            List<Accuracy> shown = found.accuracies().stream()
                    .filter(accuracy -> accuracy.model().equals(way.model())
                            && accuracy.template().equals(way.template()))
                    .toList();
            return shown.stream().noneMatch(Accuracy::isComparison)
                    ? Optional.empty()
                    : Optional.of(histogram(way, shown, shares));
        });
    }

    /** Shares of the questions with both kinds: judges often see fewer. */
    private static Panel histogram(Layout.Way way, List<Accuracy> shown, Axis shares) {
        List<Mark> marks = new ArrayList<>();
        for (int i = 0; i < shown.size(); i++) {
            Accuracy accuracy = shown.get(i);
            int kind = i;
            marks.add(new Mark.Bars(
                    "by " + accuracy.by(),
                    IntStream.range(0, accuracy.histogram().size())
                            .mapToObj(at -> bar(accuracy, at, kind, shown.size()))
                            .toList()));
        }
        String mean = shown.getFirst()
                .difference()
                .map(difference -> String.format(Locale.ROOT, ", mean %+.1f", Math.round(1000 * difference.mean()) / 10.0))
                .orElse("");
        return new Panel(way.inWords(), Axis.ofAllPoints("points, in steps of 10" + mean), shares, marks);
    }

    /** One of several beside each other. */
    private static Mark.Bar bar(Accuracy accuracy, int at, int kind, int kinds) {
        double middle = (at - accuracy.histogram().size() / 2) / 10.0;
        double from = middle - 0.045;
        double each = 0.09 / kinds;
        double share =
                accuracy.withBoth() == 0 ? 0 : (double) accuracy.histogram().get(at) / accuracy.withBoth();
        return new Mark.Bar(from + kind * each, from + (kind + 1) * each, share);
    }
}
