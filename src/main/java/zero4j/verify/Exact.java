package zero4j.verify;

import java.math.BigInteger;
import org.apache.commons.numbers.fraction.BigFraction;
import zero4j.verify.expr.Budget;

/** Arithmetic on exact rationals of bounded size. */
final class Exact {
    private static final int MAX_DECIMAL_EXPONENT = 2000;

    private final Budget budget;

    Exact(Budget budget) {
        this.budget = budget;
    }

    BigFraction add(BigFraction a, BigFraction b) {
        pay(bits(a) + bits(b));
        return a.add(b);
    }

    BigFraction multiply(BigFraction a, BigFraction b) {
        pay(bits(a) + bits(b));
        return a.multiply(b);
    }

    /** The power; {@code base} is not zero where {@code exponent} is negative. */
    BigFraction power(BigFraction base, BigInteger exponent) {
        if (base.abs().equals(BigFraction.ONE)) {
            return exponent.testBit(0) ? base : BigFraction.ONE;
        }
        if (base.signum() == 0) {
            return exponent.signum() == 0 ? BigFraction.ONE : base;
        }
        int small = small(exponent, Budget.MAX_BITS);
        pay((long) bits(base) * Math.abs(small));
        return base.pow(small);
    }

    /** The rational that digits, with a point and a power of ten perhaps, write. */
    BigFraction parse(String number) {
        int e = Math.max(number.indexOf('e'), number.indexOf('E'));
        String mantissa = e < 0 ? number : number.substring(0, e);
        int exponent = e < 0 ? 0 : small(new BigInteger(number.substring(e + 1)), MAX_DECIMAL_EXPONENT);
        int point = mantissa.indexOf('.');
        String digits = point < 0 ? mantissa : mantissa.substring(0, point) + mantissa.substring(point + 1);
        int scale = point < 0 ? 0 : digits.length() - point;
        pay(4L * digits.length());
        BigFraction value = BigFraction.of(new BigInteger(digits));
        return multiply(value, power(BigFraction.of(10), BigInteger.valueOf((long) exponent - scale)));
    }

    /** {@code value} as an int of at most {@code limit} in size. */
    static int small(BigInteger value, int limit) {
        if (value.abs().compareTo(BigInteger.valueOf(limit)) > 0) {
            throw new Budget.Exhausted("an exponent is too large");
        }
        return value.intValue();
    }

    static int bits(BigFraction a) {
        return a.getNumerator().bitLength() + a.getDenominator().bitLength();
    }

    /** Pays for the bookkeeping of a product of {@code atoms} atoms. */
    void payForProduct(int atoms) {
        budget.spend(20L * (1 + atoms));
    }

    // Reducing a fraction takes time quadratic in its size.
    private void pay(long bits) {
        if (bits > Budget.MAX_BITS) {
            throw new Budget.Exhausted("a number is too large");
        }
        budget.spend(1 + (bits / 64) * (bits / 64));
    }
}
