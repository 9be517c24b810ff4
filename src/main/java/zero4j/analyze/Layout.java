package zero4j.analyze;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import zero4j.Words;
import zero4j.eval.Interval;
import zero4j.report.plot.Axis;
import zero4j.report.plot.Chart;
import zero4j.report.plot.Mark;
import zero4j.report.plot.Panel;
import zero4j.report.plot.Series;

/**
 * How several models and templates are shown: in charts a panel for each template, in which the models stand beside each other; of a
 * single model one panel, in which its templates do.
 */
final class Layout {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 220;

    /** More panels than this in a row are too small to be read on a page. */
    static final int MOST_COLUMNS = 4;

    private final List<Way> ways;

    /** Who answered, and asked by which template. */
    record Way(String model, String template) {
        static Way of(SampleCell cell) {
            return new Way(cell.model(), cell.template());
        }

        String inWords() {
            return model + ", " + template;
        }
    }

    /** A value with its interval where it was measured; empty where it was not. */
    record Value(double x, double y, Optional<Interval> interval) {}

    /** One of those that a panel shows beside each other. */
    record Line(String name, Way way) {}

    private record Place(String title, List<Line> lines) {
        String inWords() {
            return lines.size() == 1 ? lines.getFirst().way().inWords() : title;
        }
    }

    Layout(List<SampleCell> cells) {
        ways = cells.stream().map(Way::of).distinct().toList();
    }

    List<Way> ways() {
        return ways;
    }

    private List<Place> places() {
        Set<String> models = new LinkedHashSet<>();
        Set<String> templates = new LinkedHashSet<>();
        ways.forEach(way -> {
            models.add(way.model());
            templates.add(way.template());
        });
        if (models.size() < 2) {
            return models.stream()
                    .map(model -> new Place(
                            model,
                            templates.stream()
                                    .map(template -> new Line(template, new Way(model, template)))
                                    .toList()))
                    .toList();
        }
        return templates.stream()
                .map(template -> new Place(
                        "template " + template,
                        models.stream()
                                .map(model -> new Line(model, new Way(model, template)))
                                .toList()))
                .toList();
    }

    /** Values over numbers as curves with bands; of a single number, as bars. */
    Chart curves(String title, String across, Axis vertical, Function<Way, List<Value>> values) {
        List<Double> all = ways.stream()
                .flatMap(way -> values.apply(way).stream().map(Value::x))
                .distinct()
                .sorted()
                .toList();
        if (all.size() < 2) {
            List<String> names = all.stream().map(x -> across + " " + number(x)).toList();
            return bars(title, Axis.of(names), vertical, WIDTH, MOST_COLUMNS, values);
        }
        return chart(
                title,
                Axis.of(across),
                vertical,
                WIDTH,
                MOST_COLUMNS,
                lines -> lines.stream()
                        .flatMap(line -> curve(line.name(), values.apply(line.way())).stream())
                        .toList());
    }

    /** A curve with its band; without values it keeps its place among the colours. */
    static List<Mark> curve(String name, List<Value> values) {
        List<Mark> marks = new ArrayList<>();
        if (values.size() > 1) {
            marks.add(new Mark.Band(values.stream()
                    .map(value -> new Mark.Range(value.x(), low(value), high(value)))
                    .toList()));
        }
        marks.add(new Series(
                name,
                values.stream()
                        .map(value -> new Series.Point(value.x(), value.y()))
                        .toList()));
        return marks;
    }

    /** Values of places 0, 1, 2, … as bars beside each other. */
    Chart bars(String title, Axis places, Axis vertical, int width, int columns, Function<Way, List<Value>> values) {
        return chart(title, places, vertical, width, columns, lines -> {
            List<Mark> marks = new ArrayList<>();
            double each = 0.8 / lines.size();
            for (int i = 0; i < lines.size(); i++) {
                double from = -0.4 + i * each;
                List<Value> shown = values.apply(lines.get(i).way());
                marks.add(new Mark.Bars(lines.get(i).name(), barsBeside(shown, from, each)));
            }
            return marks;
        });
    }

    /** A bar at each of the places 0, 1, 2, …, beginning so far beside it. */
    static List<Mark.Bar> barsBeside(List<Value> values, double from, double width) {
        List<Mark.Bar> bars = new ArrayList<>();
        for (int at = 0; at < values.size(); at++) {
            Value value = values.get(at);
            bars.add(new Mark.Bar(at + from, at + from + width, value.y(), low(value), high(value)));
        }
        return bars;
    }

    private Chart chart(
            String title, Axis across, Axis vertical, int width, int columns, Function<List<Line>, List<Mark>> marks) {
        List<Place> places = places();
        List<Panel> panels = places.stream()
                .map(place -> new Panel(place.inWords(), across, vertical, marks.apply(place.lines())))
                .toList();
        boolean named = places.stream().anyMatch(place -> place.lines().size() > 1);
        int wide = panels.size() == 1 ? Math.max(width, 3 * WIDTH / 2) : width;
        return new Chart(
                title,
                panels,
                named ? Chart.Legend.RIGHT : Chart.Legend.NONE,
                wide,
                HEIGHT,
                columns(panels.size(), columns));
    }

    /** A panel of its own for each way that there is something to show of. */
    Chart eachAlone(String title, Chart.Legend legend, Function<Way, Optional<Panel>> panel) {
        List<Panel> panels =
                ways.stream().flatMap(way -> panel.apply(way).stream()).toList();
        long templates = ways.stream().map(Way::template).distinct().count();
        boolean whole = panels.size() == ways.size() && templates <= MOST_COLUMNS && templates > 1;
        int columns = whole ? (int) templates : columns(panels.size(), MOST_COLUMNS);
        return new Chart(title, panels, legend, panels.size() == 1 ? 3 * WIDTH / 2 : WIDTH, HEIGHT, columns);
    }

    private static int columns(int panels, int most) {
        int rows = (panels + most - 1) / most;
        return Math.max(1, (panels + rows - 1) / Math.max(1, rows));
    }

    private static double low(Value value) {
        return value.interval().map(Interval::low).orElse(Double.NaN);
    }

    private static double high(Value value) {
        return value.interval().map(Interval::high).orElse(Double.NaN);
    }

    /** An axis that several panels share, so that they can be compared. */
    static Axis fromZeroTo(String label, double most) {
        return new Axis(label, Axis.Kind.LINEAR, OptionalDouble.of(0), OptionalDouble.of(most), List.of());
    }

    /** The temperature that is shown where only one can be: 1, at which policies are trained, or else the highest. */
    static double shownTemperature(List<SampleCell> cells) {
        return cells.stream()
                .mapToDouble(SampleCell::temperature)
                .reduce((a, b) -> a == 1 || (b != 1 && a > b) ? a : b)
                .orElse(1);
    }

    static String number(double value) {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%.1f", value) : Double.toString(value);
    }

    static String percent(double share) {
        return Words.percent(share);
    }

    static String percent(double share, Interval interval) {
        return percent(share)
                + String.format(
                        Locale.ROOT, " [%.1f, %.1f]", Words.tenths(interval.low()), Words.tenths(interval.high()));
    }

    /** A difference of shares in percentage points, signed, with its interval. */
    static String points(double difference, Interval interval) {
        return String.format(
                Locale.ROOT,
                "%+.1f [%+.1f, %+.1f]",
                Words.tenths(difference),
                Words.tenths(interval.low()),
                Words.tenths(interval.high()));
    }
}
