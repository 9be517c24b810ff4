package zero4j.report.plot;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The values an axis shows, with marks at round numbers.
 *
 * @param low end of the axis
 * @param high other end, above it
 * @param step between marks, 1, 2 or 5 times a power of ten; on a logarithmic axis powers of ten between marks
 * @param log whether powers of ten lie at equal distances
 */
record Scale(double low, double high, double step, boolean log) {
    private static final int MARKS = 4;

    /** Decimals that a mark is written with at most; smaller ones are written as powers of ten. */
    private static final int DECIMALS = 4;

    private static final double[] LARGE = {1e3, 1e6, 1e9};
    private static final String LETTERS = "kMG";

    /** An axis on which these two values lie. */
    static Scale of(double least, double most) {
        double span = most > least ? most - least : Math.max(Math.abs(most), 1) * 0.1;
        double middle = (least + most) / 2;
        double low = most > least ? least : middle - span / 2;
        double high = most > least ? most : middle + span / 2;
        double step = round(span / MARKS);
        return new Scale(Math.min(low, Math.floor(low / step) * step), Math.ceil(high / step) * step, step, false);
    }

    /** A logarithmic axis on which these two values above 0 lie: from one power of ten to another. */
    static Scale log(double least, double most) {
        double low = Math.floor(Math.log10(least) + 1e-9);
        double high = Math.max(low + 1, Math.ceil(Math.log10(most) - 1e-9));
        return new Scale(Math.pow(10, low), Math.pow(10, high), Math.ceil((high - low) / (MARKS + 1)), true);
    }

    private static double round(double step) {
        double power = Math.pow(10, Math.floor(Math.log10(step)));
        double digit = step / power;
        return power * (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10);
    }

    /** Where a value lies: 0 at the low end, 1 at the high end; no number if it has no place. */
    double position(double value) {
        return log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    }

    /** The round numbers on the axis, in order. */
    List<Double> marks() {
        return log ? powers() : multiples();
    }

    private List<Double> multiples() {
        List<Double> marks = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
            marks.add(i * step);
        }
        return marks;
    }

    /** Powers of ten; where there are few, 2 and 5 times those, too. */
    private List<Double> powers() {
        List<Double> marks = new ArrayList<>();
        double first = Math.log10(low);
        double last = Math.log10(high);
        for (double power = first; power <= last + 1e-9; power += step) {
            for (int digit : last - first > 2 + 1e-9 ? new int[] {1} : new int[] {1, 2, 5}) {
                double mark = digit * Math.pow(10, power);
                if (mark <= high * (1 + 1e-9)) {
                    marks.add(mark);
                }
            }
        }
        return marks;
    }

    /** A mark in as many digits as tell it from its neighbours. */
    String label(double mark) {
        double unit = log ? Math.pow(10, Math.floor(Math.log10(mark) + 1e-9)) : step;
        int decimals = (int) Math.max(0, -Math.floor(Math.log10(unit) + 1e-9));
        boolean small = log && low < Math.pow(10, -DECIMALS) && mark < 1; // in one notation along the axis
        if (decimals > DECIMALS || small) {
            return mark == 0 ? "0" : String.format(Locale.ROOT, "%.0e", mark).replaceAll("e([-+])0*", "e$1");
        }
        for (int i = LARGE.length - 1; i >= 0; i--) {
            // All marks of an axis in the same unit, and only where nothing is lost.
            if (Math.abs(mark) >= LARGE[i] && unit >= LARGE[i] / 10 && high >= 10 * LARGE[0]) {
                return plain(mark / LARGE[i], unit >= LARGE[i] ? 0 : 1) + LETTERS.charAt(i);
            }
        }
        return plain(mark, decimals);
    }

    private static String plain(double value, int decimals) {
        return BigDecimal.valueOf(value)
                .setScale(decimals, RoundingMode.HALF_EVEN)
                .toPlainString();
    }
}
