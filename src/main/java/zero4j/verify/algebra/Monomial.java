package zero4j.verify.algebra;

import java.util.Arrays;
import org.apache.commons.numbers.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

/** A product of rational powers of atoms, which are known by their numbers in a {@link Ring}. */
final class Monomial {
    static final Monomial ONE = new Monomial(new int[0], new long[0], new long[0]);

    private final int[] atoms;
    private final long[] numerators;
    private final long[] denominators;
    private final int hash;

    private Monomial(int[] atoms, long[] numerators, long[] denominators) {
        this.atoms = atoms;
        this.numerators = numerators;
        this.denominators = denominators;
        hash = 31 * (31 * Arrays.hashCode(atoms) + Arrays.hashCode(numerators)) + Arrays.hashCode(denominators);
    }

    static Monomial of(int atom) {
        return new Monomial(new int[] {atom}, new long[] {1}, new long[] {1});
    }

    int size() {
        return atoms.length;
    }

    int atom(int index) {
        return atoms[index];
    }

    BigFraction exponent(int index) {
        return BigFraction.of(numerators[index], denominators[index]);
    }

    /** The part of the exponent that is whole, rounded down. */
    long wholeExponent(int index) {
        return Math.floorDiv(numerators[index], denominators[index]);
    }

    boolean hasWholeExponent(int index) {
        return denominators[index] == 1;
    }

    Monomial times(Monomial other) {
        if (atoms.length == 0) {
            return other;
        }
        if (other.atoms.length == 0) {
            return this;
        }
        Builder product = new Builder(atoms.length + other.atoms.length);
        int i = 0;
        int j = 0;
        while (i < atoms.length || j < other.atoms.length) {
            if (j == other.atoms.length || (i < atoms.length && atoms[i] < other.atoms[j])) {
                product.add(atoms[i], numerators[i], denominators[i]);
                i++;
            } else if (i == atoms.length || atoms[i] > other.atoms[j]) {
                product.add(other.atoms[j], other.numerators[j], other.denominators[j]);
                j++;
            } else {
                product.addSum(atoms[i], numerators[i], denominators[i], other.numerators[j], other.denominators[j]);
                i++;
                j++;
            }
        }
        return product.build();
    }

    Monomial power(BigFraction exponent) {
        try {
            long n = exponent.getNumerator().longValueExact();
            long d = exponent.getDenominator().longValueExact();
            Builder power = new Builder(atoms.length);
            for (int i = 0; i < atoms.length; i++) {
                power.add(atoms[i], Math.multiplyExact(numerators[i], n), Math.multiplyExact(denominators[i], d));
            }
            return power.build();
        } catch (ArithmeticException _) {
            throw new TooLarge();
        }
    }

    /** This with the exponent at {@code index} changed by a whole number. */
    Monomial shifted(int index, long by) {
        Builder shifted = new Builder(atoms.length);
        for (int i = 0; i < atoms.length; i++) {
            if (i == index) {
                shifted.addSum(atoms[i], numerators[i], denominators[i], by, 1);
            } else {
                shifted.add(atoms[i], numerators[i], denominators[i]);
            }
        }
        return shifted.build();
    }

    /** This without the atom at {@code index}. */
    Monomial without(int index) {
        return times(new Monomial(
                new int[] {atoms[index]}, new long[] {-numerators[index]}, new long[] {denominators[index]}));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Monomial m
                && hash == m.hash
                && Arrays.equals(atoms, m.atoms)
                && Arrays.equals(numerators, m.numerators)
                && Arrays.equals(denominators, m.denominators);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    private static final class Builder {
        private final int[] atoms;
        private final long[] numerators;
        private final long[] denominators;
        private int size;

        Builder(int capacity) {
            atoms = new int[capacity];
            numerators = new long[capacity];
            denominators = new long[capacity];
        }

        void add(int atom, long numerator, long denominator) {
            if (numerator == 0) {
                return;
            }
            long g = denominator == 1 ? 1 : gcd(Math.abs(numerator), denominator);
            atoms[size] = atom;
            numerators[size] = numerator / g;
            denominators[size++] = denominator / g;
        }

        void addSum(int atom, long n, long d, long m, long e) {
            try {
                if (d == e) {
                    add(atom, Math.addExact(n, m), d);
                } else {
                    add(
                            atom,
                            Math.addExact(Math.multiplyExact(n, e), Math.multiplyExact(m, d)),
                            Math.multiplyExact(d, e));
                }
            } catch (ArithmeticException _) {
                throw new TooLarge();
            }
        }

        Monomial build() {
            return size == 0
                    ? ONE
                    : size == atoms.length
                            ? new Monomial(atoms, numerators, denominators)
                            : new Monomial(
                                    Arrays.copyOf(atoms, size),
                                    Arrays.copyOf(numerators, size),
                                    Arrays.copyOf(denominators, size));
        }

        private static long gcd(long a, long b) {
            return b == 0 ? a : gcd(b, a % b);
        }
    }
}
