package zero4j.report.plot;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * The values an axis shows, with marks at round numbers.
 *
 * @param low end of the axis
 * @param high other end, above it
 * @param step between marks, 1, 2 or 5 times a power of ten
 */
record Scale(double low, double high, double step) {
    private static final int MARKS = 4;

    /** An axis on which these two values lie. */
    static Scale of(double least, double most) {
        double span = most > least ? most - least : Math.max(Math.abs(most), 1) * 0.1;
        double middle = (least + most) / 2;
        double low = most > least ? least : middle - span / 2;
        double high = most > least ? most : middle + span / 2;
        double step = round(span / MARKS);
        return new Scale(Math.min(low, Math.floor(low / step) * step), Math.ceil(high / step) * step, step);
    }

    private static double round(double step) {
        double power = Math.pow(10, Math.floor(Math.log10(step)));
        double digit = step / power;
        return power * (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10);
    }

    /** Where a value lies: 0 at the low end, 1 at the high end. */
    double position(double value) {
        return (value - low) / (high - low);
    }

    /** The round numbers on the axis, in order. */
    List<Double> marks() {
        List<Double> marks = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
            marks.add(i * step);
        }
        return marks;
    }

    /** A mark in as many digits as tell it from its neighbours. */
    String label(double mark) {
        int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        return BigDecimal.valueOf(mark)
                .setScale(decimals, RoundingMode.HALF_EVEN)
                .toPlainString();
    }
}
