package zero4j.analyze;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import zero4j.report.Table;

/**
 * A table for programs that calculate: what people read as {@code 93.5 % (187/200) [90.0, 96.5]} are columns of numbers alone, and nothing
 * stands for what there is not. Columns of texts stay as they are.
 */
final class NumberColumns {
    private static final String NONE = "-";
    private static final String NUMBER = "[+-]?\\d+(?:\\.\\d+)?";
    private static final Pattern CELL = Pattern.compile(
            "(" + NUMBER + ")( %)?(?: \\((\\d+)(?:/(\\d+))?\\))?(?: \\[(" + NUMBER + "), (" + NUMBER + ")\\])?");

    /** What a part of such a cell is called behind the column's own name. */
    private static final List<Part> PARTS = List.of(
            new Part(1, ""), new Part(3, " count"), new Part(4, " of"), new Part(5, " low"), new Part(6, " high"));

    private record Part(int group, String name) {}

    private NumberColumns() {}

    /** The table with more columns. */
    static Table of(Table table) {
        List<List<String>> columns = new ArrayList<>();
        for (int i = 0; i < table.header().size(); i++) {
            int column = i;
            List<String> cells =
                    table.rows().stream().map(row -> row.get(column)).toList();
            columns.addAll(columns(table.header().get(i), cells));
        }
        Table numbers = Table.of(columns.stream().map(List::getFirst).toList());
        for (int i = 1; i <= table.rows().size(); i++) {
            int row = i;
            numbers.row(columns.stream().map(column -> column.get(row)).toList());
        }
        return numbers;
    }

    private static List<List<String>> columns(String header, List<String> cells) {
        List<Optional<MatchResult>> numbers =
                cells.stream().map(NumberColumns::number).toList();
        boolean ofNumbers = IntStream.range(0, cells.size())
                        .allMatch(
                                i -> numbers.get(i).isPresent() || cells.get(i).equals(NONE))
                && numbers.stream().anyMatch(Optional::isPresent);
        if (!ofNumbers) {
            return List.of(column(header, cells));
        }
        boolean percent = has(numbers, 2);
        return PARTS.stream()
                .filter(part -> has(numbers, part.group()))
                .map(part -> column(
                        header + part.name() + (percent && !List.of(3, 4).contains(part.group()) ? " (%)" : ""),
                        numbers.stream()
                                .map(number -> number.map(
                                                found -> Objects.requireNonNullElse(found.group(part.group()), ""))
                                        .orElse(""))
                                .toList()))
                .toList();
    }

    private static Optional<MatchResult> number(String cell) {
        Matcher matcher = CELL.matcher(cell);
        return matcher.matches() ? Optional.of(matcher.toMatchResult()) : Optional.empty();
    }

    private static boolean has(List<Optional<MatchResult>> numbers, int group) {
        return numbers.stream().flatMap(Optional::stream).anyMatch(found -> found.group(group) != null);
    }

    private static List<String> column(String header, List<String> cells) {
        List<String> column = new ArrayList<>(List.of(header));
        column.addAll(cells);
        return column;
    }
}
