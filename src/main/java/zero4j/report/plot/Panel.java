package zero4j.report.plot;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A pair of axes with curves.
 *
 * @param title above it
 * @param series drawn in this order, each but the faint ones in a colour of its own
 */
public record Panel(String title, List<Series> series) {
    public Panel {
        series = List.copyOf(series);
    }

    Scale horizontal() {
        return scale(Series.Point::x);
    }

    Scale vertical() {
        return scale(Series.Point::y);
    }

    private Scale scale(ToDoubleFunction<Series.Point> of) {
        double[] values = series.stream()
                .flatMap(curve -> curve.points().stream())
                .filter(Series.Point::finite)
                .mapToDouble(of)
                .sorted()
                .toArray();
        return values.length == 0 ? Scale.of(0, 1) : Scale.of(values[0], values[values.length - 1]);
    }
}
