package zero4j.reproduce;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import zero4j.report.plot.Axis;
import zero4j.report.plot.Chart;
import zero4j.report.plot.Mark;
import zero4j.report.plot.Panel;
import zero4j.report.plot.Series;
import zero4j.reproduce.Experiment.Picture;
import zero4j.reproduce.Measurements.Measured;
import zero4j.reproduce.QuantityWords.CountedIn;

/**
 * Draws measured quantities, a panel each. Subjects of two words with a comma between them, such as {@code MODEL, TEMPLATE}, stand in groups
 * of the first, the second by its colour; others beside each other, with their names below. One quantity at several temperatures is
 * drawn over the temperature instead.
 */
final class OutcomeBars {
    private static final int HEIGHT = 220;
    private static final int SIDES = 64;
    private static final int BAR = 30;
    private static final int WIDEST = 640;
    private static final double TITLE_LETTER = 7.6;
    /** A title may make a panel so wide. */
    private static final int TITLED = 420;
    /** Panels that are wider together stand below each other. */
    private static final int PAGE = 840;

    private static final double WHOLE = 0.8;

    /** Fewer are drawn as bars. */
    private static final int FEWEST_TEMPERATURES = 3;

    private static final int PANEL = 330;
    private static final int COLUMNS = 2;

    private final Outcome outcome;
    private final List<String> arms;

    /** @param arms of the experiment, in the order of their colours */
    OutcomeBars(Outcome outcome, List<String> arms) {
        this.outcome = outcome;
        this.arms = arms;
    }

    Optional<Chart> chart(Picture picture) {
        return areCurves(picture) ? overTemperature(picture) : bars(picture);
    }

    private Optional<Chart> bars(Picture picture) {
        List<List<Measured>> panels = picture.bars().stream()
                .map(quantity -> measured(picture, quantity))
                .filter(values -> !values.isEmpty())
                .toList();
        if (panels.isEmpty()) {
            return Optional.empty();
        }
        List<String> subjects = panels.stream()
                .flatMap(List::stream)
                .map(Measured::subject)
                .distinct()
                .toList();
        boolean grouped = subjects.stream().allMatch(subject -> subject.contains(", "));
        List<Panel> drawn = panels.stream()
                .map(values -> {
                    Axis vertical = axis(values.getFirst(), panels);
                    return grouped ? groups(values, subjects, vertical) : beside(values, subjects, vertical);
                })
                .toList();
        int titles = drawn.stream()
                .mapToInt(panel -> SIDES + (int) (TITLE_LETTER * panel.title().length()))
                .max()
                .orElseThrow();
        int width = Math.max(grouped ? groupedWidth(subjects) : besideWidth(subjects), Math.min(titles, TITLED));
        return Optional.of(new Chart(
                picture.title(),
                drawn,
                grouped ? Chart.Legend.RIGHT : Chart.Legend.NONE,
                width,
                HEIGHT,
                2 * width <= PAGE ? 2 : 1));
    }

    private List<Measured> measured(Picture picture, String quantity) {
        return outcome.measurements().values().stream()
                .filter(one -> one.quantity().equals(quantity))
                .filter(one ->
                        picture.subjects().isEmpty() || picture.subjects().contains(one.subject()))
                .filter(one -> one.values().stream().anyMatch(Double::isFinite))
                .toList();
    }

    /** Of {@code MODEL, TEMPLATE} the first. */
    static String group(String subject) {
        return subject.substring(0, subject.indexOf(", "));
    }

    /** The second. */
    static String member(String subject) {
        return subject.substring(subject.indexOf(", ") + 2);
    }

    private static int groupedWidth(List<String> subjects) {
        long groups = subjects.stream().map(OutcomeBars::group).distinct().count();
        long members = subjects.stream().map(OutcomeBars::member).distinct().count();
        return Math.clamp(SIDES + groups * Math.max(80, BAR * members), 300, WIDEST);
    }

    private static int besideWidth(List<String> subjects) {
        int longest = subjects.stream().mapToInt(String::length).max().orElse(0);
        return Math.clamp(SIDES + (long) subjects.size() * Math.max(50, 4 * longest), 240, WIDEST);
    }

    private static Panel groups(List<Measured> values, List<String> subjects, Axis vertical) {
        List<String> groups =
                subjects.stream().map(OutcomeBars::group).distinct().toList();
        List<String> members =
                subjects.stream().map(OutcomeBars::member).distinct().toList();
        double width = WHOLE / members.size();
        List<Mark> marks = new ArrayList<>();
        for (String member : members) {
            List<Mark.Bar> bars = values.stream()
                    .filter(one -> member(one.subject()).equals(member))
                    .map(one -> bar(
                            one,
                            groups.indexOf(group(one.subject())) - WHOLE / 2 + members.indexOf(member) * width,
                            0.9 * width))
                    .toList();
            marks.add(new Mark.Bars(member, bars));
        }
        return new Panel(title(values), Axis.of(groups), vertical, marks);
    }

    /** An arm has the colour of its curves. */
    private Panel beside(List<Measured> values, List<String> subjects, Axis vertical) {
        List<String> coloured =
                Stream.concat(arms.stream(), subjects.stream()).distinct().toList();
        List<Mark> marks = new ArrayList<>();
        for (String subject : coloured) {
            List<Mark.Bar> bars = values.stream()
                    .filter(one -> one.subject().equals(subject))
                    .map(one -> bar(one, subjects.indexOf(subject) - WHOLE / 4, WHOLE / 2))
                    .toList();
            marks.add(bars.isEmpty() ? new Series("", List.of()) : new Mark.Bars("", bars));
        }
        return new Panel(title(values), Axis.of(subjects), vertical, marks);
    }

    private static Mark.Bar bar(Measured measured, double left, double width) {
        SubjectMean of = SubjectMean.of(measured);
        QuantityWords words = QuantityWords.of(measured.quantity());
        boolean anySign = words.change() || words.unit() == CountedIn.PLAIN;
        double least = anySign ? Double.NEGATIVE_INFINITY : 0;
        double most = words.unit() == CountedIn.SHARE ? 1 : Double.POSITIVE_INFINITY;
        return new Mark.Bar(left, left + width, of.mean(), Math.max(least, of.low()), Math.min(most, of.high()));
    }

    private static String title(List<Measured> values) {
        return QuantityWords.of(values.getFirst().quantity()).title();
    }

    /** The same for all panels whose values can be compared, such as before and after training. */
    private static Axis axis(Measured first, List<List<Measured>> panels) {
        QuantityWords words = QuantityWords.of(first.quantity());
        double[] ends = panels.stream()
                .flatMap(List::stream)
                .filter(one -> isLike(words, QuantityWords.of(one.quantity())))
                .map(one -> bar(one, 0, 1))
                .flatMapToDouble(bar -> DoubleStream.of(0, bar.value(), bar.low(), bar.high()))
                .filter(Double::isFinite)
                .toArray();
        Axis.Kind kind = words.unit() != CountedIn.SHARE
                ? Axis.Kind.LINEAR
                : words.change() ? Axis.Kind.POINTS : Axis.Kind.PERCENT;
        return new Axis(
                "", kind, DoubleStream.of(ends).min(), DoubleStream.of(ends).max(), List.of());
    }

    private static boolean isLike(QuantityWords one, QuantityWords other) {
        return one.unit() == other.unit()
                && one.change() == other.change()
                && (one.unit() != CountedIn.PLAIN || one.what().equals(other.what()));
    }

    /** Whether the bars of a picture are one quantity at several temperatures. */
    static boolean areCurves(Picture picture) {
        return picture.bars().size() >= FEWEST_TEMPERATURES
                && at(picture).size() == picture.bars().size()
                && at(picture).stream().map(Quantity.OfSamples::k).distinct().count() == 1;
    }

    private static List<Quantity.OfSamples> at(Picture picture) {
        return picture.bars().stream()
                .flatMap(name -> Quantity.of(name).stream())
                .flatMap(quantity -> quantity instanceof Quantity.OfSamples(int k, OptionalDouble temperature)
                                && temperature.isPresent()
                        ? Stream.of(new Quantity.OfSamples(k, temperature))
                        : Stream.empty())
                .toList();
    }

    /** A panel for each template, a curve for each model. */
    private Optional<Chart> overTemperature(Picture picture) {
        List<String> subjects = outcome.measurements().values().stream()
                .filter(one -> picture.bars().contains(one.quantity()))
                .map(Measured::subject)
                .filter(subject -> subject.contains(", "))
                .filter(subject ->
                        picture.subjects().isEmpty() || picture.subjects().contains(subject))
                .distinct()
                .toList();
        List<String> models =
                subjects.stream().map(OutcomeBars::group).distinct().toList();
        List<Panel> panels = subjects.stream()
                .map(OutcomeBars::member)
                .distinct()
                .map(template -> overTemperature(picture, models, subjects, template))
                .toList();
        return panels.isEmpty()
                ? Optional.empty()
                : Optional.of(new Chart(picture.title(), panels, Chart.Legend.RIGHT, PANEL, HEIGHT, COLUMNS));
    }

    /** A model that was not asked in a template keeps its name and its colour. */
    private Panel overTemperature(Picture picture, List<String> models, List<String> subjects, String template) {
        int k = at(picture).getFirst().k();
        List<Mark> marks = new ArrayList<>();
        for (String model : models) {
            String subject = model + ", " + template;
            List<Mark.Range> ranges = new ArrayList<>();
            List<Series.Point> points = new ArrayList<>();
            for (int i = 0; i < picture.bars().size() && subjects.contains(subject); i++) {
                double temperature = at(picture).get(i).temperature().orElseThrow();
                outcome.measurements()
                        .find(subject, picture.bars().get(i))
                        .map(SubjectMean::of)
                        .ifPresent(mean -> {
                            ranges.add(new Mark.Range(temperature, mean.low(), mean.high()));
                            points.add(new Series.Point(temperature, mean.mean()));
                        });
            }
            marks.add(new Mark.Band(ranges));
            marks.add(new Series(model, points));
        }
        return new Panel(
                "pass@" + k + (template.equals("none") ? ", no template" : ", template " + template),
                Axis.of("temperature"),
                Axis.ofShares(""),
                marks);
    }
}
