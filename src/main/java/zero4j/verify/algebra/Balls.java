package zero4j.verify.algebra;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import org.apache.commons.numbers.fraction.BigFraction;
import org.jspecify.annotations.Nullable;
import zero4j.verify.expr.Budget;

/** Arithmetic in high precision with bounds on the errors: on real numbers only, or on complex ones. */
final class Balls implements Arithmetic<Ball> {
    private static final double MAX_SIZE = 60_000;
    private static final int MAX_POWER = 1 << 20;

    private final Budget budget;
    private final boolean complex;
    private final MathContext context;
    private final Transcendental functions;

    // The binary logarithm of the relative error of one operation.
    private final double rounding;

    Balls(Budget budget, boolean complex, int digits) {
        this.budget = budget;
        this.complex = complex;
        context = new MathContext(digits, RoundingMode.HALF_EVEN);
        functions = new Transcendental(budget, context);
        rounding = -(digits - 1) * 3.3219;
    }

    Ball exact(BigDecimal re, BigDecimal im) {
        return new Ball(re, im, Double.NEGATIVE_INFINITY);
    }

    @Override
    public Ball number(BigFraction value) {
        BigDecimal numerator = new BigDecimal(value.getNumerator());
        if (value.getDenominator().equals(BigInteger.ONE)) {
            return numerator.precision() <= context.getPrecision()
                    ? exact(numerator, BigDecimal.ZERO)
                    : real(numerator.round(context), Double.NEGATIVE_INFINITY);
        }
        budget.spend(20 + Exact.bits(value) / 64);
        return real(numerator.divide(new BigDecimal(value.getDenominator()), context), Double.NEGATIVE_INFINITY);
    }

    @Override
    public Ball pi() {
        return real(functions.pi(), Double.NEGATIVE_INFINITY);
    }

    @Override
    public Ball e() {
        return real(functions.exp(BigDecimal.ONE), Double.NEGATIVE_INFINITY);
    }

    @Override
    public Ball i() {
        if (!complex) {
            throw NoValue.undefined();
        }
        return exact(BigDecimal.ZERO, BigDecimal.ONE);
    }

    @Override
    public Ball add(Ball a, Ball b) {
        budget.spend(5);
        return of(a.re().add(b.re(), context), a.im().add(b.im(), context), Ball.sum(a.error(), b.error()));
    }

    @Override
    public Ball negate(Ball a) {
        return new Ball(a.re().negate(), a.im().negate(), a.error());
    }

    @Override
    public Ball multiply(Ball a, Ball b) {
        budget.spend(10);
        double error = Ball.sum(Ball.sum(a.size() + b.error(), b.size() + a.error()), a.error() + b.error());
        if (a.isReal() && b.isReal()) {
            return real(a.re().multiply(b.re(), context), error);
        }
        budget.spend(30);
        BigDecimal re = a.re().multiply(b.re()).subtract(a.im().multiply(b.im()), context);
        BigDecimal im = a.re().multiply(b.im()).add(a.im().multiply(b.re()), context);
        return of(re, im, error);
    }

    @Override
    public Ball divide(Ball a, Ball b) {
        budget.spend(15);
        if (b.holdsZero()) {
            throw NoValue.undefined();
        }
        double size = b.size() - 3;
        double error = 2 + Ball.sum(a.error() - size, a.size() + b.error() - 2 * size);
        if (b.isReal()) {
            BigDecimal im = a.isReal() ? BigDecimal.ZERO : a.im().divide(b.re(), context);
            return of(a.re().divide(b.re(), context), im, error);
        }
        budget.spend(60);
        BigDecimal square = b.re().multiply(b.re()).add(b.im().multiply(b.im()));
        BigDecimal re = a.re().multiply(b.re()).add(a.im().multiply(b.im()));
        BigDecimal im = a.im().multiply(b.re()).subtract(a.re().multiply(b.im()));
        return of(re.divide(square, context), im.divide(square, context), error);
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

    private Ball whole(Ball base, BigInteger n) {
        if (base.holdsZero()) {
            if (n.signum() <= 0) {
                throw NoValue.undefined();
            }
            if (base.error() == Double.NEGATIVE_INFINITY) {
                return base;
            }
        }
        if (n.signum() < 0) {
            return divide(exact(BigDecimal.ONE, BigDecimal.ZERO), whole(base, n.negate()));
        }
        if (n.bitLength() > 21 || n.intValue() > MAX_POWER) {
            throw NoValue.imprecise();
        }
        Ball result = exact(BigDecimal.ONE, BigDecimal.ZERO);
        Ball square = base;
        for (int k = n.intValue(); k > 0; k >>= 1) {
            result = (k & 1) == 1 ? multiply(result, square) : result;
            square = k > 1 ? multiply(square, square) : square;
        }
        return result;
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
            return of(BigDecimal.ZERO, BigDecimal.ZERO, Ball.sum(a.error(), a.size()) / degree);
        }
        if (a.isReal() && a.re().signum() > 0) {
            BigDecimal root = functions.root(a.re(), degree);
            return real(root, a.error() - (a.size() - 3) + Ball.size(root));
        }
        if (degree == 2 && a.isReal() && complex) {
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
        BigDecimal re = functions.cos(a.im()).multiply(scale, context);
        BigDecimal im = functions.sin(a.im()).multiply(scale, context);
        return widened(of(re, im, error), Ball.size(scale));
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
        if (!complex) {
            throw NoValue.undefined();
        }
        budget.spend(50);
        BigDecimal square = a.re().multiply(a.re()).add(a.im().multiply(a.im()), context);
        BigDecimal re = functions.ln(square).divide(BigDecimal.TWO, context);
        return widened(of(re, functions.angle(a.re(), a.im()), error), 0);
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
        return widened(of(re.re(), im.re(), Ball.sum(re.error(), im.error())), a.error() + cosh.size() + 1);
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
            BigDecimal beyond = a.re().abs().subtract(BigDecimal.ONE);
            if (!a.isReal() || Ball.size(beyond) > a.error()) {
                return complexArcsin(a);
            }
        }
        BigDecimal gap = BigDecimal.ONE.subtract(a.re().multiply(a.re(), context));
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

    @Override
    public Ball abs(Ball a) {
        if (a.isReal()) {
            return a.re().signum() < 0 ? negate(a) : a;
        }
        budget.spend(20);
        BigDecimal square = a.re().multiply(a.re()).add(a.im().multiply(a.im()), context);
        return widened(real(functions.root(square, 2), a.error()), a.size() + rounding);
    }

    @Override
    public Ball floor(Ball a) {
        BigInteger n = integer(a);
        if (n == null && !settled(a).isReal()) {
            throw NoValue.undefined();
        }
        if (n == null && a.error() > 0) {
            throw NoValue.imprecise();
        }
        BigDecimal floor = n != null ? new BigDecimal(n) : a.re().setScale(0, RoundingMode.FLOOR);
        return exact(floor, BigDecimal.ZERO);
    }

    @Override
    public Ball min(Ball a, Ball b) {
        Ball x = settled(a);
        Ball y = settled(b);
        if (!x.isReal() || !y.isReal()) {
            throw NoValue.undefined();
        }
        return new Ball(x.re().min(y.re()), BigDecimal.ZERO, Math.max(x.error(), y.error()));
    }

    @Override
    public Ball re(Ball a) {
        return new Ball(a.re(), BigDecimal.ZERO, a.error());
    }

    @Override
    public Ball im(Ball a) {
        return new Ball(a.im(), BigDecimal.ZERO, a.error());
    }

    // A value this close to a whole number is one: it came from numbers that know nothing of the precision in use.
    @Override
    public @Nullable BigInteger integer(Ball value) {
        Ball a = settled(value);
        double size = a.size();
        if (!a.isReal()) {
            return null;
        }
        if (size > 150 || (a.error() > -20 && size > 0)) {
            throw NoValue.imprecise();
        }
        BigDecimal nearest = a.re().setScale(0, RoundingMode.HALF_EVEN);
        return Ball.size(a.re().subtract(nearest)) <= a.error() + 1 ? nearest.toBigInteger() : null;
    }

    private Ball settled(Ball a) {
        return !a.isReal() && Ball.size(a.im()) <= a.error() + 1
                ? new Ball(a.re(), BigDecimal.ZERO, Ball.sum(a.error(), Ball.size(a.im())))
                : a;
    }

    private Ball half(Ball a) {
        return divide(a, exact(BigDecimal.TWO, BigDecimal.ZERO));
    }

    private Ball real(BigDecimal a) {
        return exact(a, BigDecimal.ZERO);
    }

    private Ball real(BigDecimal a, double error) {
        return of(a, BigDecimal.ZERO, error);
    }

    // For an operation whose rounding is one of its operands' and not of its result's size.
    private Ball widened(Ball a, double size) {
        return new Ball(a.re(), a.im(), Ball.sum(a.error(), size + rounding + 2));
    }

    private Ball of(BigDecimal re, BigDecimal im, double error) {
        Ball ball = new Ball(re, im, error);
        double size = ball.size();
        if (size > MAX_SIZE || error > MAX_SIZE || (size < -MAX_SIZE && size != Double.NEGATIVE_INFINITY)) {
            throw NoValue.imprecise();
        }
        return new Ball(re, im, Ball.sum(error, size + rounding + 1));
    }
}
