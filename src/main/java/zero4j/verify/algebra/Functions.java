package zero4j.verify.algebra;

import java.util.List;
import org.jspecify.annotations.Nullable;
import zero4j.verify.expr.Determinant;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Bracketed;
import zero4j.verify.expr.Expr.Call;
import zero4j.verify.expr.Expr.Matrix;
import zero4j.verify.expr.Expr.Num;
import zero4j.verify.expr.Expr.Power;
import zero4j.verify.expr.Expr.Root;
import zero4j.verify.expr.Expr.Sum;
import zero4j.verify.expr.FunctionNames;

/** Which functions have a meaning here, and the formulas for those of matrices and vectors. */
final class Functions {
    private static final int MAX_ROWS = 4;

    private Functions() {}

    static boolean known(Call call) {
        return FunctionNames.ofNumbers(call.function(), call.arguments().size());
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
        return Determinant.of(rows);
    }
}
