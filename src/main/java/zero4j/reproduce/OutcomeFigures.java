package zero4j.reproduce;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import zero4j.Words;
import zero4j.report.plot.Axis;
import zero4j.report.plot.Chart;
import zero4j.report.plot.Mark;
import zero4j.report.plot.Panel;
import zero4j.report.plot.Series;
import zero4j.report.plot.Spread;
import zero4j.reproduce.Experiment.Picture;
import zero4j.reproduce.Measurements.Traced;
import zero4j.reproduce.QuantityWords.CountedIn;

/** Draws the pictures of an experiment. An arm has the same colour in all of them. */
final class OutcomeFigures {
    private static final int WIDTH = 330;
    private static final int HEIGHT = 220;
    private static final int COLUMNS = 2;
    private static final int PATH_WIDTH = 480;
    private static final int PATH_HEIGHT = 280;

    private static final int WAY_POINTS = 40;
    private static final int WAY_SMOOTHED_PART = 5;

    /** Curves of more arms than these are drawn without the faint ones of every step. */
    private static final int FEW = 3;

    private final Experiment experiment;
    private final Outcome outcome;
    private @Nullable List<PagePart.Figure> drawn; // once: a page and an overview ask several times

    OutcomeFigures(Experiment experiment, Outcome outcome) {
        this.experiment = experiment;
        this.outcome = outcome;
    }

    /** Those of which something was measured, in the order of the file. */
    List<PagePart.Figure> figures() {
        if (drawn == null) {
            drawn = experiment.pictures().stream()
                    .flatMap(picture -> panels(picture).stream()
                            .map(chart -> new PagePart.Figure(name(picture), picture.title(), caption(picture), chart)))
                    .toList();
        }
        return drawn;
    }

    /** Titles of those of which nothing was measured. */
    List<String> missing() {
        List<String> there = figures().stream().map(PagePart.Figure::name).toList();
        return experiment.pictures().stream()
                .filter(picture -> !there.contains(name(picture)))
                .map(Picture::title)
                .toList();
    }

    private String name(Picture picture) {
        return experiment.name() + "-" + (experiment.pictures().indexOf(picture) + 1);
    }

    private String caption(Picture picture) {
        String how = drawnAs(picture);
        return picture.says().isBlank() ? how : picture.says().strip() + " " + how;
    }

    private String drawnAs(Picture picture) {
        boolean alone = outcome.seeds() == 1;
        if (!picture.curve().isEmpty()) {
            return alone
                    ? "One seed, smoothed" + (drawsSteps() ? "; faint, every step." : ".")
                    : "Mean of " + Words.counted(outcome.seeds(), "seed") + ", smoothed; in the band lie all of them.";
        } else if (!picture.path().isEmpty()) {
            return (alone ? "One seed, smoothed" : "Means over the seeds, smoothed; faint, each seed")
                    + ". The dot is the last step.";
        } else if (OutcomeBars.areCurves(picture)) {
            return "Bands are 95 % intervals over questions.";
        }
        boolean ofArms = picture.bars().stream()
                .flatMap(name -> Quantity.of(name).stream())
                .allMatch(Quantity::isOfArms);
        return ofArms
                ? alone ? "One seed says nothing of intervals." : "Thin lines are 95 % intervals over seeds."
                : "Thin lines are 95 % intervals over questions.";
    }

    private boolean drawsSteps() {
        return OutcomeTables.trained(experiment, outcome.quick()).size() <= FEW;
    }

    private Optional<Chart> panels(Picture picture) {
        if (!picture.curve().isEmpty()) {
            return curves(picture);
        }
        if (!picture.path().isEmpty()) {
            return path(picture);
        }
        return new OutcomeBars(outcome, arms()).chart(picture);
    }

    private List<String> arms() {
        return List.copyOf(experiment.arms().keySet());
    }

    private Optional<Chart> curves(Picture picture) {
        List<Panel> panels = new ArrayList<>();
        for (String quantity : picture.curve()) {
            QuantityWords words = QuantityWords.of(quantity);
            List<Mark> marks = new ArrayList<>();
            for (String arm : arms()) {
                marks.addAll(curve(picture, arm, quantity));
            }
            if (isDrawn(marks)) {
                panels.add(new Panel(words.title(), Axis.fromZero("step"), axis(words.unit()), marks));
            }
        }
        return panels.isEmpty()
                ? Optional.empty()
                : Optional.of(new Chart(picture.title(), panels, Chart.Legend.RIGHT, WIDTH, HEIGHT, COLUMNS));
    }

    private static boolean isDrawn(List<Mark> marks) {
        return marks.stream().anyMatch(mark -> mark.vertical().findAny().isPresent());
    }

    static Axis axis(CountedIn unit) {
        return switch (unit) {
            case SHARE -> new Axis("", Axis.Kind.PERCENT, OptionalDouble.empty(), OptionalDouble.empty(), List.of());
            case TOKENS -> Axis.fromZero("");
            case NATS, PLAIN -> Axis.of("");
        };
    }

    private boolean isShown(Picture picture, String subject) {
        return (picture.subjects().isEmpty() || picture.subjects().contains(subject))
                && outcome.measurements().curves().stream()
                        .anyMatch(one -> one.subject().equals(subject));
    }

    private List<Traced> traced(String arm, String quantity) {
        return outcome.measurements().curves().stream()
                .filter(one -> one.subject().equals(arm) && one.quantity().equals(quantity))
                .toList();
    }

    /** Of an arm that is not shown a mark that nobody sees: the colours of the others stay theirs. */
    private List<Mark> curve(Picture picture, String arm, String quantity) {
        boolean shown = isShown(picture, arm);
        List<Series> seeds = shown
                ? traced(arm, quantity).stream().map(OutcomeFigures::curve).toList()
                : List.of();
        if (seeds.isEmpty()) {
            return List.of(new Series(shown ? arm : "", List.of()));
        } else if (seeds.size() > 1) {
            return Spread.of(arm, seeds.stream().map(Series::drawn).toList()).marks();
        }
        Series alone = seeds.getFirst();
        Series drawn = new Series(arm, alone.drawn().points());
        return drawsSteps() ? List.of(alone.thinned(2 * Series.DRAWN_POINTS).asBackground(), drawn) : List.of(drawn);
    }

    private static Series curve(Traced traced) {
        List<Series.Point> points = new ArrayList<>();
        for (int i = 0; i < traced.steps().size(); i++) {
            points.add(new Series.Point(traced.steps().get(i), traced.values().get(i)));
        }
        return new Series("", points);
    }

    private Optional<Chart> path(Picture picture) {
        QuantityWords right = QuantityWords.of(picture.path().getFirst());
        QuantityWords up = QuantityWords.of(picture.path().getLast());
        List<Mark> marks = new ArrayList<>();
        for (String arm : arms()) {
            List<Series> seeds = isShown(picture, arm) ? ways(arm, right.name(), up.name()) : List.of();
            seeds.forEach(seed -> marks.add(seed.as(Series.Style.FAINT)));
            marks.add(new Series(isShown(picture, arm) ? arm : "", meanWay(seeds), Series.Style.WAY));
        }
        Axis horizontal = axis(right.unit());
        Axis labelled =
                new Axis(right.title(), horizontal.kind(), OptionalDouble.empty(), OptionalDouble.empty(), List.of());
        Panel panel = new Panel(up.title(), labelled, axis(up.unit()), marks);
        return isDrawn(marks)
                ? Optional.of(new Chart(picture.title(), List.of(panel), Chart.Legend.RIGHT, PATH_WIDTH, PATH_HEIGHT))
                : Optional.empty();
    }

    /** Of each seed where it was at each of the drawn steps. */
    private List<Series> ways(String arm, String right, String up) {
        List<Series> ways = new ArrayList<>();
        for (Traced across : traced(arm, right)) {
            for (Traced upwards : traced(arm, up)) {
                if (across.seed() == upwards.seed() && across.steps().equals(upwards.steps())) {
                    List<Series.Point> xs = smooth(across);
                    List<Series.Point> ys = smooth(upwards);
                    ways.add(new Series(
                            "",
                            Stream.iterate(0, i -> i < xs.size(), i -> i + 1)
                                    .map(i -> new Series.Point(
                                            xs.get(i).y(), ys.get(i).y()))
                                    .toList()));
                }
            }
        }
        return ways;
    }

    /** More than a curve: what goes to and fro in two directions cannot be followed. */
    private static List<Series.Point> smooth(Traced traced) {
        return curve(traced)
                .smoothed(traced.steps().size() / WAY_SMOOTHED_PART, WAY_POINTS)
                .points();
    }

    /** As far as all seeds go. */
    private static List<Series.Point> meanWay(List<Series> seeds) {
        int steps = seeds.stream().mapToInt(seed -> seed.points().size()).min().orElse(0);
        List<Series.Point> mean = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            int at = i;
            mean.add(new Series.Point(
                    seeds.stream()
                            .mapToDouble(seed -> seed.points().get(at).x())
                            .average()
                            .orElseThrow(),
                    seeds.stream()
                            .mapToDouble(seed -> seed.points().get(at).y())
                            .average()
                            .orElseThrow()));
        }
        return mean;
    }
}
