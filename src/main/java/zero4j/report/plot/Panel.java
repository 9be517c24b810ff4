package zero4j.report.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * A pair of axes with what is drawn between them.
 *
 * @param title above it
 * @param horizontal axis
 * @param vertical axis
 * @param marks drawn in this order
 */
public record Panel(String title, Axis horizontal, Axis vertical, List<? extends Mark> marks) {
    public Panel {
        marks = List.copyOf(marks);
        if (vertical.kind() == Axis.Kind.LOG && marks.stream().anyMatch(Mark.Stack.class::isInstance)) {
            throw new IllegalArgumentException("parts that add up have no sum on a logarithmic axis");
        }
    }

    /** Curves between axes that the curves decide. */
    public Panel(String title, List<Series> series) {
        this(title, Axis.of(""), Axis.of(""), series);
    }

    /** A line of a legend. */
    record Entry(String name, Colours.Ink ink, Mark mark) {}

    /** What has a name, with the colour that it is drawn in. */
    List<Entry> named() {
        List<Entry> entries = new ArrayList<>();
        int colour = 0;
        for (Mark mark : marks) {
            if (mark instanceof Mark.Stack stack) {
                for (int i = 0; i < stack.layers().size(); i++) {
                    entries.add(new Entry(stack.layers().get(i).name(), Colours.of(colour + i), mark));
                }
            } else if (!mark.name().isEmpty()) {
                entries.add(new Entry(mark.name(), ink(mark, colour), mark));
            }
            colour += mark.colours();
        }
        return entries;
    }

    static Colours.Ink ink(Mark mark, int colour) {
        return switch (mark) {
            case Series series when series.style() == Series.Style.NEUTRAL -> Colours.NEUTRAL;
            case Series series when series.style() == Series.Style.DASHED -> Colours.dashed(colour);
            default -> Colours.of(colour);
        };
    }

    Scale x() {
        return horizontal.scale(values(Mark::horizontal));
    }

    Scale y() {
        return vertical.scale(values(Mark::vertical));
    }

    private double[] values(Function<Mark, DoubleStream> of) {
        return marks.stream().flatMapToDouble(of).toArray();
    }
}
