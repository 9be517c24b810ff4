package zero4j.verify.form;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import zero4j.verify.expr.Expr;

/** The factors of a product or fraction, the products and fractions in it taken apart. */
final class Factors {
    final List<Expr> above = new ArrayList<>();
    final List<Expr> below = new ArrayList<>();
    /** Whether it is less than what its factors say. */
    boolean minus;
    /** Whether a fraction stands in a fraction. */
    boolean nested;

    private Factors() {}

    static Factors of(Expr expr) {
        Factors factors = new Factors();
        factors.add(expr, true, 0);
        return factors;
    }

    private void add(Expr expr, boolean up, int fractions) {
        switch (expr) {
            case Expr.Negative(Expr value) -> {
                minus = !minus;
                add(value, up, fractions);
            }
            case Expr.Num number
            when number.value().signum() < 0 -> {
                minus = !minus;
                add(new Expr.Num(number.value().negate(), number.decimals()), up, fractions);
            }
            case Expr.Product(List<Expr> parts) -> parts.forEach(part -> add(part, up, fractions));
            case Expr.Fraction(Expr numerator, Expr denominator) -> {
                nested |= fractions > 0;
                add(numerator, up, fractions + 1);
                add(denominator, !up, fractions + 1);
            }
            case Expr.Power(Expr base, Expr.Negative(Expr.Num exponent)) ->
                (up ? below : above).add(power(base, exponent));
            default -> (up ? above : below).add(expr);
        }
    }

    private static Expr power(Expr base, Expr.Num exponent) {
        return exponent.equals(Expr.Num.of(1)) ? base : new Expr.Power(base, exponent);
    }

    Stream<Expr> all() {
        return Stream.concat(above.stream(), below.stream());
    }

    /** Whether it is one number, or several of them. */
    boolean numeric() {
        return all().allMatch(Numbers::numeric);
    }

    /** The largest whole number that all of one side is a multiple of, as far as it is seen at once. */
    static BigInteger content(List<Expr> side) {
        BigInteger content = BigInteger.ONE;
        for (Expr factor : side) {
            if (factor instanceof Expr.Num number && Numbers.whole(number)) {
                content = content.multiply(number.value().getNumerator());
            } else if (factor instanceof Expr.Sum(List<Expr> terms) && !Numbers.numeric(factor)) {
                content = content.multiply(common(terms));
            }
        }
        return content.abs();
    }

    /** The largest whole number that divides all terms. */
    static BigInteger common(List<Expr> terms) {
        return terms.stream().map(Factors::content).reduce(BigInteger.ZERO, BigInteger::gcd);
    }

    private static BigInteger content(Expr term) {
        Expr value = term instanceof Expr.PlusMinus(Expr inner, boolean _) ? inner : term;
        Factors factors = of(value);
        return factors.below.isEmpty() ? content(factors.above) : BigInteger.ONE;
    }
}
