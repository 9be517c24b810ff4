package zero4j.verify.algebra;

import java.math.BigDecimal;
import java.math.BigInteger;
import zero4j.verify.expr.Budget;

/** Arithmetic in high precision with bounds on the errors: on real numbers only, or on complex ones. */
final class Balls extends BallField {
    private final Transcendental functions;

    Balls(Budget budget, boolean complex, int digits) {
        super(budget, complex, digits);
        functions = new Transcendental(budget, context());
    }

    @Override
    public Ball pi() {
        return real(functions.pi(), Double.NEGATIVE_INFINITY);
    }

    @Override
    public Ball e() {
        return real(functions.e(), Double.NEGATIVE_INFINITY);
    }

    @Override
    public Ball power(Ball base, Ball exponent) {
        BigInteger n = integer(exponent);
        if (n != null) {
            return whole(base, n);
        }
        if (base.holdsZero()) {
            if (exponent.isReal() && exponent.re().signum() > 0 && base.error() == Double.NEGATIVE_INFINITY) {
                return base;
            }
            throw NoValue.undefined();
        }
        return exp(multiply(exponent, ln(base)));
    }

    @Override
    public Ball root(Ball radicand, int degree) {
        Ball a = settled(radicand);
        if (degree == 1) {
            return a;
        }
        if (degree % 2 == 1 && a.isReal() && a.re().signum() < 0) {
            return negate(root(negate(a), degree));
        }
        if (a.holdsZero()) {
            return rounded(BigDecimal.ZERO, BigDecimal.ZERO, Ball.sum(a.error(), a.size()) / degree);
        }
        if (a.isReal() && a.re().signum() > 0) {
            BigDecimal root = functions.root(a.re(), degree);
            return real(root, a.error() - (a.size() - 3) + Ball.size(root));
        }
        if (degree == 2 && a.isReal() && complex()) {
            return multiply(i(), root(negate(a), 2));
        }
        return exp(divide(ln(a), exact(BigDecimal.valueOf(degree), BigDecimal.ZERO)));
    }

    @Override
    public Ball exp(Ball a) {
        if (a.error() > -4) {
            throw NoValue.imprecise();
        }
        BigDecimal scale = functions.exp(a.re());
        double error = a.error() + Ball.size(scale) + 1;
        if (a.isReal()) {
            return real(scale, error);
        }
        BigDecimal re = functions.cos(a.im()).multiply(scale, context());
        BigDecimal im = functions.sin(a.im()).multiply(scale, context());
        return widened(rounded(re, im, error), Ball.size(scale));
    }

    @Override
    public Ball ln(Ball value) {
        Ball a = settled(value);
        if (a.holdsZero()) {
            throw NoValue.undefined();
        }
        double error = a.error() - (a.size() - 3) + 1;
        if (error > -4) {
            throw NoValue.imprecise();
        }
        if (a.isReal() && a.re().signum() > 0) {
            return widened(real(functions.ln(a.re()), error), 0);
        }
        if (!complex()) {
            throw NoValue.undefined();
        }
        BigDecimal square = a.re().multiply(a.re()).add(a.im().multiply(a.im()), context());
        BigDecimal re = functions.ln(square).divide(BigDecimal.TWO, context());
        return widened(rounded(re, functions.angle(a.re(), a.im()), error), 0);
    }

    @Override
    public Ball sin(Ball a) {
        if (a.isReal()) {
            return widened(real(functions.sin(a.re()), a.error()), 0);
        }
        // sin(x + iy) = sin x cosh y + i cos x sinh y
        Ball grow = exp(real(a.im()));
        Ball shrink = exp(real(a.im().negate()));
        Ball cosh = half(add(grow, shrink));
        Ball sinh = half(add(grow, negate(shrink)));
        Ball re = multiply(sin(real(a.re())), cosh);
        Ball im = multiply(cos(real(a.re())), sinh);
        return widened(rounded(re.re(), im.re(), Ball.sum(re.error(), im.error())), a.error() + cosh.size() + 1);
    }

    @Override
    public Ball cos(Ball a) {
        if (a.isReal()) {
            return widened(real(functions.cos(a.re()), a.error()), 0);
        }
        return sin(add(half(pi()), negate(a)));
    }

    @Override
    public Ball arcsin(Ball a) {
        if (!a.isReal() || a.re().abs().compareTo(BigDecimal.ONE) > 0) {
            BigDecimal beyond = a.re().abs().subtract(BigDecimal.ONE, context());
            if (!a.isReal() || Ball.size(beyond) > a.error()) {
                return complexArcsin(a);
            }
        }
        BigDecimal gap = BigDecimal.ONE.subtract(a.re().multiply(a.re()), context());
        boolean edge = gap.signum() <= 0 || Ball.size(gap) - 3 <= a.error();
        BigDecimal at = edge ? BigDecimal.valueOf(a.re().signum()) : a.re();
        double error = edge ? a.error() / 2 + 2 : a.error() - (Ball.size(gap) - 3) / 2 + 2;
        return widened(real(functions.arcsin(at), error), 0);
    }

    // -i ln(iz + √(1 - z²))
    private Ball complexArcsin(Ball z) {
        Ball i = i();
        Ball one = exact(BigDecimal.ONE, BigDecimal.ZERO);
        Ball root = root(add(one, negate(multiply(z, z))), 2);
        return negate(multiply(i, ln(add(multiply(i, z), root))));
    }

    @Override
    public Ball arctan(Ball a) {
        if (a.isReal()) {
            return widened(real(functions.arctan(a.re()), a.error()), 0);
        }
        // i/2 (ln(1 - iz) - ln(1 + iz))
        Ball iz = multiply(i(), a);
        Ball one = exact(BigDecimal.ONE, BigDecimal.ZERO);
        return half(multiply(i(), add(ln(add(one, negate(iz))), negate(ln(add(one, iz))))));
    }
}
