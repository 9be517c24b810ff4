package zero4j.verify.algebra;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.numbers.fraction.BigFraction;
import org.jspecify.annotations.Nullable;
import zero4j.verify.expr.Budget;

/** Functions of formulas in normal form: their exact values where there are any, an atom otherwise. */
final class Calls {
    private static final int MAX_FACTORIAL = 1200;
    private static final int MAX_SYMBOLIC_BINOMIAL = 12;

    private final Exact exact;
    private final Ring ring;
    private final Powers powers;
    private final Angles angles;

    Calls(Exact exact, Ring ring, Powers powers) {
        this.exact = exact;
        this.ring = ring;
        this.powers = powers;
        angles = new Angles(ring, powers);
    }

    RationalFunction apply(String function, List<RationalFunction> arguments) {
        RationalFunction value = arguments.size() == 1
                ? ofOne(function, arguments.getFirst())
                : arguments.size() == 2 && function.equals("log")
                        ? ring.multiply(ln(arguments.get(1)), ring.inverse(ln(arguments.get(0))))
                        : ofSeveral(function, arguments);
        return value != null ? value : ring.atom(new Atom.Applied(function, List.copyOf(arguments)));
    }

    private @Nullable RationalFunction ofOne(String function, RationalFunction x) {
        BigFraction c = x.constant();
        return switch (function) {
            case "sin" -> angles.sin(x);
            case "cos" -> angles.cos(x);
            case "tan" -> ring.multiply(apply("sin", List.of(x)), ring.inverse(apply("cos", List.of(x))));
            case "cot" -> ring.multiply(apply("cos", List.of(x)), ring.inverse(apply("sin", List.of(x))));
            case "sec" -> ring.inverse(apply("cos", List.of(x)));
            case "csc" -> ring.inverse(apply("sin", List.of(x)));
            case "ln" -> ln(x);
            case "abs", "norm" -> abs(x);
            case "floor" -> c == null ? null : RationalFunction.of(BigFraction.of(Exact.floor(c)));
            case "ceil" ->
                c == null
                        ? null
                        : RationalFunction.of(
                                BigFraction.of(Exact.floor(c.negate()).negate()));
            case "factorial" -> c == null || !Exact.whole(c) ? null : factorial(c.getNumerator());
            case "conj" -> conjugate(x);
            case "re" -> half(x, 1);
            case "im" -> half(x, -1);
            case "min", "max", "gcd", "lcm" -> x;
            default -> null;
        };
    }

    private @Nullable RationalFunction ofSeveral(String function, List<RationalFunction> arguments) {
        BigFraction[] values = new BigFraction[arguments.size()];
        for (int i = 0; i < values.length; i++) {
            BigFraction c = arguments.get(i).constant();
            if (c == null) {
                return function.equals("binom") ? symbolicBinomial(arguments) : null;
            }
            values[i] = c;
        }
        return values.length == 0
                ? null
                : switch (function) {
                    case "min", "max" -> extreme(values, function.equals("min") ? -1 : 1);
                    case "gcd", "lcm" -> divisor(values, function.equals("gcd"));
                    case "binom" -> binomial(values);
                    default -> null;
                };
    }

    private RationalFunction factorial(BigInteger n) {
        if (n.signum() < 0) {
            throw NoValue.undefined();
        }
        if (n.bitLength() > 31 || n.intValue() > MAX_FACTORIAL) {
            throw new Budget.Exhausted("a factorial is too large");
        }
        BigInteger product = BigInteger.ONE;
        for (int i = 2; i <= n.intValue(); i++) {
            exact.spend(1 + product.bitLength() / 64);
            product = product.multiply(BigInteger.valueOf(i));
        }
        return RationalFunction.of(BigFraction.of(product));
    }

    private RationalFunction extreme(BigFraction[] values, int sign) {
        BigFraction best = values[0];
        for (BigFraction v : values) {
            best = v.compareTo(best) * sign > 0 ? v : best;
        }
        return RationalFunction.of(best);
    }

    private @Nullable RationalFunction divisor(BigFraction[] values, boolean greatest) {
        BigInteger result = greatest ? BigInteger.ZERO : BigInteger.ONE;
        for (BigFraction v : values) {
            BigInteger n = v.getNumerator();
            exact.spend(1 + (long) n.bitLength() * result.bitLength() / 64);
            if (!Exact.whole(v) || (long) n.bitLength() + result.bitLength() > Budget.MAX_BITS) {
                return null;
            }
            BigInteger common = result.gcd(n);
            result = greatest
                    ? common
                    : common.signum() == 0 || n.signum() == 0
                            ? BigInteger.ZERO
                            : result.divide(common).multiply(n).abs();
        }
        return RationalFunction.of(BigFraction.of(result));
    }

    private @Nullable RationalFunction binomial(BigFraction[] values) {
        BigFraction n = values[0];
        if (values.length != 2 || !Exact.whole(values[1])) {
            return null;
        }
        BigInteger k = values[1].getNumerator();
        boolean natural = Exact.whole(n) && n.signum() >= 0;
        if (k.signum() < 0 || (natural && k.compareTo(n.getNumerator()) > 0)) {
            return RationalFunction.of(BigFraction.ZERO);
        }
        BigInteger small = natural ? k.min(n.getNumerator().subtract(k)) : k;
        if (small.bitLength() > 31 || small.intValue() > MAX_FACTORIAL) {
            throw new Budget.Exhausted("a binomial is too large");
        }
        BigFraction result = BigFraction.ONE;
        for (int j = 0; j < small.intValue(); j++) {
            BigFraction factor = exact.multiply(exact.add(n, BigFraction.of(-j)), BigFraction.of(1, j + 1));
            result = exact.multiply(result, factor);
        }
        return RationalFunction.of(result);
    }

    private @Nullable RationalFunction symbolicBinomial(List<RationalFunction> arguments) {
        BigFraction k = arguments.size() == 2 ? arguments.get(1).constant() : null;
        if (k == null || !Exact.whole(k) || k.signum() < 0 || k.compareTo(BigFraction.of(MAX_SYMBOLIC_BINOMIAL)) > 0) {
            return null;
        }
        RationalFunction result = RationalFunction.ONE;
        for (int j = 0; j < k.intValue(); j++) {
            RationalFunction factor = ring.add(arguments.getFirst(), RationalFunction.of(BigFraction.of(-j)));
            result = ring.multiply(result, ring.scale(factor, BigFraction.of(1, j + 1)));
        }
        return result;
    }

    private RationalFunction ln(RationalFunction x) {
        Map.Entry<Monomial, BigFraction> single = x.numerator().single();
        if (x.numerator().isZero()) {
            throw NoValue.undefined();
        }
        if (single == null || !x.isPolynomial() || single.getValue().signum() < 0) {
            return applied("ln", x);
        }
        Monomial m = single.getKey();
        RationalFunction sum = ring.add(
                lnOfPrimes(single.getValue().getNumerator(), 1),
                lnOfPrimes(single.getValue().getDenominator(), -1));
        for (int i = 0; i < m.size(); i++) {
            RationalFunction ln = lnOfPositive(ring.atom(m.atom(i)));
            if (ln == null) {
                return applied("ln", x);
            }
            sum = ring.add(sum, ring.scale(ln, m.exponent(i)));
        }
        return sum;
    }

    private @Nullable RationalFunction lnOfPositive(Atom atom) {
        return switch (atom) {
            case Atom.Radicand(BigInteger value, boolean _) -> lnOfPrimes(value, 1);
            case Atom.Unit unit ->
                unit == Atom.Unit.E
                        ? RationalFunction.ONE
                        : unit == Atom.Unit.PI ? applied("ln", ring.atom(Atom.Unit.PI)) : null;
            case Atom.SymbolicPower(RationalFunction base, RationalFunction exponent) -> {
                BigFraction c = base.constant();
                boolean positive = base.equals(ring.atom(Atom.Unit.E)) || (c != null && c.signum() > 0);
                yield positive && powers.isReal(exponent) ? ring.multiply(exponent, ln(base)) : null;
            }
            case Atom.Name _, Atom.Applied _, Atom.Opaque _ -> null;
        };
    }

    private RationalFunction lnOfPrimes(BigInteger number, int sign) {
        RationalFunction sum = RationalFunction.of(Polynomial.ZERO);
        for (Map.Entry<BigInteger, Integer> factor :
                powers.primes().factors(number).entrySet()) {
            RationalFunction ln = applied("ln", RationalFunction.of(BigFraction.of(factor.getKey())));
            sum = ring.add(sum, ring.scale(ln, BigFraction.of(sign * factor.getValue())));
        }
        return sum;
    }

    private RationalFunction applied(String function, RationalFunction x) {
        return ring.atom(new Atom.Applied(function, List.of(x)));
    }

    private @Nullable RationalFunction abs(RationalFunction x) {
        Map.Entry<Monomial, BigFraction> single = x.numerator().single();
        if (x.numerator().isZero()) {
            return x;
        }
        if (single != null && single.getKey().equals(Monomial.ONE) && x.isPolynomial()) {
            return RationalFunction.of(single.getValue().abs());
        }
        RationalFunction conjugate = conjugate(x);
        return conjugate == null || conjugate.equals(x)
                ? null
                : powers.power(ring.multiply(x, conjugate), BigFraction.of(1, 2));
    }

    private @Nullable RationalFunction half(RationalFunction x, int sign) {
        RationalFunction conjugate = conjugate(x);
        if (conjugate == null) {
            return null;
        }
        RationalFunction twice = ring.add(x, ring.scale(conjugate, BigFraction.of(sign)));
        RationalFunction half = ring.scale(twice, BigFraction.of(1, 2));
        return sign > 0 ? half : ring.multiply(half, ring.inverse(ring.atom(Atom.Unit.I)));
    }

    // The conjugate of a constant in which i is the only number that is not real, otherwise null.
    private @Nullable RationalFunction conjugate(RationalFunction x) {
        if (!x.isPolynomial()) {
            return null;
        }
        Map<Monomial, BigFraction> terms = new HashMap<>();
        for (Map.Entry<Monomial, BigFraction> term : x.numerator().terms().entrySet()) {
            BigFraction c = term.getValue();
            for (int i = 0; i < term.getKey().size(); i++) {
                Atom atom = ring.atom(term.getKey().atom(i));
                if (!atom.constant()) {
                    return null;
                }
                c = atom == Atom.Unit.I ? c.negate() : c;
            }
            terms.put(term.getKey(), c);
        }
        return RationalFunction.of(new Polynomial(terms));
    }
}
