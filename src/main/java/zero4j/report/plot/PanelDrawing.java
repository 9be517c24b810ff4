package zero4j.report.plot;

import java.util.ArrayList;
import java.util.List;
import zero4j.PlainText;

/** Draws a panel: title, axes with their marks, and what lies between them. */
final class PanelDrawing {
    /** From a picture's upper edge to the axes, where there is no legend between. */
    static final int TOP = 26;

    /** Opacity of bars and stacked areas. */
    static final double FILLED = 0.75;

    private static final double PALE = 0.15;
    private static final int LEFT = 44;
    private static final int BOTTOM = 24;
    private static final int RIGHT = 10;
    private static final int LABEL_LINE = 14;
    private static final Canvas.Pen GRID = new Canvas.Pen(Colours.NEUTRAL, 1, 0.25);

    private final Canvas canvas;
    private final Panel panel;
    private final Scale horizontal;
    private final Scale vertical;
    private final double left;
    private final double top;
    private final double width;
    private final double height;
    private final int upper;
    private final boolean staggered;

    /**
     * Where a panel lies in the picture, in pixels.
     *
     * @param above that the legend takes between title and axes
     */
    record Place(int left, int upper, int width, int height, int above) {}

    PanelDrawing(Canvas canvas, Panel panel, Place place) {
        this.canvas = canvas;
        this.panel = panel;
        this.horizontal = panel.x();
        this.vertical = panel.y();
        this.upper = place.upper();
        this.left = place.left() + left(panel);
        this.top = upper + TOP + place.above() + (panel.vertical().label().isEmpty() ? 0 : LABEL_LINE);
        this.width = place.width() - left(panel) - RIGHT;
        this.staggered = staggered(panel.horizontal().categories(), width);
        this.height = place.height()
                - (top - upper)
                - BOTTOM
                - (staggered ? LABEL_LINE : 0)
                - (panel.horizontal().label().isEmpty() ? 0 : LABEL_LINE);
    }

    /** Whether names of places have room only if every second one stands a line lower. */
    private static boolean staggered(List<String> categories, double width) {
        return categories.size() > 1
                && categories.stream()
                        .anyMatch(
                                name -> PlainText.columns(PlainText.line(name)) > lettersOf(width / categories.size()));
    }

    private static int lettersOf(double width) {
        return (int) (width / (0.6 * Chart.TEXT));
    }

    /** From a panel's left edge to its axes: room for the marks' labels. */
    static int left(Panel panel) {
        Scale vertical = panel.y();
        double widest = vertical.marks().stream()
                .mapToDouble(mark -> textWidth(panel.vertical().written(vertical, mark), Chart.TEXT))
                .max()
                .orElse(0);
        return Math.max(LEFT, (int) Math.ceil(widest) + 12);
    }

    /** About as wide as a text is: an SVG is drawn by other programs with other fonts. */
    static double textWidth(String text, int size) {
        return 0.6 * size * PlainText.columns(PlainText.line(text));
    }

    /** The names of what a panel shows, in lines that fit above it; none where there is only one, which the title names. */
    static List<List<Panel.Entry>> legendLines(Panel panel, int panelWidth) {
        List<Panel.Entry> entries = panel.named();
        List<List<Panel.Entry>> lines = new ArrayList<>();
        double room = panelWidth - left(panel);
        double used = Double.POSITIVE_INFINITY;
        for (Panel.Entry entry : entries.size() < 2 ? List.<Panel.Entry>of() : entries) {
            double needed = Chart.entryWidth(entry);
            if (used + needed > room) {
                lines.add(new ArrayList<>());
                used = 0;
            }
            lines.getLast().add(entry);
            used += needed;
        }
        return lines;
    }

    void draw() {
        // Of bold letters fewer have room; the next panel's title begins where the axes end.
        String title =
                PlainText.shortened(PlainText.line(panel.title()), (int) ((width + RIGHT) / (0.63 * (Chart.TEXT + 1))));
        canvas.text(new Series.Point(left, upper + 12), title, Canvas.Align.START, Chart.TEXT + 1, true);
        axes();
        int colour = 0;
        for (Mark mark : panel.marks()) {
            draw(mark, colour);
            colour += mark.colours();
        }
    }

    private void axes() {
        if (!panel.vertical().label().isEmpty()) {
            beside(left, top - LABEL_LINE + 4, panel.vertical().label(), Canvas.Align.START);
        }
        for (double mark : vertical.marks()) {
            double y = y(mark);
            canvas.line(List.of(List.of(new Series.Point(left, y), new Series.Point(left + width, y))), GRID);
            canvas.text(
                    new Series.Point(left - 6, y),
                    panel.vertical().written(vertical, mark),
                    Canvas.Align.END,
                    Chart.TEXT,
                    false);
        }
        double below = top + height + 12;
        if (panel.horizontal().categories().isEmpty()) {
            for (double mark : horizontal.marks()) {
                String label = panel.horizontal().written(horizontal, mark);
                double outside = x(mark) + textWidth(label, Chart.TEXT) / 2 - (left + width + RIGHT);
                beside(x(mark) - Math.max(0, outside), below, label, Canvas.Align.MIDDLE);
            }
        } else {
            categories(panel.horizontal().categories(), below);
        }
        if (!panel.horizontal().label().isEmpty()) {
            double line = below + (staggered ? 2 : 1) * LABEL_LINE;
            beside(left + width, line, panel.horizontal().label(), Canvas.Align.END);
        }
    }

    private void categories(List<String> names, double below) {
        double each = width / names.size();
        for (int i = 0; i < names.size(); i++) {
            // The outermost names cannot go beyond the panel, and are moved to the middle instead.
            double outer = i == 0 ? left(panel) : i == names.size() - 1 ? RIGHT : 2 * each;
            double room = staggered ? Math.min(2 * each, 1.5 * each + outer) : each;
            String name = PlainText.shortened(PlainText.line(names.get(i)), Math.max(3, lettersOf(room)));
            double half = textWidth(name, Chart.TEXT) / 2;
            double middle = Math.max(left - left(panel) + half, Math.min(x(i), left + width + RIGHT - half));
            beside(middle, below + (staggered && i % 2 == 1 ? LABEL_LINE : 0), name, Canvas.Align.MIDDLE);
        }
    }

    private void beside(double x, double y, String text, Canvas.Align align) {
        canvas.text(new Series.Point(x, y), text, align, Chart.TEXT, false);
    }

    private void draw(Mark mark, int colour) {
        Colours.Ink ink = Panel.ink(mark, colour);
        switch (mark) {
            case Series series -> curve(series, ink);
            case Mark.Band band -> band(band, ink);
            case Mark.Bars bars -> bars.bars().forEach(bar -> bar(bar, ink));
            case Mark.Stack stack -> stack(stack, colour);
            case Mark.Note note -> {
                boolean right = horizontal.position(note.at().x()) < 0.7;
                canvas.text(
                        new Series.Point(
                                x(note.at().x()) + (right ? 7 : -7), y(note.at().y()) - 8),
                        note.text(),
                        right ? Canvas.Align.START : Canvas.Align.END,
                        Chart.TEXT,
                        false);
            }
        }
    }

    private void curve(Series series, Colours.Ink ink) {
        switch (series.style()) {
            case DOTS -> dots(series, ink, 3, 1);
            case FAINT_DOTS -> dots(series, ink, 1.8, 0.35);
            case FAINT -> canvas.line(parts(series.points()), new Canvas.Pen(ink, 1, 0.35));
            case PLAIN, NEUTRAL, DASHED, WAY -> {
                List<List<Series.Point>> parts = parts(series.points());
                canvas.line(parts, new Canvas.Pen(ink, 1.75, 1));
                for (int i = 0; i < parts.size(); i++) {
                    List<Series.Point> part = parts.get(i);
                    boolean arrives = series.style() == Series.Style.WAY && i == parts.size() - 1;
                    if (arrives || part.size() == 1) { // a line through one place cannot be seen
                        canvas.dot(part.getLast(), arrives ? 4 : 1.8, ink.colour(), 1);
                    }
                }
            }
        }
    }

    private void dots(Series series, Colours.Ink ink, double radius, double opacity) {
        parts(series.points()).stream()
                .flatMap(List::stream)
                .forEach(point -> canvas.dot(point, radius, ink.colour(), opacity));
    }

    private void band(Mark.Band band, Colours.Ink ink) {
        List<List<Series.Point>> lows = parts(band.ranges().stream()
                .map(range -> new Series.Point(range.x(), range.finite() ? range.low() : Double.NaN))
                .toList());
        List<List<Series.Point>> highs = parts(band.ranges().stream()
                .map(range -> new Series.Point(range.x(), range.finite() ? range.high() : Double.NaN))
                .toList());
        for (int i = 0; i < Math.min(lows.size(), highs.size()); i++) {
            between(lows.get(i), highs.get(i), ink.colour(), 0.2);
        }
    }

    private void stack(Mark.Stack stack, int colour) {
        List<Series.Point> below = List.of();
        for (List<Series.Point> top : stack.tops()) {
            List<Series.Point> line = top.stream().map(this::place).toList();
            if (below.isEmpty()) {
                below = top.stream()
                        .map(point -> place(new Series.Point(point.x(), 0)))
                        .toList();
            }
            between(below, line, Colours.of(colour++).colour(), FILLED);
            below = line;
        }
    }

    private void between(List<Series.Point> low, List<Series.Point> high, String colour, double opacity) {
        List<Series.Point> outline = new ArrayList<>(high);
        outline.addAll(low.reversed());
        canvas.area(outline, colour, opacity);
    }

    private void bar(Mark.Bar bar, Colours.Ink ink) {
        if (!Double.isFinite(y(bar.value()))) {
            return;
        }
        double base = vertical.log() ? top + height : y(0);
        filled(canvas, rectangle(x(bar.from()), base, x(bar.to()), y(bar.value())), ink);
        if (Double.isFinite(bar.low()) && Double.isFinite(bar.high())) {
            double middle = x((bar.from() + bar.to()) / 2);
            List<Series.Point> whisker =
                    List.of(new Series.Point(middle, y(bar.low())), new Series.Point(middle, y(bar.high())));
            canvas.line(List.of(whisker), new Canvas.Pen(Colours.NEUTRAL, 1.5, 1));
        }
    }

    /** Of a colour that comes again: paler, within a border of its pattern of strokes. */
    static void filled(Canvas canvas, List<Series.Point> outline, Colours.Ink ink) {
        boolean again = !ink.dash().isEmpty();
        canvas.area(outline, ink.colour(), again ? PALE : FILLED);
        if (again) {
            List<Series.Point> border = new ArrayList<>(outline);
            border.add(outline.getFirst());
            canvas.line(List.of(border), new Canvas.Pen(ink, 1.25, 1));
        }
    }

    static List<Series.Point> rectangle(double left, double bottom, double right, double top) {
        return List.of(
                new Series.Point(left, bottom),
                new Series.Point(left, top),
                new Series.Point(right, top),
                new Series.Point(right, bottom));
    }

    /** The places of points in the picture, cut where one has none. */
    private List<List<Series.Point>> parts(List<Series.Point> points) {
        List<List<Series.Point>> parts = new ArrayList<>();
        boolean joined = false;
        for (Series.Point point : points) {
            Series.Point place = place(point);
            if (point.finite() && place.finite()) {
                if (!joined) {
                    parts.add(new ArrayList<>());
                }
                parts.getLast().add(place);
            }
            joined = point.finite() && place.finite();
        }
        return parts;
    }

    private Series.Point place(Series.Point point) {
        return new Series.Point(x(point.x()), y(point.y()));
    }

    private double x(double value) {
        return left + width * horizontal.position(value);
    }

    private double y(double value) {
        return top + height * (1 - vertical.position(value));
    }
}
