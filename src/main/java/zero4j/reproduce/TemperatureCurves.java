package zero4j.reproduce;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import zero4j.report.plot.Axis;
import zero4j.report.plot.Chart;
import zero4j.report.plot.Mark;
import zero4j.report.plot.Panel;
import zero4j.report.plot.Series;
import zero4j.reproduce.Experiment.Picture;

/** Draws pass@k at several temperatures over the temperature: a panel for each template, a curve for each model. */
final class TemperatureCurves {
    private static final int FEWEST = 3;
    private static final int WIDTH = 330;
    private static final int HEIGHT = 220;
    private static final int COLUMNS = 2;

    private final Outcome outcome;

    TemperatureCurves(Outcome outcome) {
        this.outcome = outcome;
    }

    /** Whether the bars of a picture are one quantity at several temperatures. */
    static boolean areAskedFor(Picture picture) {
        return picture.bars().size() >= FEWEST
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

    Optional<Chart> chart(Picture picture) {
        List<String> subjects = outcome.measurements().values().stream()
                .filter(one -> picture.bars().contains(one.quantity()))
                .map(Measurements.Measured::subject)
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
                .map(template -> panel(picture, models, subjects, template))
                .toList();
        return panels.isEmpty()
                ? Optional.empty()
                : Optional.of(new Chart(picture.title(), panels, Chart.Legend.RIGHT, WIDTH, HEIGHT, COLUMNS));
    }

    /** A model that was not asked in a template keeps its name and its colour. */
    private Panel panel(Picture picture, List<String> models, List<String> subjects, String template) {
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
        return new Panel("pass@" + k + ", template " + template, Axis.of("temperature"), Axis.ofShares(""), marks);
    }
}
