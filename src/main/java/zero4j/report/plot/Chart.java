package zero4j.report.plot;

import java.util.List;
import zero4j.UserError;

/**
 * Panels beside and below each other, as SVG or PNG.
 *
 * <p>An SVG has no background, and all colours lie between white and black: it can be read on either. A PNG is white.
 *
 * @param title for those who cannot see the picture
 * @param panels at least one
 * @param legend where the names of what is drawn stand; never over it
 * @param panelWidth of a panel, in pixels
 * @param panelHeight of a panel, in pixels; the picture is higher where the legend is
 * @param columns panels beside each other at most; the others stand below, row by row
 */
public record Chart(String title, List<Panel> panels, Legend legend, int panelWidth, int panelHeight, int columns) {
    /** Height of the letters, in pixels. */
    static final int TEXT = 11;

    private static final int WIDTH = 300;
    private static final int HEIGHT = 200;
    private static final int LEGEND_WIDTH = 170;
    private static final int LEGEND_LEFT = 8;
    private static final int LEGEND_LINE = 16;
    private static final int STROKE = 22;

    /** Where the names of what is drawn stand. */
    public enum Legend {
        NONE,
        /** At the right, once for all panels: those of the first. */
        RIGHT,
        /** Above each panel, below its title. */
        ABOVE
    }

    public Chart {
        panels = List.copyOf(panels);
        columns = Math.clamp(columns, 1, Math.max(1, panels.size()));
    }

    /** In one row. */
    public Chart(String title, List<Panel> panels, Legend legend, int panelWidth, int panelHeight) {
        this(title, panels, legend, panelWidth, panelHeight, panels.size());
    }

    /** Of small panels. */
    public Chart(String title, List<Panel> panels, Legend legend) {
        this(title, panels, legend, WIDTH, HEIGHT);
    }

    /** The picture as SVG. */
    public String svg() {
        SvgCanvas canvas = new SvgCanvas(width(), height(), title);
        draw(canvas);
        return canvas.end();
    }

    /**
     * The picture as PNG.
     *
     * @param scale pixels for one of the SVG; 2 is sharp on most screens
     * @throws UserError if Java cannot draw on this machine, for example because there are no fonts
     */
    public byte[] png(double scale) {
        try {
            ImageCanvas canvas = new ImageCanvas(width(), height(), scale);
            draw(canvas);
            return canvas.end();
        } catch (OutOfMemoryError | StackOverflowError e) {
            throw e;
        } catch (RuntimeException | Error e) { // Java tells of missing fonts by exceptions and errors of many kinds
            throw new UserError(
                    "cannot draw PNG pictures on this machine (" + e
                            + "). Where it has no fonts, install fontconfig and one,"
                            + " for example the packages fontconfig and fonts-dejavu-core; SVG pictures need none",
                    e);
        }
    }

    private int width() {
        return columns * panelWidth + (legend == Legend.RIGHT ? legendWidth() : 0);
    }

    private int legendWidth() {
        return panels.getFirst().named().stream()
                .mapToInt(entry -> (int) Math.ceil(LEGEND_LEFT + entryWidth(entry)))
                .reduce(LEGEND_WIDTH, Math::max);
    }

    private int height() {
        int rows = (panels.size() + columns - 1) / columns;
        return switch (legend) {
            case NONE -> rows * panelHeight;
            case RIGHT ->
                Math.max(
                        rows * panelHeight,
                        PanelDrawing.TOP + panels.getFirst().named().size() * LEGEND_LINE + 10);
            case ABOVE -> rows * (panelHeight + LEGEND_LINE * linesAbove());
        };
    }

    private int linesAbove() {
        return panels.stream()
                .mapToInt(panel -> PanelDrawing.legendLines(panel, panelWidth).size())
                .max()
                .orElse(0);
    }

    private void draw(Canvas canvas) {
        int above = legend == Legend.ABOVE ? LEGEND_LINE * linesAbove() : 0;
        // A lone row takes all of the height that a long legend at its side needs.
        int rowHeight = panels.size() > columns ? panelHeight + above : height();
        for (int i = 0; i < panels.size(); i++) {
            int left = i % columns * panelWidth;
            int upper = i / columns * rowHeight;
            PanelDrawing.Place place = new PanelDrawing.Place(left, upper, panelWidth, rowHeight, above);
            new PanelDrawing(canvas, panels.get(i), place).draw();
            if (legend == Legend.ABOVE) {
                above(canvas, panels.get(i), left, upper);
            }
        }
        if (legend == Legend.RIGHT) {
            List<Panel.Entry> entries = panels.getFirst().named();
            for (int i = 0; i < entries.size(); i++) {
                entry(
                        canvas,
                        entries.get(i),
                        columns * panelWidth + LEGEND_LEFT,
                        PanelDrawing.TOP + i * LEGEND_LINE + 6);
            }
        }
    }

    private void above(Canvas canvas, Panel panel, int left, int upper) {
        List<List<Panel.Entry>> lines = PanelDrawing.legendLines(panel, panelWidth);
        for (int line = 0; line < lines.size(); line++) {
            double x = left + PanelDrawing.left(panel);
            for (Panel.Entry entry : lines.get(line)) {
                entry(canvas, entry, x, upper + PanelDrawing.TOP + 2 + line * LEGEND_LINE);
                x += entryWidth(entry);
            }
        }
    }

    static double entryWidth(Panel.Entry entry) {
        return STROKE + 6 + PanelDrawing.textWidth(entry.name(), TEXT) + 12;
    }

    private static void entry(Canvas canvas, Panel.Entry entry, double x, double y) {
        Colours.Ink ink = entry.ink();
        boolean filled = entry.mark() instanceof Mark.Stack || entry.mark() instanceof Mark.Bars;
        if (filled) {
            PanelDrawing.filled(canvas, PanelDrawing.rectangle(x + 6, y - 5, x + 16, y + 5), ink);
        } else if (entry.mark() instanceof Series series && series.style() == Series.Style.DOTS) {
            canvas.dot(new Series.Point(x + STROKE / 2.0, y), 3, ink.colour(), 1);
        } else {
            canvas.line(
                    List.of(List.of(new Series.Point(x, y), new Series.Point(x + STROKE, y))),
                    new Canvas.Pen(ink, 2, 1));
        }
        canvas.text(new Series.Point(x + STROKE + 6, y), entry.name(), Canvas.Align.START, TEXT, false);
    }
}
