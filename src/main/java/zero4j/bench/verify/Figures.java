package zero4j.bench.verify;

import java.util.Locale;
import zero4j.Words;

/** How the tables of this package write numbers and pairs. */
final class Figures {
    private static final int LONGEST = 300;

    private Figures() {}

    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static String micros(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
    }

    /** {@code part} of {@code whole}; nothing if the whole is nothing. */
    static String percent(long part, long whole) {
        return whole == 0 ? "" : String.format(Locale.ROOT, "%.3f %%", 100.0 * part / whole);
    }

    /** Answer against reference, each on one line and cut if it is long. */
    static String against(Pair pair) {
        return shown(pair.answer()) + "  against  " + shown(pair.reference());
    }

    static String shown(String text) {
        String cut = text.length() > LONGEST
                ? text.substring(0, LONGEST) + "… (" + Words.counted(text.length(), "character") + ")"
                : text;
        return cut.replace("\n", "\\n");
    }
}
