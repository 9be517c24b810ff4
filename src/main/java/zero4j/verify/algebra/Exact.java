package zero4j.verify.algebra;

import java.math.BigInteger;
import org.apache.commons.numbers.fraction.BigFraction;
import zero4j.verify.expr.Budget;

/** Arithmetic on exact rationals of bounded size, with a limit of its own on the work of multiplying out. */
final class Exact {
    // Enough for some thousand products of monomials; the rest of the budget is for the values at points.
    private int left = 150_000;

    private final Budget budget;

    Exact(Budget budget) {
        this.budget = budget;
    }

    BigFraction add(BigFraction a, BigFraction b) {
        pay((long) bits(a) + bits(b));
        return a.add(b);
    }

    BigFraction multiply(BigFraction a, BigFraction b) {
        if (a.equals(BigFraction.ONE)) {
            return b;
        }
        if (b.equals(BigFraction.ONE)) {
            return a;
        }
        pay((long) bits(a) + bits(b));
        return a.multiply(b);
    }

    /** The power; there is none of zero where {@code exponent} is not positive. */
    BigFraction power(BigFraction base, BigInteger exponent) {
        if (base.signum() == 0) {
            if (exponent.signum() <= 0) {
                throw NoValue.undefined();
            }
            return base;
        }
        if (base.abs().equals(BigFraction.ONE)) {
            return exponent.testBit(0) ? base : BigFraction.ONE;
        }
        if (exponent.bitLength() > 31) {
            throw new Budget.Exhausted("an exponent is too large");
        }
        pay((long) Math.ceil(magnitude(base) * Math.abs((double) exponent.intValue())));
        return normal(base.pow(exponent.intValue()));
    }

    /** The same number with a positive denominator: the library leaves the sign where it came from. */
    static BigFraction normal(BigFraction a) {
        return a.getDenominator().signum() > 0
                ? a
                : BigFraction.of(a.getNumerator().negate(), a.getDenominator().negate());
    }

    static BigFraction reciprocal(BigFraction a) {
        return normal(a.reciprocal());
    }

    static int bits(BigFraction a) {
        return a.getNumerator().bitLength() + a.getDenominator().bitLength();
    }

    /** Bits that each factor of a power adds. */
    private static double magnitude(BigFraction a) {
        return bits(a.getNumerator()) + bits(a.getDenominator());
    }

    // Of large numbers the whole ones are near enough.
    private static double bits(BigInteger a) {
        return a.bitLength() > 500 ? a.bitLength() : Math.log(Math.abs(a.doubleValue())) / Math.log(2);
    }

    static boolean whole(BigFraction a) {
        return a.getDenominator().equals(BigInteger.ONE);
    }

    static BigInteger floor(BigFraction a) {
        BigInteger[] parts = a.getNumerator().divideAndRemainder(a.getDenominator());
        return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    /** Pays for {@code steps} of multiplying out. */
    void spend(long steps) {
        if (steps > left) {
            throw new TooLarge();
        }
        left -= (int) steps;
        budget.spend(steps);
    }

    // Reducing a fraction takes time quadratic in its size.
    private void pay(long bits) {
        if (bits > Budget.MAX_BITS) {
            throw new Budget.Exhausted("a number is too large");
        }
        spend(4 + (bits / 64) * (bits / 64));
    }
}
