package zero4j.report.plot;

import java.util.List;

/**
 * The colours of charts. Each has a contrast of 3 to 1 or more with white and with near black, and no two of them look alike to
 * people who cannot tell red from green or blue from yellow (distance in CIE Lab of 20 or more, after the simulation of Machado,
 * Oliveira and Fernandes 2009).
 */
final class Colours {
    static final List<String> ALL =
            List.of("#2f81f7", "#d9730d", "#10a35c", "#a222b2", "#e8309c", "#6d3cf5", "#bb2222");

    /** Of curves, and of borders of bars, after the colours are used up: lengths of strokes and gaps. */
    private static final List<String> DASHES = List.of("", "5 3", "1.5 2.5");

    /** Of texts and axes. */
    static final String INK = "#7d8590";

    /** Of a whole beside its parts. */
    static final Ink NEUTRAL = new Ink(INK, "");

    /** A colour with a pattern of strokes. */
    record Ink(String colour, String dash) {}

    private Colours() {}

    static Ink dashed(int index) {
        return new Ink(of(index).colour(), DASHES.get(1));
    }

    static Ink of(int index) {
        return new Ink(ALL.get(index % ALL.size()), DASHES.get(index / ALL.size() % DASHES.size()));
    }
}
