package zero4j.report.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Several curves of the same thing, such as one quantity of trainings that differ in nothing but the seed.
 *
 * @param band in which all of them lie; in the background of their mean
 * @param mean of all, as far as all go
 */
public record Spread(Mark.Band band, Series mean) {
    /**
     * The spread of curves.
     *
     * @param name of their mean
     * @param curves at least one
     */
    public static Spread of(String name, List<Series> curves) {
        List<Mark.Range> ranges = new ArrayList<>();
        List<Series.Point> means = new ArrayList<>();
        for (Series.Point place : curves.getFirst().points()) {
            double[] values = curves.stream()
                    .mapToDouble(curve -> curve.at(place.x()))
                    .filter(Double::isFinite)
                    .toArray();
            if (values.length == curves.size()) {
                ranges.add(new Mark.Range(
                        place.x(),
                        DoubleStream.of(values).min().orElseThrow(),
                        DoubleStream.of(values).max().orElseThrow()));
                means.add(new Series.Point(
                        place.x(), DoubleStream.of(values).average().orElseThrow()));
            }
        }
        return new Spread(new Mark.Band(ranges), new Series(name, means));
    }

    /** What is drawn. */
    public List<Mark> marks() {
        return List.of(band, mean);
    }
}
