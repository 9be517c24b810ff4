package zero4j.verify.algebra;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.numbers.fraction.BigFraction;

/** Arithmetic on polynomials and rational functions, and the table of the atoms in them. */
final class Ring {
    private static final int MAX_PRODUCTS = 4000;

    private final Exact exact;
    private final List<Atom> atoms = new ArrayList<>();

    Ring(Exact exact) {
        this.exact = exact;
    }

    /** The number of the atom with this value, a new one if there is none yet. */
    int number(Atom atom) {
        for (int i = 0; i < atoms.size(); i++) {
            exact.spend(1);
            if (same(atoms.get(i), atom)) {
                return i;
            }
        }
        atoms.add(atom);
        return atoms.size() - 1;
    }

    Atom atom(int number) {
        return atoms.get(number);
    }

    RationalFunction atom(Atom atom) {
        return RationalFunction.of(Polynomial.of(Monomial.of(number(atom)), BigFraction.ONE));
    }

    Polynomial add(Polynomial a, Polynomial b) {
        if (a.isZero()) {
            return b;
        }
        if (b.isZero()) {
            return a;
        }
        exact.spend(4L * (a.terms().size() + b.terms().size()));
        Map<Monomial, BigFraction> sum = new HashMap<>(a.terms());
        b.terms().forEach((m, c) -> add(sum, m, c));
        return new Polynomial(sum);
    }

    Polynomial multiply(Polynomial a, Polynomial b) {
        if (a.isOne()) {
            return b;
        }
        if (b.isOne()) {
            return a;
        }
        Map.Entry<Monomial, BigFraction> x = a.single();
        Map.Entry<Monomial, BigFraction> y = b.single();
        if (x != null && y != null) {
            exact.spend(16L + x.getKey().size() + y.getKey().size());
            return term(x.getKey().times(y.getKey()), exact.multiply(x.getValue(), y.getValue()));
        }
        if ((long) a.terms().size() * b.terms().size() > MAX_PRODUCTS) {
            throw new TooLarge();
        }
        Map<Monomial, BigFraction> product = new HashMap<>();
        a.terms()
                .forEach((m, c) -> b.terms().forEach((n, d) -> {
                    exact.spend(16L + m.size() + n.size());
                    addReduced(product, m.times(n), exact.multiply(c, d));
                }));
        return new Polynomial(product);
    }

    Polynomial scale(Polynomial a, BigFraction by) {
        if (by.equals(BigFraction.ONE)) {
            return a;
        }
        Map.Entry<Monomial, BigFraction> single = a.single();
        if (single != null) {
            return Polynomial.of(single.getKey(), exact.multiply(single.getValue(), by));
        }
        Map<Monomial, BigFraction> scaled = new HashMap<>();
        a.terms().forEach((m, c) -> scaled.put(m, exact.multiply(c, by)));
        return by.signum() == 0 ? Polynomial.ZERO : new Polynomial(scaled);
    }

    RationalFunction add(RationalFunction a, RationalFunction b) {
        if (a.denominator().equals(b.denominator())) {
            return new RationalFunction(add(a.numerator(), b.numerator()), a.denominator());
        }
        return new RationalFunction(
                add(multiply(a.numerator(), b.denominator()), multiply(b.numerator(), a.denominator())),
                multiply(a.denominator(), b.denominator()));
    }

    RationalFunction multiply(RationalFunction a, RationalFunction b) {
        return quotient(multiply(a.numerator(), b.numerator()), multiply(a.denominator(), b.denominator()));
    }

    RationalFunction scale(RationalFunction a, BigFraction by) {
        return new RationalFunction(scale(a.numerator(), by), a.denominator());
    }

    RationalFunction negate(RationalFunction a) {
        return scale(a, BigFraction.of(-1));
    }

    RationalFunction inverse(RationalFunction a) {
        return quotient(a.denominator(), a.numerator());
    }

    /** The quotient; a denominator of one monomial goes into the numerator. */
    RationalFunction quotient(Polynomial numerator, Polynomial denominator) {
        if (denominator.isZero()) {
            throw NoValue.undefined();
        }
        if (denominator.isOne()) {
            return RationalFunction.of(numerator);
        }
        Map.Entry<Monomial, BigFraction> single = denominator.single();
        if (single == null) {
            return new RationalFunction(numerator, denominator);
        }
        Polynomial inverse = term(single.getKey().power(BigFraction.of(-1)), Exact.reciprocal(single.getValue()));
        return RationalFunction.of(multiply(numerator, inverse));
    }

    /** A monomial with a coefficient, brought to normal form. */
    Polynomial term(Monomial monomial, BigFraction coefficient) {
        return reducible(monomial) ? reduced(monomial, coefficient) : Polynomial.of(monomial, coefficient);
    }

    boolean sameValue(RationalFunction a, RationalFunction b) {
        return a.denominator().equals(b.denominator())
                ? a.numerator().equals(b.numerator())
                : multiply(a.numerator(), b.denominator()).equals(multiply(b.numerator(), a.denominator()));
    }

    /** Whether such polynomials with different terms have different values. */
    boolean independent(Polynomial a) {
        for (Monomial m : a.terms().keySet()) {
            for (int i = 0; i < m.size(); i++) {
                if (!atom(m.atom(i)).independent()) {
                    return false;
                }
            }
        }
        return true;
    }

    boolean independent(RationalFunction a) {
        return independent(a.numerator()) && independent(a.denominator());
    }

    private void add(Map<Monomial, BigFraction> sum, Monomial monomial, BigFraction c) {
        BigFraction old = sum.get(monomial);
        BigFraction total = old == null ? c : exact.add(old, c);
        if (total.signum() == 0) {
            sum.remove(monomial);
        } else {
            sum.put(monomial, total);
        }
    }

    private void addReduced(Map<Monomial, BigFraction> sum, Monomial monomial, BigFraction coefficient) {
        if (reducible(monomial)) {
            reduced(monomial, coefficient).terms().forEach((m, c) -> add(sum, m, c));
        } else {
            add(sum, monomial, coefficient);
        }
    }

    private boolean reducible(Monomial monomial) {
        for (int i = 0; i < monomial.size(); i++) {
            Atom atom = atom(monomial.atom(i));
            long whole = monomial.wholeExponent(i);
            boolean sign = atom == Atom.Unit.I || atom == Atom.Unit.SIGN;
            if (sign ? whole < 0 || whole > 1 : atom instanceof Atom.Radicand && whole != 0) {
                return true;
            }
        }
        return false;
    }

    // i and the sign of ± keep an exponent of 0 or 1, radicands one in [0, 1); the rest goes into the coefficient.
    private Polynomial reduced(Monomial monomial, BigFraction coefficient) {
        Monomial reduced = monomial;
        BigFraction c = coefficient;
        for (int i = monomial.size() - 1; i >= 0; i--) {
            Atom atom = atom(monomial.atom(i));
            long whole = monomial.wholeExponent(i);
            if (atom instanceof Atom.Radicand(BigInteger value, boolean _) && whole != 0) {
                c = exact.multiply(c, exact.power(BigFraction.of(value), BigInteger.valueOf(whole)));
                reduced = reduced.shifted(i, -whole);
            } else if ((atom == Atom.Unit.I || atom == Atom.Unit.SIGN) && (whole < 0 || whole > 1)) {
                long kept = Math.floorMod(whole, 2);
                boolean flipped = atom == Atom.Unit.I && Math.floorMod(whole, 4) > 1;
                c = flipped ? c.negate() : c;
                reduced = reduced.shifted(i, kept - whole);
            }
        }
        return Polynomial.of(reduced, c);
    }

    private boolean same(Atom a, Atom b) {
        return switch (a) {
            case Atom.SymbolicPower(RationalFunction base, RationalFunction exponent) ->
                b instanceof Atom.SymbolicPower(RationalFunction other, RationalFunction n)
                        && sameValue(exponent, n)
                        && sameValue(base, other);
            case Atom.Applied(String function, List<RationalFunction> arguments) ->
                b instanceof Atom.Applied(String other, List<RationalFunction> others)
                        && function.equals(other)
                        && sameValues(arguments, others);
            case Atom.Name _, Atom.Unit _, Atom.Radicand _, Atom.Opaque _ -> a.equals(b);
        };
    }

    private boolean sameValues(List<RationalFunction> as, List<RationalFunction> bs) {
        if (as.size() != bs.size()) {
            return false;
        }
        for (int i = 0; i < as.size(); i++) {
            if (!sameValue(as.get(i), bs.get(i))) {
                return false;
            }
        }
        return true;
    }
}
