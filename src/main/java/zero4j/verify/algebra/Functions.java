package zero4j.verify.algebra;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Bracketed;
import zero4j.verify.expr.Expr.Call;
import zero4j.verify.expr.Expr.Matrix;
import zero4j.verify.expr.Expr.Negative;
import zero4j.verify.expr.Expr.Num;
import zero4j.verify.expr.Expr.Power;
import zero4j.verify.expr.Expr.Product;
import zero4j.verify.expr.Expr.Root;
import zero4j.verify.expr.Expr.Sum;

/** Which functions have a meaning here, and the formulas for those of matrices and vectors. */
final class Functions {
    private static final Set<String> OF_ONE = Set.of(
            "sin",
            "cos",
            "tan",
            "cot",
            "sec",
            "csc",
            "arcsin",
            "arccos",
            "arctan",
            "arccot",
            "arcsec",
            "arccsc",
            "sinh",
            "cosh",
            "tanh",
            "ln",
            "log",
            "abs",
            "norm",
            "floor",
            "ceil",
            "factorial",
            "re",
            "im",
            "conj");
    private static final Set<String> OF_TWO = Set.of("log", "binom");
    private static final Set<String> OF_SEVERAL = Set.of("gcd", "lcm", "min", "max");
    private static final int MAX_ROWS = 4;

    private Functions() {}

    static boolean known(Call call) {
        String name = call.function();
        return switch (call.arguments().size()) {
            case 0 -> false;
            case 1 -> OF_ONE.contains(name) || OF_SEVERAL.contains(name);
            case 2 -> OF_TWO.contains(name) || OF_SEVERAL.contains(name);
            default -> OF_SEVERAL.contains(name);
        };
    }

    /** The determinant or the norm multiplied out, null for any other call. */
    static @Nullable Expr unfold(Call call) {
        if (call.arguments().size() != 1) {
            return null;
        }
        Expr argument = call.arguments().getFirst();
        return switch (call.function()) {
            case "det" -> argument instanceof Matrix(List<List<Expr>> rows) ? determinant(rows) : null;
            case "norm", "abs" ->
                switch (argument) {
                    case Bracketed vector -> norm(vector.elements());
                    case Matrix matrix
                    when matrix.rows().stream().allMatch(row -> row.size() == 1) ->
                        norm(matrix.rows().stream().map(List::getFirst).toList());
                    case Matrix matrix
                    when matrix.rows().size() == 1 -> norm(matrix.rows().getFirst());
                    default -> null;
                };
            default -> null;
        };
    }

    private static Expr norm(List<Expr> entries) {
        List<Expr> squares = entries.stream()
                .map(x -> (Expr) new Power(new Call("abs", List.of(x)), Num.of(2)))
                .toList();
        return new Root(new Sum(squares), Num.of(2));
    }

    private static @Nullable Expr determinant(List<List<Expr>> rows) {
        int n = rows.size();
        if (n == 0 || n > MAX_ROWS || rows.stream().anyMatch(row -> row.size() != n)) {
            return null;
        }
        if (n == 1) {
            return rows.getFirst().getFirst();
        }
        List<Expr> terms = new ArrayList<>();
        for (int column = 0; column < n; column++) {
            Expr minor = determinant(without(rows, column));
            if (minor == null) {
                return null;
            }
            Expr term = new Product(List.of(rows.getFirst().get(column), minor));
            terms.add(column % 2 == 0 ? term : new Negative(term));
        }
        return new Sum(terms);
    }

    private static List<List<Expr>> without(List<List<Expr>> rows, int column) {
        List<List<Expr>> minor = new ArrayList<>();
        for (List<Expr> row : rows.subList(1, rows.size())) {
            List<Expr> kept = new ArrayList<>(row);
            kept.remove(column);
            minor.add(kept);
        }
        return minor;
    }
}
