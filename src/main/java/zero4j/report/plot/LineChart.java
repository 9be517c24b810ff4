package zero4j.report.plot;

import java.util.List;
import java.util.Locale;

/**
 * Panels beside each other, as SVG.
 *
 * <p>There is no background, and all colours lie between white and black: the chart can be read on either.
 *
 * @param title for those who cannot see the picture
 * @param panels at least one
 * @param legend whether the curves' names stand at the right
 */
public record LineChart(String title, List<Panel> panels, boolean legend) {
    /** Pixels. */
    private static final int PANEL_WIDTH = 300;

    private static final int PANEL_HEIGHT = 200;
    private static final int LEFT = 44;
    private static final int TOP = 26;
    private static final int BOTTOM = 24;
    private static final int RIGHT = 10;
    private static final int LEGEND_WIDTH = 170;
    private static final int LEGEND_LINE = 16;

    private static final List<String> COLOURS =
            List.of("#2f81f7", "#d9730d", "#2da44e", "#bf4b8a", "#8957e5", "#a58b00", "#e5534b");

    /** Of the curves after the colours are used up. */
    private static final List<String> DASHES = List.of("", "5 3", "1.5 2.5");

    private static final String INK = "#7d8590";

    public LineChart {
        panels = List.copyOf(panels);
    }

    /** The picture. */
    public String svg() {
        int lines = legend ? named(panels.getFirst()).size() : 0;
        int width = panels.size() * PANEL_WIDTH + (legend ? LEGEND_WIDTH : 0);
        int height = Math.max(PANEL_HEIGHT, TOP + lines * LEGEND_LINE + RIGHT);
        StringBuilder svg = new StringBuilder();
        svg.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\""
                        .formatted(width, height, width, height));
        svg.append(" font-family=\"system-ui,sans-serif\" font-size=\"11\" fill=\"%s\">\n".formatted(INK));
        svg.append("<title>").append(escaped(title)).append("</title>\n");
        for (int i = 0; i < panels.size(); i++) {
            draw(svg, panels.get(i), i * PANEL_WIDTH, height);
        }
        if (legend) {
            names(svg, named(panels.getFirst()), panels.size() * PANEL_WIDTH);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void draw(StringBuilder svg, Panel panel, int left, int height) {
        Frame frame = new Frame(
                left + LEFT,
                TOP,
                PANEL_WIDTH - LEFT - RIGHT,
                height - TOP - BOTTOM,
                panel.horizontal(),
                panel.vertical());
        svg.append("<text x=\"%d\" y=\"16\" font-size=\"12\" font-weight=\"600\">%s</text>\n"
                .formatted(left + LEFT, escaped(panel.title())));
        for (double mark : frame.vertical.marks()) {
            String y = number(frame.y(mark));
            svg.append(
                            "<path d=\"M%d %sh%d\" stroke=\"%s\" stroke-opacity=\".25\"/><text x=\"%d\" y=\"%s\" dy=\".35em\""
                                    .formatted(frame.left, y, frame.width, INK, frame.left - 6, y))
                    .append(" text-anchor=\"end\">%s</text>\n".formatted(frame.vertical.label(mark)));
        }
        for (double mark : frame.horizontal.marks()) {
            svg.append("<text x=\"%s\" y=\"%d\" text-anchor=\"middle\">%s</text>\n"
                    .formatted(number(frame.x(mark)), height - 8, frame.horizontal.label(mark)));
        }
        int colour = 0;
        for (Series series : panel.series()) {
            curve(svg, series, frame, colour);
            colour += series.faint() ? 0 : 1;
        }
    }

    private static void curve(StringBuilder svg, Series series, Frame frame, int colour) {
        StringBuilder path = new StringBuilder();
        boolean joined = false;
        for (Series.Point point : series.points()) {
            if (point.finite()) {
                path.append(joined ? "L" : "M")
                        .append(number(frame.x(point.x())))
                        .append(' ')
                        .append(number(frame.y(point.y())));
            }
            joined = point.finite();
        }
        svg.append("<path d=\"%s\" fill=\"none\" %s stroke-width=\"%s\" stroke-linejoin=\"round\"%s/>\n"
                .formatted(
                        path,
                        stroke(colour),
                        series.faint() ? "1" : "1.75",
                        series.faint() ? " stroke-opacity=\".35\"" : ""));
    }

    private static void names(StringBuilder svg, List<Series> series, int left) {
        for (int i = 0; i < series.size(); i++) {
            int y = TOP + i * LEGEND_LINE + 6;
            svg.append("<path d=\"M%d %dh22\" %s stroke-width=\"2\"/><text x=\"%d\" y=\"%d\" dy=\".35em\">%s</text>\n"
                    .formatted(
                            left + 8,
                            y,
                            stroke(i),
                            left + 36,
                            y,
                            escaped(series.get(i).name())));
        }
    }

    private static String stroke(int index) {
        String dash = DASHES.get(index / COLOURS.size() % DASHES.size());
        return "stroke=\"%s\"%s"
                .formatted(
                        COLOURS.get(index % COLOURS.size()),
                        dash.isEmpty() ? "" : " stroke-dasharray=\"" + dash + "\"");
    }

    private static List<Series> named(Panel panel) {
        return panel.series().stream().filter(series -> !series.faint()).toList();
    }

    private static String number(double pixels) {
        String text = String.format(Locale.ROOT, "%.1f", pixels);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** Where a panel's axes lie in the picture. */
    private record Frame(int left, int top, int width, int height, Scale horizontal, Scale vertical) {
        double x(double value) {
            return left + width * horizontal.position(value);
        }

        double y(double value) {
            return top + height * (1 - vertical.position(value));
        }
    }
}
