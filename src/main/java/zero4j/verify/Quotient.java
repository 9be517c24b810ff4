package zero4j.verify;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.numbers.fraction.BigFraction;
import zero4j.verify.expr.Unreadable;

/** A quotient of polynomials, not reduced: two are equal if their cross products are. The denominator is not zero. */
record Quotient(Polynomial numerator, Polynomial denominator) {
    private static final Polynomial ONE = Polynomial.of(BigFraction.ONE);

    Quotient {
        if (denominator.isZero()) {
            throw new Unreadable("division by zero");
        }
    }

    static Quotient of(Polynomial whole) {
        return new Quotient(whole, ONE);
    }

    static Quotient of(BigFraction constant) {
        return of(Polynomial.of(constant));
    }

    static Quotient atom(String name) {
        return of(Polynomial.of(Monomial.of(name, BigFraction.ONE), BigFraction.ONE));
    }

    Optional<BigFraction> constant() {
        return denominator.equals(ONE) ? numerator.constant() : Optional.empty();
    }

    Quotient plus(Quotient other, Exact exact) {
        if (denominator.equals(other.denominator)) {
            return new Quotient(numerator.plus(other.numerator, exact), denominator);
        }
        Polynomial left = numerator.times(other.denominator, exact);
        Polynomial right = other.numerator.times(denominator, exact);
        return new Quotient(left.plus(right, exact), denominator.times(other.denominator, exact));
    }

    Quotient times(Quotient other, Exact exact) {
        return new Quotient(numerator.times(other.numerator, exact), denominator.times(other.denominator, exact));
    }

    /** One over this; a rational denominator goes into the numerator's coefficients. */
    Quotient inverse() {
        return numerator
                .constant()
                .filter(c -> c.signum() != 0)
                .map(c -> new Quotient(scaled(denominator, c.reciprocal()), ONE))
                .orElseGet(() -> new Quotient(denominator, numerator));
    }

    Quotient negate() {
        return new Quotient(scaled(numerator, BigFraction.ONE.negate()), denominator);
    }

    boolean sameValue(Quotient other, Exact exact) {
        return numerator.times(other.denominator, exact).equals(other.numerator.times(denominator, exact));
    }

    @Override
    public String toString() {
        return denominator.equals(ONE) ? numerator.toString() : numerator + "/" + denominator;
    }

    private static Polynomial scaled(Polynomial p, BigFraction by) {
        Map<Monomial, BigFraction> terms = new HashMap<>();
        p.terms().forEach((m, c) -> terms.put(m, c.multiply(by)));
        return new Polynomial(terms);
    }
}
