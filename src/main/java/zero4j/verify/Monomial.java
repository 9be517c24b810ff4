package zero4j.verify;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.numbers.fraction.BigFraction;

/**
 * A product of powers of atoms. An atom is a symbol, an integer under a root (its name starts with {@code #}), or a
 * part that arithmetic does not enter.
 *
 * @param powers exponents by atom, none zero; not to be modified
 */
record Monomial(SortedMap<String, BigFraction> powers) {
    static final Monomial ONE = new Monomial(new TreeMap<>());

    static Monomial of(String atom, BigFraction exponent) {
        SortedMap<String, BigFraction> powers = new TreeMap<>();
        if (exponent.signum() != 0) {
            powers.put(atom, exponent);
        }
        return new Monomial(powers);
    }

    Monomial times(Monomial other, Exact exact) {
        SortedMap<String, BigFraction> product = new TreeMap<>(powers);
        for (Map.Entry<String, BigFraction> e : other.powers.entrySet()) {
            BigFraction sum = exact.add(product.getOrDefault(e.getKey(), BigFraction.ZERO), e.getValue());
            if (sum.signum() == 0) {
                product.remove(e.getKey());
            } else {
                product.put(e.getKey(), sum);
            }
        }
        return new Monomial(product);
    }

    Monomial power(BigFraction exponent, Exact exact) {
        SortedMap<String, BigFraction> result = new TreeMap<>();
        powers.forEach((atom, e) -> result.put(atom, exact.multiply(e, exponent)));
        return new Monomial(result);
    }

    @Override
    public String toString() {
        return powers.toString();
    }
}
