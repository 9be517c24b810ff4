package zero4j.verify.algebra;

import java.util.Map;
import org.apache.commons.numbers.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

/**
 * A sum of monomials with rational coefficients, multiplied out: equal polynomials are equal records.
 *
 * @param terms coefficients by monomial, none zero; not to be modified
 */
record Polynomial(Map<Monomial, BigFraction> terms) {
    static final Polynomial ZERO = new Polynomial(Map.of());
    static final Polynomial ONE = of(Monomial.ONE, BigFraction.ONE);

    static Polynomial of(BigFraction constant) {
        return of(Monomial.ONE, constant);
    }

    static Polynomial of(Monomial monomial, BigFraction coefficient) {
        return coefficient.signum() == 0 ? ZERO : new Polynomial(Map.of(monomial, coefficient));
    }

    boolean isZero() {
        return terms.isEmpty();
    }

    /** Whether it is the number one, of which most denominators are. */
    boolean isOne() {
        return terms.size() == 1 && BigFraction.ONE.equals(terms.get(Monomial.ONE));
    }

    /** The value if no atom is in it, otherwise null. */
    @Nullable
    BigFraction constant() {
        return terms.isEmpty() ? BigFraction.ZERO : terms.size() == 1 ? terms.get(Monomial.ONE) : null;
    }

    /** The monomial and its coefficient if there is only one, otherwise null. */
    Map.@Nullable Entry<Monomial, BigFraction> single() {
        return terms.size() == 1 ? terms.entrySet().iterator().next() : null;
    }
}
