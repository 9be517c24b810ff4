package zero4j.bench.verify;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Near misses of tuples, intervals, sets, lists, matrices, equations and inequalities. */
final class ArrangementMisses {
    private static final Map<String, String> OPENED = Map.of("(", "[", "[", "(");
    private static final Map<String, String> CLOSED = Map.of(")", "]", "]", ")");

    private ArrangementMisses() {}

    static List<Change> all() {
        return Stream.of(ofRows(), ofUnions(), ofMatrices(), ofRelations())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Change> ofRows() {
        return List.of(
                Change.ofRow("entries of a tuple or interval swapped", ArrangementMisses::swapped),
                Change.ofRow(
                        "open for closed at the left",
                        (row, random) -> Optional.ofNullable(OPENED.get(row.open()))
                                .filter(open -> row.elements().size() == 2
                                        && !Row.infinite(row.elements().getFirst()))
                                .map(open -> new Row(open, row.elements(), row.close()).text())),
                Change.ofRow(
                        "open for closed at the right",
                        (row, random) -> Optional.ofNullable(CLOSED.get(row.close()))
                                .filter(close -> row.elements().size() == 2
                                        && !Row.infinite(row.elements().getLast()))
                                .map(close -> new Row(row.open(), row.elements(), close).text())),
                Change.ofRow("element left out", ArrangementMisses::dropped),
                Change.ofRow("element too many", (row, random) -> {
                    List<String> elements = new ArrayList<>(row.elements());
                    elements.add(random.nextInt(elements.size() + 1), "1000003");
                    return Optional.of(row.withElements(elements).text());
                }),
                Change.ofRow("element changed", ArrangementMisses::elementChanged),
                Change.ofRow(
                        "\\infty for an end",
                        (row, random) ->
                                row.interval() && !Row.infinite(row.elements().getLast())
                                        ? Optional.of(row.with(1, "\\infty").text())
                                        : Optional.empty()),
                Change.ofRow(
                        "tuple as set",
                        (row, random) ->
                                row.open().equals("(") && row.close().equals(")") && !row.interval() && distinct(row)
                                        ? Optional.of("\\{" + String.join(", ", row.elements()) + "\\}")
                                        : Optional.empty()));
    }

    private static List<Change> ofUnions() {
        return List.of(
                Change.ofText("interval of a union left out", (text, random) -> {
                    List<String> parts =
                            new ArrayList<>(List.of(Notation.bare(text).split(" ?\\\\cup ?", -1)));
                    boolean rows = parts.size() > 1
                            && parts.stream().allMatch(part -> Row.of(part).isPresent());
                    parts.remove(random.nextInt(parts.size()));
                    return rows ? Optional.of(String.join(" \\cup ", parts)) : Optional.empty();
                }),
                Change.ofText(
                        "\\cap for \\cup",
                        (text, random) -> text.contains("\\cup")
                                ? Optional.of(text.replace("\\cup", "\\cap"))
                                : Optional.empty()));
    }

    private static List<Change> ofMatrices() {
        return List.of(
                Change.ofMatrix("matrix cell changed", (matrix, random) -> {
                    int row = random.nextInt(matrix.rows().size());
                    int column = random.nextInt(matrix.rows().get(row).size());
                    String cell = matrix.rows().get(row).get(column);
                    return Optional.of(matrix.with(row, column, cell + "+1").in("pmatrix"));
                }),
                Change.ofMatrix("rows of a matrix swapped", (matrix, random) -> {
                    List<List<String>> rows = new ArrayList<>(matrix.rows());
                    Collections.rotate(rows, 1);
                    boolean differs = rows.size() > 1
                            && Estimate.differ(
                                    rows.getFirst().getFirst(),
                                    matrix.rows().getFirst().getFirst());
                    return differs ? Optional.of(new Matrix(rows).in("pmatrix")) : Optional.empty();
                }),
                Change.ofMatrix(
                        "matrix transposed",
                        (matrix, random) -> matrix.rows().size() == 2
                                        && matrix.rows().getFirst().size() == 2
                                        && Estimate.differ(
                                                matrix.rows().get(0).get(1),
                                                matrix.rows().get(1).get(0))
                                ? Optional.of(
                                        matrix.with(0, 1, matrix.rows().get(1).get(0))
                                                .with(1, 0, matrix.rows().get(0).get(1))
                                                .in("pmatrix"))
                                : Optional.empty()));
    }

    private static List<Change> ofRelations() {
        return List.of(
                Change.ofRelation(
                        "one side of a relation off by one",
                        (relation, random) ->
                                Optional.of(relation.left() + relation.sign() + " " + relation.right() + "+1")),
                Change.ofRelation(
                        "relation turned round",
                        (relation, random) -> relation.equation()
                                ? Optional.empty()
                                : Optional.of(
                                        relation.left() + " " + relation.mirroredSign() + " " + relation.right())),
                Change.ofRelation(
                        "strict for not strict",
                        (relation, random) -> relation.equation()
                                ? Optional.empty()
                                : Optional.of(relation.left() + " "
                                        + Map.of("<", "\\le", ">", "\\ge", "\\le", "<", "\\ge", ">")
                                                .get(relation.sign())
                                        + " "
                                        + relation.right())),
                Change.ofRelation(
                        "inequality for equation",
                        (relation, random) -> relation.equation()
                                ? Optional.of(relation.left() + " < " + relation.right())
                                : Optional.empty()));
    }

    private static boolean distinct(Row row) {
        return Estimate.differ(row.elements().getFirst(), row.elements().getLast());
    }

    private static Optional<String> swapped(Row row, RandomGenerator random) {
        if (row.set() || row.list()) {
            return Optional.empty();
        }
        int index = random.nextInt(row.elements().size() - 1);
        String first = row.elements().get(index);
        String second = row.elements().get(index + 1);
        return Estimate.differ(first, second)
                ? Optional.of(row.with(index, second).with(index + 1, first).text())
                : Optional.empty();
    }

    private static Optional<String> dropped(Row row, RandomGenerator random) {
        int index = random.nextInt(row.elements().size());
        String gone = row.elements().get(index);
        // In a set, an element that stands twice counts once.
        boolean unique = row.elements().stream()
                        .filter(other -> !Estimate.differ(other, gone))
                        .count()
                == 1;
        if (row.elements().size() < 2 || row.interval() || !unique) {
            return Optional.empty();
        }
        List<String> elements = new ArrayList<>(row.elements());
        elements.remove(index);
        return Optional.of(row.withElements(elements).text());
    }

    private static Optional<String> elementChanged(Row row, RandomGenerator random) {
        int index = random.nextInt(row.elements().size());
        String element = row.elements().get(index);
        if (Row.infinite(element)) {
            return Optional.empty();
        }
        String changed = element + (random.nextBoolean() ? "+1" : "-1");
        boolean fresh = !(row.set() || row.list())
                || row.elements().stream().allMatch(other -> Estimate.differ(other, changed));
        return fresh ? Optional.of(row.with(index, changed).text()) : Optional.empty();
    }
}
