package zero4j.verify.equality;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.numbers.fraction.BigFraction;
import zero4j.verify.algebra.Algebra;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Constant;
import zero4j.verify.expr.Expr.Fraction;
import zero4j.verify.expr.Expr.Num;
import zero4j.verify.expr.Expr.Product;
import zero4j.verify.expr.Expr.Quantity;
import zero4j.verify.expr.Expr.Symbol;
import zero4j.verify.expr.UnitScale;

/** Values with units. A missing unit is forgiven, another one is converted where it measures the same. */
final class Quantities {
    private static final Map<String, String> LETTERS = Map.of(
            "m", "m", "s", "second", "g", "g", "h", "hour", "l", "l", "L", "l", "N", "n", "J", "j", "W", "w", "V", "v");
    private static final String PERCENT = "%";
    private static final String DEGREE = "°";
    private static final String DOLLAR = "dollar";
    private static final String PER_DOLLAR = "dollar/";
    private static final String RADIAN = "radian";
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
            if (unit.equals(other)) {
                return equality.same(x, y) || congruent(x, y, unit);
            }
            if (unit.equals(DEGREE) && other.equals(RADIAN)) {
                return equality.same(radians(x), y);
            }
            if (other.equals(DOLLAR) && unit.startsWith(PER_DOLLAR)) {
                // Of what is asked for in dollars an answer may say for what each are paid.
                return equality.same(x, y);
            }
            boolean angles = unit.equals(RADIAN) && other.equals(DEGREE);
            return angles ? same(b, a) : converted(x, unit, y, other);
        }
        if (!(a instanceof Quantity quantity)) {
            return same(b, a);
        }
        Expr value = quantity.value();
        boolean letters = value instanceof Symbol(String letter) && isChoice(letter) && isChoice(unit(quantity));
        if (quantity.remarked() || isCompound(value) || letters) {
            // "1 hour 30 minutes" is 90 minutes, but not 90; and a choice is not the first of two letters.
            return false;
        }
        boolean negative = b instanceof Expr.Negative;
        if ((negative ? b.parts().getFirst() : b) instanceof Product(List<Expr> factors)
                && factors.size() == 2
                && factors.getLast() instanceof Symbol(String letter)
                && LETTERS.getOrDefault(letter, "").equals(quantity.unit())) {
            // "5s" is a product of symbols as well.
            Expr number = factors.getFirst();
            return equality.same(value, negative ? new Expr.Negative(number) : number);
        }
        boolean time = value instanceof Expr.Ratio && !(b instanceof Expr.Ratio);
        return (!time && equality.same(value, b))
                || switch (quantity.unit()) {
                    case PERCENT -> equality.same(new Fraction(value, HUNDRED), b);
                    case DEGREE -> equality.same(radians(value), b);
                    default -> false;
                };
    }

    private static Expr radians(Expr degrees) {
        return new Fraction(new Product(List.of(degrees, Constant.PI)), Num.of(180));
    }

    private static String unit(Quantity quantity) {
        return quantity.unit().toUpperCase(Locale.ROOT);
    }

    private static boolean isChoice(String letter) {
        return letter.length() == 1 && letter.charAt(0) >= 'A' && letter.charAt(0) <= 'J';
    }

    private static boolean isCompound(Expr value) {
        return value instanceof Expr.Sum(List<Expr> terms)
                && terms.stream()
                        .allMatch(term -> term instanceof Product(List<Expr> factors)
                                && factors.stream().allMatch(Num.class::isInstance));
    }

    private boolean converted(Expr x, String unit, Expr y, String other) {
        UnitScale mine = UnitScale.of(unit).orElse(null);
        UnitScale wanted = mine == null ? null : UnitScale.of(other).orElse(null);
        return mine != null
                && wanted != null
                && mine.dimensions().equals(wanted.dimensions())
                && Equality.isFormula(x)
                && Equality.isFormula(y)
                && equality.same(
                        new Product(List.of(x, Num.of(mine.factor()))),
                        new Product(List.of(y, Num.of(wanted.factor()))));
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
