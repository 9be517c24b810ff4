package zero4j.verify.equality;

import java.util.List;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Bracketed;
import zero4j.verify.expr.Expr.Call;
import zero4j.verify.expr.Expr.Constant;
import zero4j.verify.expr.Expr.Fraction;
import zero4j.verify.expr.Expr.Product;
import zero4j.verify.expr.Expr.Symbol;
import zero4j.verify.expr.Expr.Words;

/** What may stand before {@code =} to name an answer. */
final class Names {
    private Names() {}

    /** Such as {@code x}, {@code AB}, {@code f(2)}, {@code P(A)}, {@code (x, y)}, {@code \frac{dy}{dx}} or words. */
    static boolean isName(Expr a) {
        return switch (a) {
            case Symbol _, Words _ -> true;
            case Constant c -> c == Constant.I || c == Constant.E;
            case Product(List<Expr> factors) -> factors.stream().allMatch(Names::isName);
            case Fraction(Expr above, Expr below) -> isName(above) && isName(below);
            case Bracketed(char _, char _, List<Expr> parts) -> parts.stream().allMatch(Names::isName);
            case Expr.Listing(List<Expr> parts) -> parts.stream().allMatch(Names::isName);
            case Call(String function, List<Expr> arguments) ->
                isLetter(function) || arguments.stream().allMatch(Names::isName);
            default -> false;
        };
    }

    private static boolean isLetter(String function) {
        return function.length() == 1 || function.charAt(1) == '_' || function.charAt(1) == '\'';
    }
}
