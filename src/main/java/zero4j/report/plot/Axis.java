package zero4j.report.plot;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What an axis says.
 *
 * @param label beside it; empty for none
 * @param kind how values lie on it
 * @param least value that it shows in any case; empty where the marks decide
 * @param most value that it shows in any case; empty where the marks decide
 * @param categories names of the places 0, 1, 2, …; empty for numbers
 */
public record Axis(String label, Kind kind, OptionalDouble least, OptionalDouble most, List<String> categories) {
    /** How values lie on an axis. */
    public enum Kind {
        LINEAR,
        /** Powers of ten at equal distances; values of 0 and below have no place. */
        LOG,
        /** Shares and their differences, written in percent: 0.4 as 40 %. */
        PERCENT,
        /** Differences of shares, written in percentage points: 0.4 as 40. */
        POINTS
    }

    /** Beyond the ends of differences: half of a bar around the outermost one, and a little. */
    private static final double ROOM = 0.05;

    public Axis {
        categories = List.copyOf(categories);
    }

    /** From the least to the most value. */
    public static Axis of(String label) {
        return new Axis(label, Kind.LINEAR, OptionalDouble.empty(), OptionalDouble.empty(), List.of());
    }

    /** With 0 on it. */
    public static Axis fromZero(String label) {
        return new Axis(label, Kind.LINEAR, OptionalDouble.of(0), OptionalDouble.empty(), List.of());
    }

    /** From 0 to 1, written in percent. */
    public static Axis ofShares(String label) {
        return sharesTo(label, 1);
    }

    /** From 0 to a share at least, written in percent. */
    public static Axis sharesTo(String label, double most) {
        return new Axis(label, Kind.PERCENT, OptionalDouble.of(0), OptionalDouble.of(most), List.of());
    }

    /** Differences of shares, written in percentage points. */
    public static Axis ofPoints(String label) {
        return new Axis(label, Kind.POINTS, OptionalDouble.empty(), OptionalDouble.empty(), List.of());
    }

    /** All differences of shares, from -1 to 1 with room at both ends, written in percentage points. */
    public static Axis ofAllPoints(String label) {
        return new Axis(label, Kind.POINTS, OptionalDouble.of(-1 - ROOM), OptionalDouble.of(1 + ROOM), List.of());
    }

    /** By powers of ten. */
    public static Axis log(String label) {
        return new Axis(label, Kind.LOG, OptionalDouble.empty(), OptionalDouble.empty(), List.of());
    }

    /** Of named places beside each other, each of width 1 around its number. */
    public static Axis of(List<String> categories) {
        return of("", categories);
    }

    /** The same, with a label. */
    public static Axis of(String label, List<String> categories) {
        return new Axis(
                label, Kind.LINEAR, OptionalDouble.of(-0.5), OptionalDouble.of(categories.size() - 0.5), categories);
    }

    /** The axis on which these values lie, as far as they have a place on it. */
    Scale scale(double[] values) {
        double[] placed = Arrays.stream(values)
                .filter(value -> Double.isFinite(value) && (kind != Kind.LOG || value > 0))
                .toArray();
        double low = Math.min(
                least.orElse(Double.POSITIVE_INFINITY),
                Arrays.stream(placed).min().orElse(Double.POSITIVE_INFINITY));
        double high = Math.max(
                most.orElse(Double.NEGATIVE_INFINITY),
                Arrays.stream(placed).max().orElse(Double.NEGATIVE_INFINITY));
        boolean nothing = low == Double.POSITIVE_INFINITY || high == Double.NEGATIVE_INFINITY;
        if (kind == Kind.LOG) {
            return nothing ? Scale.log(1, 10) : Scale.log(low, high);
        } else if (!categories.isEmpty()) {
            return new Scale(low, high, 1, false);
        } else if (kind == Kind.POINTS && least.isPresent() && most.isPresent()) {
            return new Scale(low, high, Scale.of(low, high).step(), false);
        }
        boolean flat = nothing || (low == high && least.isPresent());
        return flat ? Scale.of(nothing ? 0 : low, nothing ? 1 : low + 1) : Scale.of(low, high);
    }

    /** What stands beside a mark of the scale. */
    String written(Scale scale, double mark) {
        Scale hundredths = new Scale(100 * scale.low(), 100 * scale.high(), 100 * scale.step(), false);
        return switch (kind) {
            case LINEAR, LOG -> scale.label(mark);
            case PERCENT -> hundredths.label(100 * mark) + " %";
            case POINTS -> hundredths.label(100 * mark);
        };
    }
}
