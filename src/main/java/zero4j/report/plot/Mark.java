package zero4j.report.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Something that is drawn between a pair of axes. What is {@linkplain #background in the background} takes the colour of the next
 * mark that is not: it belongs to it.
 */
public sealed interface Mark permits Series, Mark.Band, Mark.Bars, Mark.Stack, Mark.Note {
    /** In the legend; empty for none. */
    String name();

    /**
     * The room between two curves, such as the spread of several runs around their mean; in the background of the next mark.
     *
     * @param ranges by x; where an end is no finite number the band has a gap
     */
    record Band(List<Range> ranges) implements Mark {
        public Band {
            ranges = List.copyOf(ranges);
        }

        @Override
        public String name() {
            return "";
        }
    }

    /** Of a band at a place. */
    record Range(double x, double low, double high) {
        boolean finite() {
            return Double.isFinite(x) && Double.isFinite(low) && Double.isFinite(high);
        }
    }

    /** Bars from 0 upwards or downwards: of a histogram, or of categories. */
    record Bars(String name, List<Bar> bars) implements Mark {
        public Bars {
            bars = List.copyOf(bars);
        }
    }

    /**
     * A bar.
     *
     * @param from left end
     * @param to right end
     * @param value height
     * @param low lower end of the value's interval; no number if there is none
     * @param high upper end of it
     */
    record Bar(double from, double to, double value, double low, double high) {
        /** Without an interval. */
        public Bar(double from, double to, double value) {
            this(from, to, value, Double.NaN, Double.NaN);
        }
    }

    /**
     * Areas on top of each other, each in a colour of its own: parts and their sum.
     *
     * @param layers from below; all have the same places x; what is no finite number counts as 0
     */
    record Stack(List<Series> layers) implements Mark {
        public Stack {
            layers = List.copyOf(layers);
        }

        @Override
        public String name() {
            return "";
        }

        /** Upper ends of the layers, [layers][places]. */
        List<List<Series.Point>> tops() {
            List<List<Series.Point>> tops = new ArrayList<>();
            double[] sum =
                    new double[layers.isEmpty() ? 0 : layers.getFirst().points().size()];
            for (Series layer : layers) {
                List<Series.Point> top = new ArrayList<>();
                for (int i = 0; i < sum.length; i++) {
                    Series.Point point = layer.points().get(i);
                    sum[i] += Double.isFinite(point.y()) ? point.y() : 0;
                    top.add(new Series.Point(point.x(), sum[i]));
                }
                tops.add(top);
            }
            return tops;
        }
    }

    /** A word beside a point. */
    record Note(String text, Series.Point at) implements Mark {
        @Override
        public String name() {
            return "";
        }
    }

    /** Whether it takes the colour of the next mark. */
    default boolean background() {
        return switch (this) {
            case Series series -> series.style() == Series.Style.FAINT || series.style() == Series.Style.FAINT_DOTS;
            case Band _ -> true;
            case Bars _, Stack _, Note _ -> false;
        };
    }

    /** How many of the panel's colours it uses up. */
    default int colours() {
        return switch (this) {
            case Series series -> background() || series.style() == Series.Style.NEUTRAL ? 0 : 1;
            case Band _, Note _ -> 0;
            case Bars _ -> 1;
            case Stack stack -> stack.layers().size();
        };
    }

    /** Values that the horizontal axis must show. */
    default DoubleStream horizontal() {
        return switch (this) {
            case Series series -> finite(series.points()).mapToDouble(Series.Point::x);
            case Band band -> band.ranges().stream().filter(Range::finite).mapToDouble(Range::x);
            case Bars bars -> bars.bars().stream().flatMapToDouble(bar -> DoubleStream.of(bar.from(), bar.to()));
            case Stack stack ->
                stack.layers().stream().flatMap(layer -> finite(layer.points())).mapToDouble(Series.Point::x);
            case Note note -> DoubleStream.of(note.at().x());
        };
    }

    /** Values that the vertical axis must show. */
    default DoubleStream vertical() {
        return switch (this) {
            case Series series -> finite(series.points()).mapToDouble(Series.Point::y);
            case Band band ->
                band.ranges().stream()
                        .filter(Range::finite)
                        .flatMapToDouble(range -> DoubleStream.of(range.low(), range.high()));
            case Bars bars ->
                bars.bars().stream().flatMapToDouble(bar -> DoubleStream.of(0, bar.value(), bar.low(), bar.high()));
            case Stack stack ->
                DoubleStream.concat(
                        DoubleStream.of(0),
                        stack.tops().stream().flatMap(List::stream).mapToDouble(Series.Point::y));
            case Note note -> DoubleStream.of(note.at().y());
        };
    }

    private static Stream<Series.Point> finite(List<Series.Point> points) {
        return points.stream().filter(Series.Point::finite);
    }
}
