package zero4j.verify.algebra;

import org.apache.commons.numbers.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

/**
 * A quotient of polynomials, not reduced: two are equal in value if their cross products are.
 *
 * @param denominator not zero; 1 where it would be a single monomial
 */
record RationalFunction(Polynomial numerator, Polynomial denominator) {
    static final RationalFunction ONE = of(Polynomial.ONE);

    static RationalFunction of(Polynomial whole) {
        return new RationalFunction(whole, Polynomial.ONE);
    }

    static RationalFunction of(BigFraction constant) {
        return of(Polynomial.of(constant));
    }

    boolean isPolynomial() {
        return denominator.isOne();
    }

    /** The value if it is rational and no atom is in it, otherwise null. */
    @Nullable
    BigFraction constant() {
        return isPolynomial() ? numerator.constant() : null;
    }
}
