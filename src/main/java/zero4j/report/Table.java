package zero4j.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import zero4j.PlainText;

/** Rows of texts below a header, for a terminal or for a page in Markdown. Cells are plain, as {@link PlainText} says. */
public final class Table {
    private static final String GAP = "  ";
    /** Columns that a broken text has at least. */
    private static final int NARROWEST = 20;

    private final List<List<String>> lines = new ArrayList<>();
    private final boolean ofNumbers;
    private int labels = 1;
    private List<Integer> groups = List.of();
    private List<Integer> least = List.of();
    private Consumer<String> told = _ -> {};

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
        lines.add(cells.stream().map(PlainText::line).toList());
        told.accept(lastLine());
        return this;
    }

    /** The same. */
    public Table row(String... cells) {
        return row(List.of(cells));
    }

    /** Says that the first columns, more than one, are texts that name a row: they stand to the left, and in each block. */
    public Table labelled(int columns) {
        labels = columns;
        return this;
    }

    /**
     * Says which columns belong together, where a line has not room for all.
     *
     * @param sizes of the groups, from left to right behind those that name the row
     */
    public Table grouped(Integer... sizes) {
        groups = List.of(sizes);
        return this;
    }

    /**
     * Tells each line as soon as it is known, the header at once: for rows that take long to find.
     *
     * @param widths that the columns have at least, for cells that are wider than their titles
     */
    public Table toldTo(Consumer<String> lines, Integer... widths) {
        least = List.of(widths);
        told = lines;
        told.accept(lastLine());
        return this;
    }

    private String lastLine() {
        int[] widths = widths();
        return text(lines.getLast(), IntStream.range(0, widths.length).boxed().toList(), widths);
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
        return text(Integer.MAX_VALUE);
    }

    /**
     * The same in lines of so many columns: of a table of texts the last one goes on below; one of numbers is shown in blocks
     * below each other, each with the columns that name the row.
     */
    public String text(int columns) {
        int[] widths = widths();
        List<Integer> all = IntStream.range(0, widths.length).boxed().toList();
        if (width(all, widths) <= columns) {
            return block(all, widths);
        }
        return ofNumbers
                ? blocks(widths, columns).stream()
                        .map(block -> block(block, widths))
                        .collect(Collectors.joining(System.lineSeparator() + System.lineSeparator()))
                : brokenLines(widths, columns);
    }

    private int[] widths() {
        int[] widths = new int[header().size()];
        Arrays.setAll(widths, i -> i < least.size() ? least.get(i) : 0);
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], PlainText.columns(line.get(i)));
            }
        }
        return widths;
    }

    private static int width(List<Integer> block, int[] widths) {
        return block.stream().mapToInt(column -> widths[column]).sum() + GAP.length() * (block.size() - 1);
    }

    private List<Integer> named() {
        return IntStream.range(0, labels).boxed().toList();
    }

    /** Groups of columns, each in the first block that has room for it. */
    private List<List<Integer>> blocks(int[] widths, int columns) {
        List<List<Integer>> blocks = new ArrayList<>();
        for (List<Integer> group : columnGroups(widths, columns)) {
            int needed = width(group, widths) + GAP.length();
            List<Integer> block = blocks.stream()
                    .filter(begun -> width(begun, widths) + needed <= columns)
                    .findFirst()
                    .orElseGet(() -> {
                        List<Integer> next = new ArrayList<>(named());
                        blocks.add(next);
                        return next;
                    });
            block.addAll(group);
        }
        return blocks;
    }

    /** A group that is too wide for a line of its own falls apart. */
    private List<List<Integer>> columnGroups(int[] widths, int columns) {
        List<List<Integer>> found = new ArrayList<>();
        int next = labels;
        for (int size : groups) {
            List<Integer> group = IntStream.range(next, next + size).boxed().toList();
            if (width(named(), widths) + GAP.length() + width(group, widths) <= columns) {
                found.add(group);
            } else {
                group.forEach(column -> found.add(List.of(column)));
            }
            next += size;
        }
        for (; next < widths.length; next++) {
            found.add(List.of(next));
        }
        return found;
    }

    private String block(List<Integer> columns, int[] widths) {
        return lines.stream()
                .map(line -> text(line, columns, widths))
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private String brokenLines(int[] widths, int columns) {
        int last = widths.length - 1;
        List<Integer> others = IntStream.range(0, last).boxed().toList();
        int indent = last == 0 ? 0 : width(others, widths) + GAP.length();
        return lines.stream()
                .flatMap(line -> {
                    List<String> parts = PlainText.wrapped(line.get(last), Math.max(NARROWEST, columns - indent));
                    String begin = pad(text(line, others, widths), indent, true);
                    return IntStream.range(0, parts.size())
                            .mapToObj(i -> ((i == 0 ? begin : " ".repeat(indent)) + parts.get(i)).stripTrailing());
                })
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private String text(List<String> cells, List<Integer> columns, int[] widths) {
        return columns.stream()
                .map(column -> pad(cells.get(column), widths[column], toTheLeft(column)))
                .collect(Collectors.joining(GAP))
                .stripTrailing();
    }

    private static String pad(String cell, int width, boolean toTheLeft) {
        String padding = " ".repeat(Math.max(0, width - PlainText.columns(cell)));
        return toTheLeft ? cell + padding : padding + cell;
    }

    /** Whether a column is of texts. */
    boolean toTheLeft(int column) {
        return column < labels || !ofNumbers;
    }

    /** The same table with other words in its cells, those of the header included. */
    public Table withCells(UnaryOperator<String> words) {
        Table other = new Table(header().stream().map(words).toList(), ofNumbers);
        rows().forEach(row -> other.row(row.stream().map(words).toList()));
        return other.labelled(labels).grouped(groups.toArray(Integer[]::new));
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

    /** As a CSV file (RFC 4180), every line ended. */
    public String csv() {
        StringBuilder file = new StringBuilder();
        for (List<String> line : lines) {
            file.append(line.stream().map(Table::csvCell).collect(Collectors.joining(",")))
                    .append('\n');
        }
        return file.toString();
    }

    private static String csvCell(String cell) {
        return cell.chars().anyMatch(character -> ",\"\r\n".indexOf(character) >= 0)
                ? "\"" + cell.replace("\"", "\"\"") + "\""
                : cell;
    }
}
