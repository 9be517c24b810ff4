package zero4j.verify.equality;

import java.util.List;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Bracketed;
import zero4j.verify.expr.Expr.Call;
import zero4j.verify.expr.Expr.Constant;
import zero4j.verify.expr.Expr.Fraction;
import zero4j.verify.expr.Expr.Negative;
import zero4j.verify.expr.Expr.Num;
import zero4j.verify.expr.Expr.Power;
import zero4j.verify.expr.Expr.Product;
import zero4j.verify.expr.Expr.Symbol;
import zero4j.verify.expr.Expr.Words;
import zero4j.verify.expr.FunctionNames;

/** What may stand before {@code =} to name an answer. */
final class Names {
    private Names() {}

    /** Whether {@code a} is a letter, several capital ones, or a function of letters, that stand for a value; no set's name. */
    static boolean isVariable(Expr a) {
        return switch (a) {
            case Call(String function, List<Expr> arguments) ->
                !FunctionNames.known(function)
                        && !arguments.isEmpty()
                        && arguments.stream().allMatch(Names::isVariable);
            case Symbol(String name) -> !name.startsWith("\\mathbb");
            case Product(List<Expr> factors) ->
                factors.stream()
                        .allMatch(f -> f instanceof Symbol(String name) && Character.isUpperCase(name.charAt(0)));
            default -> false;
        };
    }

    /**
     * Whether {@code a} is such as {@code x}, {@code AB}, {@code f(2)}, {@code P(A)}, {@code (x, y)}, {@code A^{-1}},
     * {@code \frac{dy}{dx}} or words.
     */
    static boolean isName(Expr a) {
        return switch (a) {
            case Symbol _, Words _ -> true;
            case Constant c -> c == Constant.I || c == Constant.E;
            case Product(List<Expr> factors) -> factors.stream().allMatch(Names::isName);
            case Expr.Ratio(List<Expr> parts) -> parts.stream().allMatch(Names::isName);
            case Fraction(Expr above, Expr below) -> isName(above) && isName(below);
            case Bracketed(char _, char _, List<Expr> parts) -> parts.stream().allMatch(Names::isName);
            case Expr.Listing(List<Expr> parts, var _) -> parts.stream().allMatch(Names::isName);
            case Call(String function, List<Expr> arguments) ->
                !FunctionNames.known(function) || arguments.stream().allMatch(Names::isName);
            case Power(Symbol _, Negative(Num exponent)) -> exponent.equals(Num.of(1));
            default -> false;
        };
    }
}
