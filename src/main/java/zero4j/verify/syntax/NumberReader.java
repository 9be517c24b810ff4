package zero4j.verify.syntax;

import java.math.BigInteger;
import org.apache.commons.numbers.fraction.BigFraction;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr.Num;

/** The value of what {@link NumberScanner} wrote. */
final class NumberReader {
    private static final int MAX_DIGITS = (int) (Budget.MAX_BITS * 0.30103);
    private static final int MAX_EXPONENT = 2000;
    private static final int LONG_DIGITS = 18;

    private NumberReader() {}

    /** @throws Budget.Exhausted if it has too many digits */
    static Num read(String number) {
        int length = number.length();
        int i = 0;
        while (i < length && number.charAt(i) >= '0' && number.charAt(i) <= '9') {
            i++;
        }
        if (i == length && length <= LONG_DIGITS) {
            return Num.of(Long.parseLong(number));
        }
        if (length > MAX_DIGITS) {
            throw new Budget.Exhausted("a number of too many digits");
        }
        return i == length ? Num.of(BigFraction.of(new BigInteger(number))) : decimal(number);
    }

    private static Num decimal(String number) {
        int e = number.indexOf('e');
        String mantissa = e < 0 ? number : number.substring(0, e);
        int exponent = e < 0 ? 0 : exponent(number.substring(e + 1));
        int open = mantissa.indexOf('(');
        String fixed = open < 0 ? mantissa : mantissa.substring(0, open);
        int point = fixed.indexOf('.');
        int digits = point < 0 ? 0 : fixed.length() - point - 1;
        BigInteger value = new BigInteger(point < 0 ? fixed : fixed.substring(0, point) + fixed.substring(point + 1));
        if (open < 0) {
            return new Num(scaled(BigFraction.of(value), exponent - digits), digits - exponent);
        }
        String repeating = mantissa.substring(open + 1, mantissa.length() - 1);
        BigFraction repetition = BigFraction.of(
                new BigInteger(repeating),
                BigInteger.TEN.pow(repeating.length()).subtract(BigInteger.ONE));
        return Num.of(scaled(BigFraction.of(value).add(repetition), exponent - digits));
    }

    private static BigFraction scaled(BigFraction value, int exponent) {
        BigInteger power = BigInteger.TEN.pow(Math.abs(exponent));
        return exponent < 0 ? value.divide(power) : value.multiply(power);
    }

    private static int exponent(String digits) {
        boolean small = digits.length() <= 6 && Math.abs(Integer.parseInt(digits)) <= MAX_EXPONENT;
        if (!small) {
            throw new Budget.Exhausted("a number with too large an exponent");
        }
        return Integer.parseInt(digits);
    }
}
