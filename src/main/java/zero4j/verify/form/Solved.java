package zero4j.verify.form;

import java.util.List;
import java.util.Optional;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Relation.Sign;
import zero4j.verify.expr.FunctionNames;

/** Relations that say a value: {@code x = 5}, {@code f(x) = 2x}, {@code m + n = 2 + 3 = 5}; and others. */
final class Solved {
    private Solved() {}

    /** Whether it is such as {@code x}, {@code f(2)}, {@code (x, y)}, {@code AB} or words. */
    static boolean isName(Expr expr) {
        return switch (expr) {
            case Expr.Symbol _, Expr.Words _ -> true;
            case Expr.Constant constant -> constant != Expr.Constant.INFINITY && constant != Expr.Constant.PI;
            case Expr.Call(String name, List<Expr> _) -> !FunctionNames.known(name) && !name.startsWith("\\");
            case Expr.Bracketed(char _, char _, List<Expr> parts) ->
                parts.stream().allMatch(Solved::isName);
            case Expr.Product(List<Expr> factors) -> factors.stream().allMatch(Solved::isName);
            case Expr.Listing list -> list.elements().stream().allMatch(Solved::isName);
            default -> false;
        };
    }

    /** The sides of a chain of equations, without what stands behind {@code ≈}; empty if it is none. */
    static List<Expr> sides(Expr.Relation relation) {
        List<Sign> signs = relation.signs();
        if (!signs.stream().allMatch(sign -> sign == Sign.EQUAL || sign == Sign.APPROXIMATELY)) {
            return List.of();
        }
        int about = signs.indexOf(Sign.APPROXIMATELY);
        boolean first = about == 0 && isName(relation.operands().getFirst());
        return about < 0 || first ? relation.operands() : relation.operands().subList(0, about + 1);
    }

    /** What equations with a name at one end say that it is. */
    static Optional<Expr> value(Expr.Relation relation) {
        List<Expr> operands = sides(relation);
        if (operands.size() < 2) {
            return operands.stream().findFirst();
        }
        if (isName(operands.getFirst())) {
            return Optional.of(operands.getLast());
        }
        return isName(operands.getLast()) ? Optional.of(operands.get(operands.size() - 2)) : Optional.empty();
    }

    /** Whether one of the sides is a symbol with something done to it. */
    static boolean unsolved(Expr.Relation relation) {
        return relation.operands().stream().anyMatch(side -> hasSymbol(side) && !isName(side));
    }

    static boolean hasSymbol(Expr expr) {
        return expr instanceof Expr.Symbol || expr.parts().stream().anyMatch(Solved::hasSymbol);
    }
}
