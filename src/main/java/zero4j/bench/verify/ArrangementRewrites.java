package zero4j.bench.verify;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rewrites of tuples, intervals, sets, lists, matrices, equations and inequalities. */
final class ArrangementRewrites {
    private ArrangementRewrites() {}

    static List<Change> all() {
        return Stream.of(ofBrackets(), ofLists(), ofSetsAndIntervals(), ofMatrices(), ofRelations(), ofUnions())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Change> ofUnions() {
        return List.of(
                Change.ofText("union reordered", (text, random) -> reorderedUnion(text)),
                Change.ofText(
                        "U between intervals",
                        (text, random) ->
                                text.contains("\\cup") ? Optional.of(text.replace("\\cup", " U ")) : Optional.empty()),
                Change.ofText(
                        "x \\in before a union",
                        (text, random) -> text.contains("\\cup") && text.matches("\\\\?[(\\[l].*")
                                ? Optional.of("x \\in " + text)
                                : Optional.empty()));
    }

    private static List<Change> ofBrackets() {
        return List.of(
                Change.ofRow(
                        "no blanks behind commas",
                        (row, random) -> row.list()
                                ? Optional.empty()
                                : Optional.of(row.open() + String.join(",", row.elements()) + row.close())),
                Change.ofRow("blanks behind commas", (row, random) -> Optional.of(row.text())),
                Change.ofRow(
                        "\\left \\right at brackets",
                        (row, random) -> row.list()
                                ? Optional.empty()
                                : Optional.of("\\left" + row.open() + String.join(", ", row.elements()) + " \\right"
                                        + row.close())),
                Change.ofRow(
                        "\\bigl \\bigr at brackets",
                        (row, random) -> row.list()
                                ? Optional.empty()
                                : Optional.of("\\bigl" + row.open() + " " + String.join(", ", row.elements())
                                        + " \\bigr" + row.close())));
    }

    private static List<Change> ofLists() {
        return List.of(
                Change.ofRow("set or list reordered", ArrangementRewrites::reordered),
                Change.ofRow("list with and", (row, random) -> worded(row, random.nextBoolean() ? " and " : ", and ")),
                Change.ofRow("list with \\text{ and }", (row, random) -> worded(row, " \\text{ and } ")),
                Change.ofRow("list with or", (row, random) -> worded(row, " or ")),
                Change.ofRow(
                        "list as set",
                        (row, random) -> row.list() ? Optional.of("\\{" + row.text() + "\\}") : Optional.empty()),
                Change.ofRow(
                        "list with x = ",
                        (row, random) ->
                                row.list() && constant(row) ? Optional.of("x = " + row.text()) : Optional.empty()),
                Change.ofRow(
                        "set as list",
                        (row, random) -> row.set() && row.elements().size() > 1
                                ? Optional.of(String.join(", ", row.elements()))
                                : Optional.empty()));
    }

    private static List<Change> ofSetsAndIntervals() {
        return List.of(
                Change.ofRow(
                        "\\lbrace \\rbrace",
                        (row, random) -> row.set()
                                ? Optional.of("\\lbrace " + String.join(", ", row.elements()) + " \\rbrace")
                                : Optional.empty()),
                Change.ofRow(
                        "x \\in before an interval or set",
                        (row, random) ->
                                row.interval() || row.set() ? Optional.of("x \\in " + row.text()) : Optional.empty()),
                Change.ofRow("interval as inequality", (row, random) -> inequality(row)),
                Change.ofRow(
                        "tuple as column",
                        (row, random) -> row.open().equals("(") && row.close().equals(")") && !row.interval()
                                ? Optional.of(
                                        "\\begin{pmatrix} " + String.join(" \\\\ ", row.elements()) + " \\end{pmatrix}")
                                : Optional.empty()),
                Change.ofRow("element written differently", ArrangementRewrites::element));
    }

    private static List<Change> ofMatrices() {
        return List.of(
                Change.ofMatrix(
                        "pmatrix or bmatrix",
                        (matrix, random) -> Optional.of(matrix.in(random.nextBoolean() ? "bmatrix" : "pmatrix"))),
                Change.ofMatrix(
                        "array in brackets",
                        (matrix, random) -> Optional.of("\\left( \\begin{array}{"
                                + "c".repeat(matrix.rows().getFirst().size()) + "} " + matrix.body()
                                + " \\end{array} \\right)")),
                Change.ofMatrix(
                        "\\\\ behind the last row",
                        (matrix, random) -> Optional.of("\\begin{pmatrix}" + matrix.body() + " \\\\ \\end{pmatrix}")),
                Change.ofMatrix(
                        "column as tuple",
                        (matrix, random) -> matrix.column()
                                ? Optional.of("("
                                        + matrix.rows().stream()
                                                .map(List::getFirst)
                                                .collect(Collectors.joining(",")) + ")")
                                : Optional.empty()),
                Change.ofMatrix("cell written differently", (matrix, random) -> {
                    int row = random.nextInt(matrix.rows().size());
                    int column = random.nextInt(matrix.rows().get(row).size());
                    return inside(matrix.rows().get(row).get(column), random)
                            .map(cell -> matrix.with(row, column, cell).in("pmatrix"));
                }));
    }

    private static List<Change> ofRelations() {
        return List.of(
                Change.ofRelation(
                        "sides swapped",
                        (relation, random) ->
                                Optional.of(relation.right() + " " + relation.mirroredSign() + " " + relation.left())),
                Change.ofRelation(
                        "both sides doubled",
                        (relation, random) -> Optional.of(
                                "2(" + relation.left() + ") " + relation.sign() + " 2(" + relation.right() + ")")),
                Change.ofRelation(
                        "all on one side",
                        (relation, random) -> relation.names()
                                ? Optional.empty()
                                : Optional.of(
                                        relation.left() + " - (" + relation.right() + ") " + relation.sign() + " 0")),
                Change.ofRelation(
                        "both sides negated",
                        (relation, random) -> Optional.of("-(" + relation.left() + ") " + relation.mirroredSign()
                                + " -(" + relation.right() + ")")),
                Change.ofRelation(
                        "only the value",
                        (relation, random) -> relation.names()
                                        && relation.left().matches("[a-zA-Z]")
                                        && Formula.of(relation.right())
                                                .orElseThrow()
                                                .constant()
                                ? Optional.of(relation.right())
                                : Optional.empty()));
    }

    private static boolean constant(Row row) {
        return row.elements().stream()
                .allMatch(element -> Formula.of(element).map(Formula::constant).orElse(false));
    }

    private static Optional<String> reordered(Row row, RandomGenerator random) {
        if (!row.set() && !row.list()) {
            return Optional.empty();
        }
        List<String> elements = new ArrayList<>(row.elements());
        Collections.rotate(elements, 1 + random.nextInt(Math.max(1, elements.size() - 1)));
        return Optional.of(row.withElements(elements).text());
    }

    private static Optional<String> worded(Row row, String word) {
        int last = row.elements().size() - 1;
        return row.list()
                ? Optional.of(String.join(", ", row.elements().subList(0, last))
                        + word
                        + row.elements().get(last))
                : Optional.empty();
    }

    private static Optional<String> inequality(Row row) {
        if (!row.interval()
                || row.elements().stream()
                        .anyMatch(element -> !Row.infinite(element) && Double.isNaN(Estimate.of(element)))) {
            return Optional.empty();
        }
        String lower = row.elements().getFirst();
        String upper = row.elements().getLast();
        String below = row.open().equals("[") ? " \\le " : " < ";
        String above = row.close().equals("]") ? " \\le " : " < ";
        if (Row.infinite(lower) && Row.infinite(upper)) {
            return Optional.empty();
        }
        return Optional.of(
                (Row.infinite(lower) ? "" : lower + below) + "x" + (Row.infinite(upper) ? "" : above + upper));
    }

    private static Optional<String> element(Row row, RandomGenerator random) {
        int index = random.nextInt(row.elements().size());
        return inside(row.elements().get(index), random)
                // A comma in a number would part a list.
                .filter(element -> !element.contains(",") && !element.contains("="))
                .map(element -> row.with(index, element).text());
    }

    /** A part of an arrangement in another writing. */
    private static Optional<String> inside(String element, RandomGenerator random) {
        if (Row.infinite(element)) {
            return Optional.empty();
        }
        List<Change> changes = random.nextBoolean() ? NumberRewrites.all() : FormulaRewrites.all();
        int from = random.nextInt(changes.size());
        for (int i = 0; i < changes.size(); i++) {
            Optional<String> changed = changes.get((from + i) % changes.size()).apply(element, random);
            if (changed.isPresent()) {
                return changed;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> reorderedUnion(String text) {
        List<String> parts = new ArrayList<>(List.of(Notation.bare(text).split(" ?\\\\cup ?", -1)));
        Collections.rotate(parts, 1);
        return parts.size() > 1 && parts.stream().allMatch(part -> Row.of(part).isPresent())
                ? Optional.of(String.join(" \\cup ", parts))
                : Optional.empty();
    }
}
