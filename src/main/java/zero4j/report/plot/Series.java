package zero4j.report.plot;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A curve.
 *
 * @param name in the legend; empty for none
 * @param points in the order they are joined in; where y is no finite number the curve has a gap
 * @param faint drawn as the background of another curve
 */
public record Series(String name, List<Point> points, boolean faint) {
    public Series {
        points = List.copyOf(points);
    }

    /** A point of a curve. */
    public record Point(double x, double y) {
        boolean finite() {
            return Double.isFinite(x) && Double.isFinite(y);
        }
    }

    /** The same curve, faint and without a name. */
    public Series asBackground() {
        return new Series("", points, true);
    }

    /** Every point's mean with its {@code window / 2} neighbours on either side, as far as there are any. */
    public Series smoothed(int window) {
        return smoothed(window, points.size());
    }

    /** {@link #smoothed(int)} and then {@link #thinned}: of a long curve only the means that stay are computed. */
    public Series smoothed(int window, int most) {
        int half = window / 2;
        return new Series(
                name,
                chosen(most)
                        .mapToObj(i -> new Point(points.get(i).x(), mean(i, half)))
                        .toList(),
                faint);
    }

    private double mean(int index, int half) {
        return points.subList(Math.max(0, index - half), Math.min(points.size(), index + half + 1)).stream()
                .mapToDouble(Point::y)
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }

    /** At most {@code most} of the points, evenly chosen, the first and the last among them. */
    public Series thinned(int most) {
        return new Series(name, chosen(most).mapToObj(points::get).toList(), faint);
    }

    private IntStream chosen(int most) {
        int all = points.size();
        return all <= most
                ? IntStream.range(0, all)
                : IntStream.range(0, most).map(i -> (int) Math.round(i * (all - 1.0) / (most - 1)));
    }
}
