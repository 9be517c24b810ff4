package zero4j.verify.equality;

import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Call;
import zero4j.verify.expr.Expr.Negative;
import zero4j.verify.expr.Expr.Num;
import zero4j.verify.expr.Expr.Power;
import zero4j.verify.expr.Expr.Product;
import zero4j.verify.expr.Expr.Sum;
import zero4j.verify.expr.Expr.Symbol;
import zero4j.verify.expr.FunctionNames;

/**
 * Expressions whose value is asked for, {@code m + n = 293}, told from equations to be solved or drawn, {@code 2x = 6} and
 * {@code x + 2y = 5}: they have two unknowns, and those of coordinates no coefficients but powers of ten.
 */
final class NamedExpressions {
    private static final Set<String> COORDINATES = Set.of("x", "y", "z");

    private NamedExpressions() {}

    static boolean isOne(Expr a) {
        Set<String> unknowns = new TreeSet<>();
        collect(a, unknowns);
        boolean coordinates = unknowns.stream().anyMatch(COORDINATES::contains);
        return Equality.isFormula(a) && unknowns.size() > 1 && (!coordinates || isPlain(a));
    }

    /** Whether {@code a} has no variables. */
    static boolean isConstant(Expr a) {
        Set<String> unknowns = new TreeSet<>();
        collect(a, unknowns);
        return unknowns.isEmpty();
    }

    /** Whether all variables of {@code a} are variables of {@code b}. */
    static boolean isWithin(Expr a, Expr b) {
        Set<String> mine = new TreeSet<>();
        Set<String> others = new TreeSet<>();
        collect(a, mine);
        collect(b, others);
        return others.containsAll(mine);
    }

    private static void collect(Expr a, Set<String> into) {
        if (a instanceof Symbol(String name)) {
            into.add(name);
        } else if (a instanceof Call call && !FunctionNames.known(call.function())) {
            into.add(call.toString());
        } else {
            a.parts().forEach(part -> collect(part, into));
        }
    }

    private static boolean isPlain(Expr a) {
        return switch (a) {
            case Sum(List<Expr> terms) -> terms.stream().allMatch(term -> !isPower(term) && isPlain(term));
            case Num number -> isPowerOfTen(number);
            case Power(Expr base, Num _) -> isPlain(base);
            default -> a.parts().stream().allMatch(NamedExpressions::isPlain);
        };
    }

    private static boolean isPower(Expr term) {
        return term instanceof Power
                || (term instanceof Negative(Expr value) && isPower(value))
                || (term instanceof Product(List<Expr> factors)
                        && factors.size() == 2
                        && factors.getFirst() instanceof Num
                        && isPower(factors.getLast()));
    }

    private static boolean isPowerOfTen(Num number) {
        BigInteger value = number.value().getNumerator();
        while (value.signum() > 0 && value.mod(BigInteger.TEN).signum() == 0) {
            value = value.divide(BigInteger.TEN);
        }
        return value.equals(BigInteger.ONE) && number.value().getDenominator().equals(BigInteger.ONE);
    }
}
