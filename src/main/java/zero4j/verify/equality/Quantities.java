package zero4j.verify.equality;

import java.math.BigInteger;
import java.util.List;
import org.apache.commons.numbers.fraction.BigFraction;
import zero4j.verify.algebra.Algebra;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Constant;
import zero4j.verify.expr.Expr.Fraction;
import zero4j.verify.expr.Expr.Num;
import zero4j.verify.expr.Expr.Product;
import zero4j.verify.expr.Expr.Quantity;

/** Values with units. A missing unit is forgiven, a different one is not; units are not converted. */
final class Quantities {
    private static final String PERCENT = "%";
    private static final String DEGREE = "°";
    private static final String MODULO = "mod ";
    private static final Num HUNDRED = Num.of(100);

    private final Equality equality;
    private final Algebra algebra;

    Quantities(Equality equality, Algebra algebra) {
        this.equality = equality;
        this.algebra = algebra;
    }

    static boolean isOne(Expr a) {
        return a instanceof Quantity;
    }

    boolean same(Expr a, Expr b) {
        if (a instanceof Quantity(Expr x, String unit) && b instanceof Quantity(Expr y, String other)) {
            return unit.equals(other) && (equality.same(x, y) || congruent(x, y, unit));
        }
        if (!(a instanceof Quantity quantity)) {
            return same(b, a);
        }
        Expr value = quantity.value();
        if (quantity.remarked()) {
            return false;
        }
        return equality.same(value, b)
                || switch (quantity.unit()) {
                    case PERCENT -> equality.same(new Fraction(value, HUNDRED), b);
                    case DEGREE ->
                        equality.same(new Fraction(new Product(List.of(value, Constant.PI)), Num.of(180)), b);
                    default -> false;
                };
    }

    private boolean congruent(Expr x, Expr y, String unit) {
        if (!unit.startsWith(MODULO)) {
            return false;
        }
        BigFraction difference =
                algebra.rational(new Expr.Sum(List.of(x, new Expr.Negative(y)))).orElse(null);
        String modulus = unit.substring(MODULO.length());
        return difference != null
                && !modulus.isEmpty()
                && modulus.length() <= 18
                && modulus.chars().allMatch(c -> c >= '0' && c <= '9')
                && Long.parseLong(modulus) > 0
                && difference.divide(Long.parseLong(modulus)).getDenominator().equals(BigInteger.ONE);
    }
}
