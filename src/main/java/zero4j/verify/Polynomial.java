package zero4j.verify;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.numbers.fraction.BigFraction;

/**
 * A sum of monomials with rational coefficients, multiplied out: equal polynomials are equal records.
 *
 * @param terms coefficients by monomial, none zero; not to be modified
 */
record Polynomial(Map<Monomial, BigFraction> terms) {
    private static final String ROOT = "#";

    static Polynomial of(BigFraction constant) {
        return of(Monomial.ONE, constant);
    }

    static Polynomial of(Monomial monomial, BigFraction coefficient) {
        return new Polynomial(coefficient.signum() == 0 ? Map.of() : Map.of(monomial, coefficient));
    }

    /** The power of an integer above 1 to an exponent of at least 0 and below 1. */
    static Polynomial root(BigInteger radicand, BigFraction exponent) {
        return of(Monomial.of(ROOT + radicand, exponent), BigFraction.ONE);
    }

    boolean isZero() {
        return terms.isEmpty();
    }

    /** The value, if no atom is in it. */
    Optional<BigFraction> constant() {
        return terms.isEmpty()
                ? Optional.of(BigFraction.ZERO)
                : terms.size() == 1 ? Optional.ofNullable(terms.get(Monomial.ONE)) : Optional.empty();
    }

    Polynomial plus(Polynomial other, Exact exact) {
        Map<Monomial, BigFraction> sum = new HashMap<>(terms);
        exact.payForProduct(terms.size() + other.terms.size());
        other.terms.forEach((m, c) -> add(sum, m, c, exact));
        return new Polynomial(sum);
    }

    Polynomial times(Polynomial other, Exact exact) {
        Map<Monomial, BigFraction> product = new HashMap<>();
        terms.forEach((m, c) -> other.terms.forEach((n, d) -> {
            exact.payForProduct(m.powers().size() + n.powers().size());
            BigFraction coefficient = exact.multiply(c, d);
            Monomial monomial = m.times(n, exact);
            for (Map.Entry<String, BigFraction> p : monomial.powers().entrySet()) {
                coefficient = exact.multiply(coefficient, outOfRoot(p.getKey(), p.getValue(), exact));
            }
            add(product, withinRoots(monomial, exact), coefficient, exact);
        }));
        return new Polynomial(product);
    }

    private static void add(Map<Monomial, BigFraction> sum, Monomial monomial, BigFraction c, Exact exact) {
        BigFraction total = exact.add(sum.getOrDefault(monomial, BigFraction.ZERO), c);
        if (total.signum() == 0) {
            sum.remove(monomial);
        } else {
            sum.put(monomial, total);
        }
    }

    // A root keeps an exponent in [0, 1): whole powers of its radicand belong to the coefficient.
    private static BigFraction outOfRoot(String atom, BigFraction exponent, Exact exact) {
        BigInteger whole = floor(exponent);
        return !atom.startsWith(ROOT) || whole.signum() == 0
                ? BigFraction.ONE
                : exact.power(BigFraction.of(new BigInteger(atom.substring(1))), whole);
    }

    private static Monomial withinRoots(Monomial monomial, Exact exact) {
        SortedMap<String, BigFraction> powers = new TreeMap<>();
        monomial.powers().forEach((atom, e) -> {
            BigFraction kept = atom.startsWith(ROOT) ? exact.add(e, BigFraction.of(floor(e).negate())) : e;
            if (kept.signum() != 0) {
                powers.put(atom, kept);
            }
        });
        return new Monomial(powers);
    }

    static BigInteger floor(BigFraction a) {
        BigInteger[] parts = a.getNumerator().divideAndRemainder(a.getDenominator());
        return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    /** The same text for equal polynomials. */
    @Override
    public String toString() {
        SortedMap<String, BigFraction> sorted = new TreeMap<>();
        terms.forEach((m, c) -> sorted.put(m.toString(), c));
        return sorted.toString();
    }
}
