package zero4j.verify.algebra;

import java.math.BigInteger;
import java.util.Map;
import org.apache.commons.numbers.fraction.BigFraction;

/** Powers and roots: exact where the laws of powers hold for every value, an atom of its own otherwise. */
final class Powers {
    private static final int MAX_TERMS = 1500;
    private static final BigFraction HALF = BigFraction.of(1, 2);

    private final Exact exact;
    private final Ring ring;
    private final Primes primes;

    Powers(Exact exact, Ring ring) {
        this.exact = exact;
        this.ring = ring;
        primes = new Primes(exact);
    }

    RationalFunction power(RationalFunction base, RationalFunction exponent) {
        BigFraction q = exponent.constant();
        return q != null ? power(base, q) : symbolic(base, exponent);
    }

    /** The real root of a negative number where the degree is odd, otherwise the power to one over the degree. */
    RationalFunction root(RationalFunction radicand, RationalFunction degree) {
        BigFraction k = degree.constant();
        Map.Entry<Monomial, BigFraction> single = radicand.numerator().single();
        boolean odd = k != null && Exact.whole(k) && k.getNumerator().testBit(0);
        if (odd
                && radicand.isPolynomial()
                && single != null
                && single.getValue().signum() < 0) {
            return ring.negate(power(ring.negate(radicand), ring.inverse(degree)));
        }
        return power(radicand, ring.inverse(degree));
    }

    RationalFunction power(RationalFunction base, BigFraction exponent) {
        if (Exact.whole(exponent)) {
            return whole(base, exponent.getNumerator());
        }
        BigFraction constant = base.constant();
        if (constant != null && constant.signum() == 0) {
            if (exponent.signum() < 0) {
                throw NoValue.undefined();
            }
            return base;
        }
        Map.Entry<Monomial, BigFraction> single = base.numerator().single();
        if (single != null && base.isPolynomial()) {
            return ofMonomial(single.getKey(), single.getValue(), exponent);
        }
        BigFraction whole = BigFraction.of(Exact.floor(exponent));
        RationalFunction rest =
                ofAtom(new Atom.SymbolicPower(base, RationalFunction.ONE), exact.add(exponent, whole.negate()));
        return ring.multiply(whole(base, whole.getNumerator()), rest);
    }

    private RationalFunction whole(RationalFunction base, BigInteger exponent) {
        if (exponent.signum() < 0) {
            return ring.inverse(whole(base, exponent.negate()));
        }
        BigFraction constant = base.constant();
        if (constant != null) {
            return RationalFunction.of(exact.power(constant, exponent));
        }
        return new RationalFunction(whole(base.numerator(), exponent), whole(base.denominator(), exponent));
    }

    private Polynomial whole(Polynomial base, BigInteger exponent) {
        Map.Entry<Monomial, BigFraction> single = base.single();
        if (single != null) {
            return ring.term(single.getKey().power(BigFraction.of(exponent)), exact.power(single.getValue(), exponent));
        }
        if (exponent.bitLength() > 15 || terms(base.terms().size(), exponent.intValue()) > MAX_TERMS) {
            throw new TooLarge();
        }
        Polynomial result = Polynomial.ONE;
        Polynomial square = base;
        for (int n = exponent.intValue(); n > 0; n >>= 1) {
            exact.spend(1);
            if ((n & 1) == 1) {
                result = ring.multiply(result, square);
            }
            square = n > 1 ? ring.multiply(square, square) : square;
        }
        return result;
    }

    // How many monomials of degree n there are in some variables.
    private static double terms(int variables, int n) {
        double count = 1;
        for (int i = 1; i < variables && count <= MAX_TERMS; i++) {
            count = count * (n + i) / i;
        }
        return count;
    }

    // (c m)^q with positive numbers drawn out of it: that is right whatever the rest is.
    private RationalFunction ofMonomial(Monomial monomial, BigFraction coefficient, BigFraction q) {
        RationalFunction drawn = ofPositive(coefficient.abs(), q);
        Monomial rest = monomial;
        for (int i = monomial.size() - 1; i >= 0; i--) {
            Atom atom = ring.atom(monomial.atom(i));
            if (positive(atom)) {
                drawn = ring.multiply(drawn, ofAtom(atom, exact.multiply(monomial.exponent(i), q)));
                rest = rest.without(i);
            }
        }
        return ring.multiply(drawn, ofRest(rest, coefficient.signum() < 0, q));
    }

    private boolean positive(Atom atom) {
        return atom.positive()
                || (atom instanceof Atom.SymbolicPower(RationalFunction base, RationalFunction exponent)
                        && isPositiveConstant(base)
                        && isReal(exponent));
    }

    private boolean isPositiveConstant(RationalFunction a) {
        Map.Entry<Monomial, BigFraction> single = a.numerator().single();
        if (single == null || !a.isPolynomial() || single.getValue().signum() < 0) {
            return false;
        }
        for (int i = 0; i < single.getKey().size(); i++) {
            if (!ring.atom(single.getKey().atom(i)).positive()) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is a polynomial in variables and positive numbers; variables stand for real numbers here. */
    boolean isReal(RationalFunction a) {
        for (Monomial m : a.numerator().terms().keySet()) {
            for (int i = 0; i < m.size(); i++) {
                Atom atom = ring.atom(m.atom(i));
                if (!atom.positive() && !(atom instanceof Atom.Name && m.hasWholeExponent(i))) {
                    return false;
                }
            }
        }
        return a.isPolynomial();
    }

    private RationalFunction ofRest(Monomial rest, boolean negative, BigFraction q) {
        if (rest.size() == 0) {
            return negative ? ofMinusOne(q) : RationalFunction.ONE;
        }
        if (rest.size() == 1 && !negative && !(ring.atom(rest.atom(0)) instanceof Atom.Unit)) {
            BigFraction e = rest.exponent(0);
            if (e.signum() > 0 && e.compareTo(BigFraction.ONE) <= 0) {
                return RationalFunction.of(ring.term(rest.power(q), BigFraction.ONE));
            }
        }
        BigFraction sign = BigFraction.of(negative ? -1 : 1);
        RationalFunction base = RationalFunction.of(Polynomial.of(rest, sign));
        return ofAtom(new Atom.SymbolicPower(base, RationalFunction.of(q)), BigFraction.ONE);
    }

    // The principal value e^{iπq}.
    private RationalFunction ofMinusOne(BigFraction q) {
        BigInteger whole = Exact.floor(q);
        BigFraction part = exact.add(q, BigFraction.of(whole.negate()));
        RationalFunction root = part.equals(HALF)
                ? ring.atom(Atom.Unit.I)
                : ofAtom(
                        new Atom.SymbolicPower(RationalFunction.of(BigFraction.of(-1)), RationalFunction.of(part)),
                        BigFraction.ONE);
        return whole.testBit(0) ? ring.negate(root) : root;
    }

    private RationalFunction ofPositive(BigFraction base, BigFraction q) {
        return ring.multiply(ofPrimes(base.getNumerator(), q), ofPrimes(base.getDenominator(), q.negate()));
    }

    private RationalFunction ofPrimes(BigInteger base, BigFraction q) {
        RationalFunction result = RationalFunction.ONE;
        for (Map.Entry<BigInteger, Integer> factor : primes.factors(base).entrySet()) {
            Atom atom = new Atom.Radicand(factor.getKey(), primes.isPrime(factor.getKey()));
            result = ring.multiply(result, ofAtom(atom, exact.multiply(q, BigFraction.of(factor.getValue()))));
        }
        return result;
    }

    private RationalFunction ofAtom(Atom atom, BigFraction exponent) {
        Monomial monomial = Monomial.of(ring.number(atom));
        return RationalFunction.of(ring.term(monomial.power(exponent), BigFraction.ONE));
    }

    // b^(p + q m) = b^p (b^m)^q, so that e^{-2x} and 1/(e^x)^2 are the same.
    private RationalFunction symbolic(RationalFunction base, RationalFunction exponent) {
        BigFraction constant = base.constant();
        if (constant != null && constant.equals(BigFraction.ONE)) {
            return base;
        }
        if (!exponent.isPolynomial() || base.numerator().isZero()) {
            return ofAtom(new Atom.SymbolicPower(base, exponent), BigFraction.ONE);
        }
        RationalFunction result = RationalFunction.ONE;
        for (Map.Entry<Monomial, BigFraction> term :
                exponent.numerator().terms().entrySet()) {
            RationalFunction factor = term.getKey().equals(Monomial.ONE)
                    ? power(base, term.getValue())
                    : symbolic(base, term.getKey(), term.getValue());
            result = ring.multiply(result, factor);
        }
        return result;
    }

    private RationalFunction symbolic(RationalFunction base, Monomial m, BigFraction q) {
        RationalFunction exponent = RationalFunction.of(Polynomial.of(m, BigFraction.ONE));
        if (base.equals(ring.atom(Atom.Unit.E))
                && m.size() == 1
                && m.exponent(0).equals(BigFraction.ONE)
                && ring.atom(m.atom(0)) instanceof Atom.Applied applied
                && applied.function().equals("ln")) {
            return power(applied.arguments().getFirst(), q);
        }
        Map.Entry<Monomial, BigFraction> single = base.numerator().single();
        if (single == null || !isPositiveConstant(base)) {
            return ofAtom(new Atom.SymbolicPower(base, exponent), q);
        }
        RationalFunction result = ring.multiply(
                ofPrimesTo(single.getValue().getNumerator(), exponent, q),
                ofPrimesTo(single.getValue().getDenominator(), exponent, q.negate()));
        for (int i = 0; i < single.getKey().size(); i++) {
            Atom atom = ring.atom(single.getKey().atom(i));
            BigFraction e = exact.multiply(single.getKey().exponent(i), q);
            RationalFunction factor = atom instanceof Atom.Radicand(BigInteger value, boolean _)
                    ? ofPrimesTo(value, exponent, e)
                    : ofAtom(new Atom.SymbolicPower(ring.atom(atom), exponent), e);
            result = ring.multiply(result, factor);
        }
        return result;
    }

    private RationalFunction ofPrimesTo(BigInteger base, RationalFunction exponent, BigFraction q) {
        RationalFunction result = RationalFunction.ONE;
        for (Map.Entry<BigInteger, Integer> factor : primes.factors(base).entrySet()) {
            RationalFunction prime = RationalFunction.of(BigFraction.of(factor.getKey()));
            BigFraction e = exact.multiply(q, BigFraction.of(factor.getValue()));
            result = ring.multiply(result, ofAtom(new Atom.SymbolicPower(prime, exponent), e));
        }
        return result;
    }

    Primes primes() {
        return primes;
    }
}
