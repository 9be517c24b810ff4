package zero4j.verify.form;

import java.math.BigInteger;
import java.util.List;
import org.apache.commons.numbers.fraction.BigFraction;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.FunctionNames;

/** Which expressions are numbers, and which of them are written out. */
final class Numbers {
    private static final BigFraction TEN = BigFraction.of(10);
    /** Larger ones are not looked at for roots. */
    private static final int MOST_BITS = 128;

    private Numbers() {}

    /** Whether a rational number follows by the four operations, whole powers and functions of numbers. */
    static boolean numeric(Expr expr) {
        return switch (expr) {
            case Expr.Num _ -> true;
            case Expr.Negative(Expr value) -> numeric(value);
            case Expr.PlusMinus(Expr value, boolean _) -> numeric(value);
            case Expr.Sum(List<Expr> terms) -> terms.stream().allMatch(Numbers::numeric);
            case Expr.Product(List<Expr> factors) -> factors.stream().allMatch(Numbers::numeric);
            case Expr.Fraction(Expr above, Expr below) -> numeric(above) && numeric(below);
            case Expr.Power(Expr base, Expr exponent) -> numeric(base) && wholeExponent(exponent);
            case Expr.Call(String name, List<Expr> arguments) ->
                FunctionNames.known(name)
                        && !arguments.isEmpty()
                        && arguments.stream().allMatch(Numbers::numeric);
            default -> false;
        };
    }

    static boolean whole(Expr.Num number) {
        return number.value().getDenominator().equals(BigInteger.ONE);
    }

    static boolean wholeExponent(Expr exponent) {
        return (exponent instanceof Expr.Num number && whole(number))
                || (exponent instanceof Expr.Negative(Expr.Num negated) && whole(negated));
    }

    /** {@code 1.5 \times 10^{3}}. */
    static boolean scientific(List<Expr> factors) {
        return factors.size() == 2
                && (factors.getFirst() instanceof Expr.Negative(Expr value) ? value : factors.getFirst())
                        instanceof Expr.Num mantissa
                && mantissa.value().abs().compareTo(BigFraction.ONE) >= 0
                && mantissa.value().abs().compareTo(TEN) < 0
                && factors.getLast() instanceof Expr.Power(Expr base, Expr exponent)
                && base.equals(Expr.Num.of(10))
                && wholeExponent(exponent);
    }

    /** {@code 2.5 million}, read as a product. */
    static boolean scaled(List<Expr> factors, String text) {
        return factors.size() == 2
                && factors.getFirst() instanceof Expr.Num
                && factors.getLast() instanceof Expr.Num
                && (text.contains("illion") || text.contains("housand") || text.contains("undred"));
    }

    /** {@code 3 \frac12}, read as a sum. */
    static boolean mixed(List<Expr> terms, String text) {
        return terms.size() == 2
                // A sign before it is no sign in it.
                && text.indexOf('+', 1) < 0
                && terms.getFirst() instanceof Expr.Num whole
                && whole(whole)
                && terms.getLast() instanceof Expr.Fraction(Expr.Num above, Expr.Num below)
                && above.value().signum() > 0
                && above.value().compareTo(below.value()) < 0;
    }

    /** Whether the root of a number is rational. */
    static boolean perfect(Expr radicand, Expr degree) {
        if (!(radicand instanceof Expr.Num number && degree instanceof Expr.Num wanted && whole(wanted))) {
            return false;
        }
        int n = wanted.value().intValue();
        return n > 0
                && n <= MOST_BITS
                && perfect(number.value().getNumerator().abs(), n)
                && perfect(number.value().getDenominator(), n);
    }

    private static boolean perfect(BigInteger value, int degree) {
        if (value.bitLength() > MOST_BITS || degree == 1) {
            return degree == 1;
        }
        long near = Math.round(Math.pow(value.doubleValue(), 1.0 / degree));
        for (long root = Math.max(0, near - 1); root <= near + 1; root++) {
            if (BigInteger.valueOf(root).pow(degree).equals(value)) {
                return true;
            }
        }
        return false;
    }
}
