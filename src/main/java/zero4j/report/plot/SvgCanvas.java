package zero4j.report.plot;

import java.util.List;
import java.util.Locale;
import zero4j.PlainText;

/** Draws as SVG, in few characters. */
final class SvgCanvas implements Canvas {
    private final StringBuilder svg = new StringBuilder();

    /** @param title for those who cannot see the picture */
    SvgCanvas(int width, int height, String title) {
        svg.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\""
                        .formatted(width, height, width, height));
        svg.append(" font-family=\"system-ui,sans-serif\" font-size=\"%d\" fill=\"%s\">\n"
                .formatted(Chart.TEXT, Colours.INK));
        svg.append("<title>").append(escaped(title)).append("</title>\n");
    }

    /** The picture. */
    String end() {
        return svg.append("</svg>\n").toString();
    }

    @Override
    public void line(List<List<Series.Point>> parts, Pen pen) {
        StringBuilder path = new StringBuilder();
        parts.forEach(part -> path(path, part));
        svg.append("<path d=\"%s\" fill=\"none\" stroke=\"%s\""
                .formatted(path, pen.ink().colour()));
        if (!pen.ink().dash().isEmpty()) {
            svg.append(" stroke-dasharray=\"%s\"".formatted(pen.ink().dash()));
        }
        if (pen.width() != 1) {
            svg.append(" stroke-width=\"%s\"".formatted(number(pen.width(), 2)));
        }
        if (parts.stream().anyMatch(part -> part.size() > 2)) {
            svg.append(" stroke-linejoin=\"round\"");
        }
        if (pen.opacity() < 1) {
            svg.append(" stroke-opacity=\"%s\"".formatted(number(pen.opacity(), 2)));
        }
        svg.append("/>\n");
    }

    @Override
    public void area(List<Series.Point> outline, String colour, double opacity) {
        StringBuilder path = new StringBuilder();
        path(path, outline);
        svg.append("<path d=\"%sz\" fill=\"%s\"".formatted(path, colour));
        svg.append(opacity < 1 ? " fill-opacity=\"%s\"/>\n".formatted(number(opacity, 2)) : "/>\n");
    }

    @Override
    public void dot(Series.Point centre, double radius, String colour, double opacity) {
        svg.append("<circle cx=\"%s\" cy=\"%s\" r=\"%s\" fill=\"%s\""
                .formatted(number(centre.x(), 1), number(centre.y(), 1), number(radius, 1), colour));
        svg.append(opacity < 1 ? " fill-opacity=\"%s\"/>\n".formatted(number(opacity, 2)) : "/>\n");
    }

    @Override
    public void text(Series.Point at, String text, Align align, int size, boolean bold) {
        svg.append("<text x=\"%s\" y=\"%s\" dy=\".35em\"".formatted(number(at.x(), 1), number(at.y(), 1)));
        if (align != Align.START) {
            svg.append(" text-anchor=\"%s\"".formatted(align.name().toLowerCase(Locale.ROOT)));
        }
        if (size != Chart.TEXT) {
            svg.append(" font-size=\"%d\"".formatted(size));
        }
        svg.append(bold ? " font-weight=\"600\">" : ">").append(escaped(text)).append("</text>\n");
    }

    private static void path(StringBuilder path, List<Series.Point> points) {
        for (int i = 0; i < points.size(); i++) {
            path.append(i == 0 ? 'M' : 'L')
                    .append(number(points.get(i).x(), 1))
                    .append(' ')
                    .append(number(points.get(i).y(), 1));
        }
    }

    private static String number(double value, int decimals) {
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return text.contains(".") ? text.replaceFirst("\\.?0+$", "").replaceFirst("^-0$", "0") : text;
    }

    /** Names may come from data: nothing in them acts on a reader, and XML can hold all of it. */
    private static String escaped(String text) {
        return PlainText.line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
