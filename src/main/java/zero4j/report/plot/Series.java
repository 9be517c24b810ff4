package zero4j.report.plot;

import java.util.ArrayList;
import java.util.List;

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
        int half = window / 2;
        List<Point> means = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            double mean = points.subList(Math.max(0, i - half), Math.min(points.size(), i + half + 1)).stream()
                    .mapToDouble(Point::y)
                    .filter(Double::isFinite)
                    .average()
                    .orElse(Double.NaN);
            means.add(new Point(points.get(i).x(), mean));
        }
        return new Series(name, means, faint);
    }

    /** At most {@code most} of the points, evenly chosen, the first and the last among them. */
    public Series thinned(int most) {
        if (points.size() <= most) {
            return this;
        }
        List<Point> chosen = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            chosen.add(points.get((int) Math.round(i * (points.size() - 1.0) / (most - 1))));
        }
        return new Series(name, chosen, faint);
    }
}
