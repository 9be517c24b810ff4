package zero4j.report.plot;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import zero4j.PlainText;

/** Draws as PNG on white, with Java's own means and without a screen. */
final class ImageCanvas implements Canvas {
    private final BufferedImage image;
    private final Graphics2D graphics;

    /** @param scale pixels of the picture for one of the chart */
    ImageCanvas(int width, int height, double scale) {
        image = new BufferedImage(
                (int) Math.ceil(width * scale), (int) Math.ceil(height * scale), BufferedImage.TYPE_INT_RGB);
        graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.scale(scale, scale);
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    }

    /** The picture. */
    byte[] end() {
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.setUseCache(false);
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return bytes.toByteArray();
    }

    @Override
    public void line(List<List<Series.Point>> parts, Pen pen) {
        Path2D path = new Path2D.Double();
        parts.forEach(part -> path.append(path(part), false));
        String dash = pen.ink().dash();
        graphics.setStroke(new BasicStroke(
                (float) pen.width(),
                BasicStroke.CAP_BUTT,
                BasicStroke.JOIN_ROUND,
                1,
                dash.isEmpty() ? null : dashes(dash),
                0));
        paint(pen.ink().colour(), pen.opacity());
        graphics.draw(path);
    }

    private static float[] dashes(String dash) {
        double[] lengths =
                Arrays.stream(dash.split(" ")).mapToDouble(Double::parseDouble).toArray();
        float[] floats = new float[lengths.length];
        for (int i = 0; i < lengths.length; i++) {
            floats[i] = (float) lengths[i];
        }
        return floats;
    }

    @Override
    public void area(List<Series.Point> outline, String colour, double opacity) {
        if (!outline.isEmpty()) {
            Path2D path = path(outline);
            path.closePath();
            paint(colour, opacity);
            graphics.fill(path);
        }
    }

    @Override
    public void dot(Series.Point centre, double radius, String colour, double opacity) {
        paint(colour, opacity);
        graphics.fill(new Ellipse2D.Double(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius));
    }

    @Override
    public void text(Series.Point at, String text, Align align, int size, boolean bold) {
        String plain = PlainText.line(text);
        graphics.setFont(new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, size));
        FontMetrics metrics = graphics.getFontMetrics();
        double width = metrics.getStringBounds(plain, graphics).getWidth();
        double left = at.x()
                - switch (align) {
                    case START -> 0;
                    case MIDDLE -> width / 2;
                    case END -> width;
                };
        paint(Colours.INK, 1);
        graphics.drawString(plain, (float) left, (float) (at.y() + 0.35 * size));
    }

    private void paint(String colour, double opacity) {
        graphics.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, (float) opacity));
        graphics.setColor(Color.decode(colour));
    }

    private static Path2D path(List<Series.Point> points) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i < points.size(); i++) {
            if (i == 0) {
                path.moveTo(points.get(i).x(), points.get(i).y());
            } else {
                path.lineTo(points.get(i).x(), points.get(i).y());
            }
        }
        return path;
    }
}
