package zero4j.report.plot;

import java.util.List;

/** What charts are drawn on: pixels to the right and downwards. */
interface Canvas {
    /** Where a text lies beside its place. */
    enum Align {
        START,
        MIDDLE,
        END
    }

    /**
     * How a line looks.
     *
     * @param width in pixels
     * @param opacity from 0 to 1
     */
    record Pen(Colours.Ink ink, double width, double opacity) {}

    /** A line through these places; more than one where it has gaps. */
    void line(List<List<Series.Point>> parts, Pen pen);

    /** A filled shape. */
    void area(List<Series.Point> outline, String colour, double opacity);

    /** A filled circle. */
    void dot(Series.Point centre, double radius, String colour, double opacity);

    /** A text on one line, its middle at a height. */
    void text(Series.Point at, String text, Align align, int size, boolean bold);
}
