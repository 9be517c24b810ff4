package zero4j.verify.syntax;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Unreadable;
import zero4j.verify.syntax.Grammar.Inside;
import zero4j.verify.syntax.Lexeme.Kind;

/** Reads environments: matrices, functions by cases, aligned lines. */
final class MatrixReader {
    /** Environments of lines one below the other. */
    static final Set<String> LINES = Set.of(
            "aligned", "align", "alignedat", "alignat", "gathered", "gather", "split", "equation", "displaymath");

    private final Grammar grammar;
    private final LexemeStream in;

    MatrixReader(Grammar grammar) {
        this.grammar = grammar;
        in = grammar.in;
    }

    /**
     * The environment that comes next.
     *
     * @param brace whether a brace opens before it, which makes an array a function by cases
     */
    Expr read(boolean brace) {
        String name = in.next().text();
        return switch (name) {
            case "pmatrix", "bmatrix", "Bmatrix", "matrix", "smallmatrix" -> matrix(name);
            case "vmatrix" -> new Expr.Call("det", List.of(matrix(name)));
            case "Vmatrix" -> new Expr.Call("norm", List.of(matrix(name)));
            case "array", "tabular" -> brace ? cases(name) : matrix(name);
            case "cases", "dcases", "rcases" -> cases(name);
            default -> {
                if (LINES.contains(name)) {
                    yield lines(name);
                }
                throw new Unreadable("unknown environment " + name);
            }
        };
    }

    private Expr matrix(String name) {
        List<List<Expr>> rows = rows(name, grammar.answers::relation);
        int columns = rows.getFirst().size();
        for (List<Expr> row : rows) {
            if (row.size() != columns) {
                throw new Unreadable("rows of different lengths");
            }
        }
        return new Expr.Matrix(rows);
    }

    private Expr cases(String name) {
        List<List<Expr>> rows = rows(name, grammar.answers::relation);
        boolean system = rows.stream().allMatch(row -> row.size() == 1 && row.getFirst() instanceof Expr.Relation);
        if (!system) {
            return new Expr.Cases(rows);
        }
        List<Expr> lines = rows.stream().map(List::getFirst).toList();
        // Inequalities in a column hold together; beside one another they may be those of a union.
        boolean equations = lines.stream()
                .anyMatch(line -> line instanceof Expr.Relation r && r.signs().contains(Expr.Relation.Sign.EQUAL));
        return equations || lines.size() == 1
                ? new Expr.Listing(lines)
                : new Expr.Listing(lines, Collections.nCopies(lines.size() - 1, Expr.Listing.Separator.AND));
    }

    private Expr lines(String name) {
        List<Expr> lines = new ArrayList<>();
        rows(name, grammar.answers::list).forEach(lines::addAll);
        return lines.size() == 1 ? lines.getFirst() : new Expr.Listing(lines);
    }

    private List<List<Expr>> rows(String name, Supplier<Expr> cell) {
        List<List<Expr>> rows = new ArrayList<>();
        String end = grammar.within(Inside.NOTHING, () -> {
            while (in.peek().kind() != Kind.END_OF_ENVIRONMENT) {
                rows.add(row(cell));
                while (in.skipSign("\\\\")) {
                    // Line breaks behind the last row are noise.
                }
            }
            return in.next().text();
        });
        if (!end.equals(name)) {
            throw new Unreadable("\\begin{" + name + "} ended by \\end{" + end + "}");
        }
        if (rows.isEmpty()) {
            throw new Unreadable("an empty environment");
        }
        return rows;
    }

    private List<Expr> row(Supplier<Expr> cell) {
        List<Expr> cells = new ArrayList<>();
        do {
            boolean alignment = in.atSign("&");
            if (!alignment) {
                cells.add(cell.get());
                in.skipSign(",");
            }
        } while (in.skipSign("&") || in.conditionFollows());
        if (!in.atSign("\\\\") && in.peek().kind() != Kind.END_OF_ENVIRONMENT) {
            throw new Unreadable("unexpected '" + in.peek().text() + "' in a row");
        }
        return cells;
    }
}
