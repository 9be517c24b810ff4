package zero4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Rows of texts below a header, for a terminal or for a page in Markdown. */
public final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> lines = new ArrayList<>();
    private final boolean ofNumbers;

    private Table(List<String> header, boolean ofNumbers) {
        this.ofNumbers = ofNumbers;
        lines.add(List.copyOf(header));
    }

    /** A table whose first column is text, to the left, and whose others are numbers, to the right. */
    public static Table of(List<String> header) {
        return new Table(header, true);
    }

    /** The same. */
    public static Table of(String... header) {
        return of(List.of(header));
    }

    /** A table whose columns are all text, to the left. */
    public static Table ofTexts(String... header) {
        return new Table(List.of(header), false);
    }

    /**
     * Adds a row.
     *
     * @throws IllegalArgumentException if it has not as many cells as the header
     */
    public Table row(List<String> cells) {
        if (cells.size() != header().size()) {
            throw new IllegalArgumentException(cells + " does not fit below " + header());
        }
        lines.add(List.copyOf(cells));
        return this;
    }

    /** The same. */
    public Table row(String... cells) {
        return row(List.of(cells));
    }

    /** The titles of the columns. */
    public List<String> header() {
        return lines.getFirst();
    }

    /** What stands below the header. */
    public List<List<String>> rows() {
        return List.copyOf(lines.subList(1, lines.size()));
    }

    /** In lines for a terminal, the columns as wide as their widest cell; the last line is not ended. */
    public String text() {
        int[] widths = widths();
        return lines.stream().map(line -> text(line, widths)).collect(Collectors.joining(System.lineSeparator()));
    }

    private int[] widths() {
        int[] widths = new int[header().size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        return widths;
    }

    private String text(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - cells.get(i).length());
            line.append(i == 0 ? "" : GAP).append(toTheLeft(i) ? cells.get(i) + padding : padding + cells.get(i));
        }
        return line.toString().stripTrailing();
    }

    private boolean toTheLeft(int column) {
        return column == 0 || !ofNumbers;
    }

    /** In lines of Markdown; the last line is not ended. */
    public String markdown() {
        List<String> page = lines.stream()
                .map(line -> line.stream()
                        .map(cell -> cell.replace("|", "\\|"))
                        .collect(Collectors.joining(" | ", "| ", " |")))
                .collect(Collectors.toCollection(ArrayList::new));
        StringBuilder dashes = new StringBuilder("|");
        for (int i = 0; i < header().size(); i++) {
            dashes.append(toTheLeft(i) ? "---|" : "--:|");
        }
        page.add(1, dashes.toString());
        return String.join("\n", page);
    }
}
