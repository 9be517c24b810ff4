package zero4j.verify.algebra;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.commons.numbers.fraction.BigFraction;
import org.jspecify.annotations.Nullable;
import zero4j.verify.expr.Budget;

/** Arithmetic on real numbers in double precision, with bounds on the errors. */
final class Doubles implements Arithmetic<Approximate> {
    // Twice half a unit in the last place: one for each rounding, and some for the error terms' own rounding.
    private static final double ROUNDING = 0x1p-52;
    private static final double LIMIT = 1e290;
    private static final double WHOLE = 0x1p53;

    private final Budget budget;

    Doubles(Budget budget) {
        this.budget = budget;
    }

    @Override
    public Approximate number(BigFraction value) {
        BigInteger numerator = value.getNumerator();
        BigInteger denominator = value.getDenominator();
        if (numerator.bitLength() <= 53 && denominator.equals(BigInteger.ONE)) {
            return new Approximate(numerator.longValue(), 0);
        }
        return enlarged(value.doubleValue(), 0);
    }

    @Override
    public Approximate pi() {
        return enlarged(Math.PI, 0);
    }

    @Override
    public Approximate e() {
        return enlarged(Math.E, 0);
    }

    @Override
    public Approximate i() {
        throw NoValue.undefined();
    }

    @Override
    public Approximate add(Approximate a, Approximate b) {
        double v = a.value() + b.value();
        boolean cancelled = v == 0 && a.error() == 0 && b.error() == 0;
        return cancelled || exact(a, b, v) ? new Approximate(v, 0) : enlarged(v, a.error() + b.error());
    }

    @Override
    public Approximate negate(Approximate a) {
        return new Approximate(-a.value(), a.error());
    }

    @Override
    public Approximate multiply(Approximate a, Approximate b) {
        if (zero(a) || zero(b)) {
            return new Approximate(0, 0);
        }
        double v = a.value() * b.value();
        double error = Math.abs(a.value()) * b.error() + Math.abs(b.value()) * a.error() + a.error() * b.error();
        return exact(a, b, v) ? new Approximate(v, 0) : enlarged(v, error);
    }

    @Override
    public Approximate divide(Approximate a, Approximate b) {
        double size = Math.abs(b.value()) - b.error();
        if (zero(b)) {
            throw NoValue.undefined();
        }
        if (size <= 0) {
            throw NoValue.imprecise();
        }
        if (zero(a)) {
            return a;
        }
        double v = a.value() / b.value();
        boolean exact = exact(a, b, v) && v * b.value() == a.value();
        return exact ? new Approximate(v, 0) : enlarged(v, (a.error() + Math.abs(v) * b.error()) / size);
    }

    @Override
    public Approximate power(Approximate base, Approximate exponent) {
        BigInteger n = integer(exponent);
        if (n != null) {
            return whole(base, n.longValue());
        }
        if (zero(base)) {
            if (exponent.value() - exponent.error() > 0) {
                return base;
            }
            throw exponent.value() + exponent.error() <= 0 ? NoValue.undefined() : NoValue.imprecise();
        }
        return exp(multiply(exponent, ln(base)));
    }

    private Approximate whole(Approximate base, long n) {
        budget.spend(1);
        if (zero(base)) {
            if (n <= 0) {
                throw NoValue.undefined();
            }
            return base;
        }
        double v = Math.pow(base.value(), (double) n);
        double relative = Math.abs((double) n) * base.error() / (Math.abs(base.value()) - base.error());
        if (!(relative >= 0) || relative > 0.1 || Math.abs(n) > 1L << 40) {
            throw NoValue.imprecise();
        }
        boolean exact = base.error() == 0 && whole(base.value()) && n >= 0 && Math.abs(v) < WHOLE;
        return exact ? new Approximate(v, 0) : enlarged(v, 1.2 * relative * Math.abs(v));
    }

    @Override
    public Approximate root(Approximate radicand, int degree) {
        if (degree % 2 == 1 && radicand.value() < 0) {
            return negate(root(negate(radicand), degree));
        }
        if (zero(radicand) || degree == 1) {
            return radicand;
        }
        double low = radicand.value() - radicand.error();
        if (low <= 0) {
            throw radicand.value() + radicand.error() < 0 ? NoValue.undefined() : NoValue.imprecise();
        }
        double v = degree == 2 ? Math.sqrt(radicand.value()) : Math.pow(radicand.value(), 1.0 / degree);
        // The exponent 1 / degree is rounded: that error grows with the logarithm.
        double rounding = degree == 2 ? 0 : 0x1p-52 * v * Math.abs(Math.log(radicand.value()));
        return enlarged(v, v * radicand.error() / low + rounding);
    }

    @Override
    public Approximate exp(Approximate a) {
        budget.spend(2);
        if (zero(a)) {
            return new Approximate(1, 0);
        }
        double v = Math.exp(a.value());
        if (a.error() > 0.1) {
            throw NoValue.imprecise();
        }
        return enlarged(v, 1.1 * a.error() * v);
    }

    @Override
    public Approximate ln(Approximate a) {
        budget.spend(2);
        double low = a.value() - a.error();
        if (low <= 0) {
            throw a.value() + a.error() < 0 || zero(a) || a.error() == 0 ? NoValue.undefined() : NoValue.imprecise();
        }
        return enlarged(Math.log(a.value()), a.error() / low);
    }

    @Override
    public Approximate sin(Approximate a) {
        budget.spend(2);
        return zero(a) ? a : enlarged(Math.sin(a.value()), a.error());
    }

    @Override
    public Approximate cos(Approximate a) {
        budget.spend(2);
        return enlarged(Math.cos(a.value()), a.error());
    }

    @Override
    public Approximate arcsin(Approximate a) {
        budget.spend(2);
        double high = Math.abs(a.value()) + a.error();
        if (a.error() == 0 && high <= 1) {
            return enlarged(Math.asin(a.value()), 0);
        }
        if (high >= 1) {
            throw Math.abs(a.value()) - a.error() > 1 ? NoValue.undefined() : NoValue.imprecise();
        }
        return enlarged(Math.asin(a.value()), a.error() / Math.sqrt((1 - high) * (1 + high)));
    }

    @Override
    public Approximate arctan(Approximate a) {
        budget.spend(2);
        return enlarged(Math.atan(a.value()), a.error());
    }

    @Override
    public Approximate abs(Approximate a) {
        return a.value() < 0 ? negate(a) : a;
    }

    @Override
    public Approximate floor(Approximate a) {
        double low = Math.floor(a.value() - a.error());
        if (low != Math.floor(a.value() + a.error()) || Math.abs(low) >= WHOLE) {
            throw NoValue.imprecise();
        }
        return new Approximate(low, 0);
    }

    @Override
    public Approximate min(Approximate a, Approximate b) {
        double v = Math.min(a.value(), b.value());
        return new Approximate(v, a.error() == b.error() ? a.error() : Math.max(a.error(), b.error()));
    }

    @Override
    public Approximate re(Approximate a) {
        return a;
    }

    @Override
    public Approximate im(Approximate a) {
        return new Approximate(0, 0);
    }

    @Override
    public @Nullable BigInteger integer(Approximate a) {
        double nearest = Math.rint(a.value());
        if (Math.abs(nearest) >= WHOLE) {
            throw NoValue.imprecise();
        }
        if (a.error() == 0) {
            return nearest == a.value() ? new BigDecimal(nearest).toBigInteger() : null;
        }
        if (Math.abs(a.value() - nearest) <= a.error()) {
            throw NoValue.imprecise();
        }
        return null;
    }

    // Whether a sum, product or quotient of whole numbers is whole and was not rounded.
    private static boolean exact(Approximate a, Approximate b, double v) {
        return a.error() == 0
                && b.error() == 0
                && Math.abs(v) < WHOLE
                && whole(v)
                && whole(a.value())
                && whole(b.value());
    }

    private static boolean whole(double v) {
        return v == Math.rint(v);
    }

    private static boolean zero(Approximate a) {
        return a.value() == 0 && a.error() == 0;
    }

    private Approximate enlarged(double value, double error) {
        budget.spend(1);
        double size = Math.abs(value);
        if (!(size < LIMIT) || !(error < LIMIT) || (size < 1 / LIMIT && error < 1 / LIMIT)) {
            throw NoValue.imprecise();
        }
        return new Approximate(value, error * (1 + 0x1p-40) + size * ROUNDING);
    }
}
