package zero4j.analyze;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import zero4j.Words;
import zero4j.analyze.Categories.Breakdown;
import zero4j.analyze.Categories.Change;
import zero4j.analyze.Categories.Part;
import zero4j.analyze.Finding.Exhibit;
import zero4j.eval.Category;
import zero4j.eval.PairedDifference;
import zero4j.eval.Significance;
import zero4j.report.plot.Axis;
import zero4j.report.plot.Chart;
import zero4j.report.plot.Mark;
import zero4j.report.plot.Panel;
import zero4j.report.plot.Series;

/** How categories are told and shown. */
final class CategoriesFinding {
    private static final List<String> NAMES =
            Arrays.stream(Category.values()).map(Category::inWords).toList();

    /** Of a panel below which all names have room. */
    private static final int WIDTH = 360;

    private final Categories found;
    private final List<Breakdown> whole;
    private final List<Breakdown> shown;
    private final List<Breakdown> atShown;
    private final List<SampleCell> cells;
    private final Layout layout;
    private final double temperature;
    private final CategoriesTables tables;

    CategoriesFinding(Categories found) {
        this.found = found;
        whole = found.breakdowns().stream()
                .filter(breakdown -> breakdown.group().equals(Categories.ALL))
                .toList();
        cells = whole.stream().map(Breakdown::cell).toList();
        layout = new Layout(cells);
        temperature = Layout.shownTemperature(cells);
        shown = found.breakdowns().stream()
                .filter(breakdown -> breakdown.cell().temperature() == temperature)
                .toList();
        atShown = whole.stream().filter(shown::contains).toList();
        tables = new CategoriesTables(found, whole, shown, atShown);
    }

    Finding finding() {
        List<Exhibit> exhibits = new ArrayList<>();
        exhibits.add(new Exhibit(
                "level",
                "responses by level (figure 12)" + at(),
                tables.byLevel(),
                tables.numbers(shown),
                drawn(this::stacksByLevel)));
        exhibits.add(new Exhibit(
                "length",
                "mean tokens by category (table 5)" + at(),
                tables.lengths(),
                tables.numbers(atShown),
                drawn(this::lengthsAsBars)));
        if (cells.stream().map(SampleCell::temperature).distinct().count() > 1) {
            exhibits.add(new Exhibit(
                    "temperature",
                    "responses by temperature",
                    tables.byTemperature(),
                    tables.numbers(whole),
                    drawn(this::stacksByTemperature)));
        }
        if (!found.changes().isEmpty()) {
            exhibits.add(new Exhibit(
                    "change",
                    "how much more of each category than "
                            + found.changes().getFirst().against() + " has, in points" + at(),
                    tables.changes(),
                    tables.changeNumbers(),
                    drawn(this::changesAsBars)));
        }
        return new Finding(
                "categories", "Categories: what becomes of responses, and how long they are", says(), exhibits, found);
    }

    private Optional<Chart> drawn(Supplier<Chart> chart) {
        return whole.isEmpty() ? Optional.empty() : Optional.of(chart.get());
    }

    private String at() {
        return ", temperature " + Layout.number(temperature);
    }

    private List<String> says() {
        if (whole.isEmpty()) {
            return List.of("There are no samples: nothing can be said.");
        }
        List<String> says = new ArrayList<>();
        says.add(
                "Every response is of one category, the first that applies: correct, if the verifier found its answer right;"
                        + " truncated, if the budget cut it off, whatever it holds; unformatted, if it ended by itself without an answer in"
                        + " the required form; incorrect, if its answer was not found right.");
        says.add("Questions without a level are grouped by their benchmark; "
                + Words.counted(whole.getFirst().questions(), "question")
                + " in all. Intervals are of 95 %, over questions;"
                + " mean lengths are over responses.");
        for (Change change : found.changes()) {
            if (change.group().equals(Categories.ALL)) {
                PairedDifference correct = change.differences().getFirst().difference();
                says.add(String.format(
                        Locale.ROOT,
                        "%s, %s: %s points of correct responses more than %s, which is %s (p = %.3g).",
                        change.cell().model(),
                        change.cell().template(),
                        Layout.points(correct.mean(), correct.interval()),
                        change.against(),
                        correct.p() < Significance.LEVEL ? "more than noise" : "no more than noise",
                        correct.p()));
            }
        }
        return says;
    }

    private List<Breakdown> those(List<Breakdown> breakdowns, Layout.Way way) {
        return breakdowns.stream()
                .filter(breakdown -> Layout.Way.of(breakdown.cell()).equals(way))
                .toList();
    }

    /** Bars whose parts stand on each other: areas that fall to 0 between them. */
    private Chart stacksByLevel() {
        Set<String> groups = new LinkedHashSet<>();
        shown.forEach(breakdown -> groups.add(breakdown.group()));
        boolean levels = groups.stream().allMatch(group -> group.equals(Categories.ALL) || group.startsWith("level "));
        List<String> names = groups.stream()
                .map(group -> levels ? group.replace("level ", "") : group)
                .toList();
        return layout.eachAlone("responses by level" + at(), Chart.Legend.RIGHT, way -> {
            List<Breakdown> bars = those(shown, way);
            return Optional.of(new Panel(
                    way.inWords(),
                    Axis.of(levels ? "level" : "", names),
                    Axis.ofShares("share of responses"),
                    List.of(stack(category -> bars.stream()
                            .flatMap(
                                    bar -> bar(List.copyOf(groups).indexOf(bar.group()), share(bar, category)).stream())
                            .toList()))));
        });
    }

    private static List<Series.Point> bar(int place, double height) {
        return List.of(
                new Series.Point(place - 0.4, 0),
                new Series.Point(place - 0.4, height),
                new Series.Point(place + 0.4, height),
                new Series.Point(place + 0.4, 0));
    }

    private static double share(Breakdown breakdown, Category category) {
        return breakdown.parts().stream()
                .filter(part -> part.category() == category)
                .mapToDouble(Part::share)
                .sum();
    }

    private static Mark.Stack stack(Function<Category, List<Series.Point>> layer) {
        return new Mark.Stack(Arrays.stream(Category.values())
                .map(category -> new Series(category.inWords(), layer.apply(category)))
                .toList());
    }

    private Chart stacksByTemperature() {
        return layout.eachAlone(
                "responses by temperature",
                Chart.Legend.RIGHT,
                way -> Optional.of(new Panel(
                        way.inWords(),
                        Axis.of("temperature"),
                        Axis.ofShares("share of responses"),
                        List.of(stack(category -> those(whole, way).stream()
                                .map(breakdown ->
                                        new Series.Point(breakdown.cell().temperature(), share(breakdown, category)))
                                .toList())))));
    }

    private Chart lengthsAsBars() {
        return bars(
                layout,
                "mean tokens by category" + at(),
                Layout.fromZeroTo("mean tokens", longest()),
                way -> those(whole, way).stream()
                        .filter(breakdown -> breakdown.cell().temperature() == temperature)
                        .flatMap(breakdown -> breakdown.parts().stream())
                        .map(part -> value(part, some -> some.meanTokens().orElse(Double.NaN)))
                        .toList());
    }

    private double longest() {
        return whole.stream()
                .filter(breakdown -> breakdown.cell().temperature() == temperature)
                .flatMap(breakdown -> breakdown.parts().stream())
                .mapToDouble(part -> part.meanTokens().orElse(0))
                .max()
                .orElse(1);
    }

    private static Layout.Value value(Part part, ToDoubleFunction<Part> height) {
        return new Layout.Value(0, height.applyAsDouble(part), Optional.empty());
    }

    private Chart changesAsBars() {
        Layout later =
                new Layout(found.changes().stream().map(Change::cell).distinct().toList());
        return bars(
                later,
                "change by category" + at(),
                Axis.ofPoints("points more of the responses than "
                        + found.changes().getFirst().against()),
                way -> found.changes().stream()
                        .filter(change -> change.group().equals(Categories.ALL)
                                && Layout.Way.of(change.cell()).equals(way))
                        .flatMap(change -> change.differences().stream())
                        .map(Categories.Difference::difference)
                        .map(difference -> new Layout.Value(0, difference.mean(), Optional.of(difference.interval())))
                        .toList());
    }

    private static Chart bars(
            Layout layout, String title, Axis vertical, Function<Layout.Way, List<Layout.Value>> values) {
        return layout.bars(title, Axis.of(NAMES), vertical, WIDTH, Layout.MOST_COLUMNS, values);
    }
}
