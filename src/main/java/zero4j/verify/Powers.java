package zero4j.verify;

import java.math.BigInteger;
import java.util.Map;
import org.apache.commons.numbers.fraction.BigFraction;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Unreadable;

/** Powers and roots: exact where the laws of powers hold for every value, an atom of its own otherwise. */
final class Powers {
    private static final int LARGEST_TRIAL_DIVISOR = 1000;
    private static final int MAX_EXPONENT = 100_000;

    private final Budget budget;
    private final Exact exact;

    Powers(Budget budget, Exact exact) {
        this.budget = budget;
        this.exact = exact;
    }

    Quotient power(Quotient base, Quotient exponent) {
        BigFraction constant = exponent.constant().orElse(null);
        if (constant == null) {
            return symbolic(base, exponent);
        }
        if (constant.signum() < 0) {
            return power(base, Quotient.of(constant.negate())).inverse();
        }
        return constant.getDenominator().equals(BigInteger.ONE)
                ? whole(base, constant.getNumerator())
                : fractional(base, constant);
    }

    private Quotient whole(Quotient base, BigInteger exponent) {
        BigFraction constant = base.constant().orElse(null);
        if (constant != null) {
            if (constant.signum() == 0 && exponent.signum() == 0) {
                throw new Unreadable("zero to the power of zero");
            }
            return Quotient.of(exact.power(constant, exponent));
        }
        int n = Exact.small(exponent, MAX_EXPONENT);
        return new Quotient(whole(base.numerator(), n), whole(base.denominator(), n));
    }

    private Polynomial whole(Polynomial base, int exponent) {
        // Squaring: a single term must not pay for every unit of its exponent.
        Polynomial result = Polynomial.of(BigFraction.ONE);
        Polynomial square = base;
        for (int n = exponent; n > 0; n >>= 1) {
            budget.spend(1);
            if ((n & 1) == 1) {
                result = result.times(square, exact);
            }
            square = n > 1 ? square.times(square, exact) : square;
        }
        return result;
    }

    private Quotient fractional(Quotient base, BigFraction exponent) {
        BigFraction constant = base.constant().orElse(null);
        if (constant != null && constant.signum() >= 0) {
            return constant.signum() == 0
                    ? base
                    : Quotient.of(rootOf(constant.getNumerator(), exponent))
                            .times(Quotient.of(rootOf(constant.getDenominator(), exponent.negate())), exact);
        }
        Map<Monomial, BigFraction> terms = base.numerator().terms();
        if (terms.size() == 1 && base.denominator().constant().isPresent()) {
            Map.Entry<Monomial, BigFraction> term = terms.entrySet().iterator().next();
            boolean bareAtom =
                    term.getKey().powers().size() == 1 && term.getKey().powers().containsValue(BigFraction.ONE);
            if (bareAtom && term.getValue().equals(BigFraction.ONE)) {
                return Quotient.of(Polynomial.of(term.getKey().power(exponent, exact), BigFraction.ONE));
            }
        }
        return Quotient.atom(opaque(base + "^" + exponent));
    }

    // Prime by prime; what is left above the trial divisors stays one radicand, or its square root if it is a square.
    private Polynomial rootOf(BigInteger number, BigFraction exponent) {
        Polynomial result = Polynomial.of(BigFraction.ONE);
        BigInteger rest = number;
        for (int d = 2; d <= LARGEST_TRIAL_DIVISOR && rest.compareTo(BigInteger.ONE) > 0; d++) {
            budget.spend(1 + rest.bitLength() / 32);
            BigInteger divisor = BigInteger.valueOf(d);
            int count = 0;
            for (BigInteger[] q = rest.divideAndRemainder(divisor);
                    q[1].signum() == 0;
                    q = rest.divideAndRemainder(divisor)) {
                budget.spend(1 + rest.bitLength() / 32);
                rest = q[0];
                count++;
            }
            if (count > 0) {
                result = result.times(primePower(divisor, exact.multiply(exponent, BigFraction.of(count))), exact);
            }
        }
        if (rest.equals(BigInteger.ONE)) {
            return result;
        }
        budget.spend(1 + rest.bitLength());
        BigInteger[] root = rest.sqrtAndRemainder();
        return result.times(
                root[1].signum() == 0
                        ? primePower(root[0], exact.multiply(exponent, BigFraction.of(2)))
                        : primePower(rest, exponent),
                exact);
    }

    private Polynomial primePower(BigInteger prime, BigFraction exponent) {
        BigInteger whole = Polynomial.floor(exponent);
        BigFraction part = exact.add(exponent, BigFraction.of(whole.negate()));
        BigFraction coefficient = exact.power(BigFraction.of(prime), whole);
        return part.signum() == 0
                ? Polynomial.of(coefficient)
                : Polynomial.of(coefficient).times(Polynomial.root(prime, part), exact);
    }

    // b^(p + q m) = b^p (b^m)^q, so that e^{-2x} and 1/(e^x)^2 are the same.
    private Quotient symbolic(Quotient base, Quotient exponent) {
        if (exponent.denominator().constant().isEmpty()) {
            return Quotient.atom(opaque(base + "^" + exponent));
        }
        Quotient result = Quotient.of(BigFraction.ONE);
        for (Map.Entry<Monomial, BigFraction> term :
                exponent.numerator().terms().entrySet()) {
            Quotient factor = term.getKey().equals(Monomial.ONE)
                    ? power(base, Quotient.of(term.getValue()))
                    : Quotient.of(Polynomial.of(
                            Monomial.of(opaque(base + "^" + term.getKey()), term.getValue()), BigFraction.ONE));
            result = result.times(factor, exact);
        }
        return result;
    }

    /** The name of an atom for a part that arithmetic does not enter. */
    String opaque(String name) {
        // Names of parts within parts could double at every level.
        if (name.length() > Budget.MAX_CHARACTERS) {
            throw new Budget.Exhausted("a formula is too large");
        }
        budget.spend(10L * name.length());
        return "[" + name + "]";
    }
}
