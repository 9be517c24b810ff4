package zero4j.report.plot;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A curve.
 *
 * @param name in the legend; empty for none
 * @param points in the order they are joined in; where y is no finite number the curve has a gap
 * @param style how it is drawn
 */
public record Series(String name, List<Point> points, Style style) implements Mark {
    /** Points of a drawn curve: more cannot be told apart in a panel's width. */
    public static final int DRAWN_POINTS = 120;

    /** A drawn curve is smoothed over this part of its points. */
    private static final int SMOOTHED_PART = 15;

    /** How a curve is drawn. */
    public enum Style {
        /** In the panel's next colour. */
        PLAIN,
        /** In the panel's next colour, in strokes: over another curve both can be seen. */
        DASHED,
        /** As the background of the next mark, in its colour. */
        FAINT,
        /** In the colour of the axes: beside others the one they are parts of. */
        NEUTRAL,
        /** As {@link #PLAIN}, with a dot where it ends: the way of something. */
        WAY,
        /** Dots that are not joined. */
        DOTS,
        /** Faint dots that are not joined. */
        FAINT_DOTS
    }

    public Series {
        points = List.copyOf(points);
    }

    /** A curve in a colour of its own. */
    public Series(String name, List<Point> points) {
        this(name, points, Style.PLAIN);
    }

    /** A point of a curve. */
    public record Point(double x, double y) {
        boolean finite() {
            return Double.isFinite(x) && Double.isFinite(y);
        }
    }

    /** The same curve, faint and without a name. */
    public Series asBackground() {
        return new Series("", points, Style.FAINT);
    }

    /** The same curve, drawn otherwise. */
    public Series as(Style other) {
        return new Series(name, points, other);
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
                style);
    }

    /** As reports draw a curve over the steps: smoothed over a fifteenth of them, in few points. */
    public Series drawn() {
        return smoothed(points.size() / SMOOTHED_PART, DRAWN_POINTS);
    }

    /** The value of the curve at a place, by the line between the points beside it; no number behind its last point. */
    double at(double x) {
        for (int i = 0; i < points.size(); i++) {
            Point right = points.get(i);
            if (right.x() == x || (right.x() > x && i == 0)) {
                return right.y();
            } else if (right.x() > x) {
                Point left = points.get(i - 1);
                return left.y() + (right.y() - left.y()) * (x - left.x()) / (right.x() - left.x());
            }
        }
        return Double.NaN;
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
        return new Series(name, chosen(most).mapToObj(points::get).toList(), style);
    }

    private IntStream chosen(int most) {
        int all = points.size();
        return all <= most
                ? IntStream.range(0, all)
                : IntStream.range(0, most).map(i -> (int) Math.round(i * (all - 1.0) / (most - 1)));
    }
}
