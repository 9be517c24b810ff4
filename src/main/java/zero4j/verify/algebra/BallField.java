package zero4j.verify.algebra;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import org.apache.commons.numbers.fraction.BigFraction;
import org.jspecify.annotations.Nullable;
import zero4j.verify.expr.Budget;

/** The part of the arithmetic in high precision that is no more than sums, products and rounding. */
abstract class BallField implements Arithmetic<Ball> {
    private static final double MAX_SIZE = 60_000;
    private static final int MAX_POWER = 1 << 20;

    private final Budget budget;
    private final boolean complex;
    private final MathContext context;

    // The binary logarithm of the relative error of one operation.
    private final double rounding;

    BallField(Budget budget, boolean complex, int digits) {
        this.budget = budget;
        this.complex = complex;
        context = new MathContext(digits, RoundingMode.HALF_EVEN);
        rounding = -(digits - 1) * 3.3219;
    }

    final boolean complex() {
        return complex;
    }

    final MathContext context() {
        return context;
    }

    final Ball exact(BigDecimal re, BigDecimal im) {
        return new Ball(re, im, Double.NEGATIVE_INFINITY);
    }

    @Override
    public final Ball number(BigFraction value) {
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
    public final Ball i() {
        if (!complex) {
            throw NoValue.undefined();
        }
        return exact(BigDecimal.ZERO, BigDecimal.ONE);
    }

    @Override
    public final Ball add(Ball a, Ball b) {
        budget.spend(5);
        return rounded(a.re().add(b.re(), context), a.im().add(b.im(), context), Ball.sum(a.error(), b.error()));
    }

    @Override
    public final Ball negate(Ball a) {
        return new Ball(a.re().negate(), a.im().negate(), a.error());
    }

    @Override
    public final Ball multiply(Ball a, Ball b) {
        budget.spend(10);
        double error = Ball.sum(Ball.sum(a.size() + b.error(), b.size() + a.error()), a.error() + b.error());
        if (a.isReal() && b.isReal()) {
            return real(a.re().multiply(b.re(), context), error);
        }
        budget.spend(30);
        BigDecimal re = a.re().multiply(b.re()).subtract(a.im().multiply(b.im()), context);
        BigDecimal im = a.re().multiply(b.im()).add(a.im().multiply(b.re()), context);
        return rounded(re, im, error);
    }

    @Override
    public final Ball divide(Ball a, Ball b) {
        budget.spend(15);
        if (b.holdsZero()) {
            throw NoValue.undefined();
        }
        double size = b.size() - 3;
        double error = 2 + Ball.sum(a.error() - size, a.size() + b.error() - 2 * size);
        if (b.isReal()) {
            BigDecimal im = a.isReal() ? BigDecimal.ZERO : a.im().divide(b.re(), context);
            return rounded(a.re().divide(b.re(), context), im, error);
        }
        budget.spend(60);
        BigDecimal square = b.re().multiply(b.re()).add(b.im().multiply(b.im()), context);
        BigDecimal re = a.re().multiply(b.re()).add(a.im().multiply(b.im()), context);
        BigDecimal im = a.im().multiply(b.re()).subtract(a.re().multiply(b.im()), context);
        return rounded(re.divide(square, context), im.divide(square, context), error);
    }

    final Ball whole(Ball base, BigInteger n) {
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
    public final Ball abs(Ball a) {
        if (a.isReal()) {
            return a.re().signum() < 0 ? negate(a) : a;
        }
        budget.spend(300);
        BigDecimal square = a.re().multiply(a.re()).add(a.im().multiply(a.im()), context);
        return widened(real(square.sqrt(context), a.error()), a.size() + rounding);
    }

    @Override
    public final Ball floor(Ball a) {
        BigInteger n = integer(a);
        if (n == null && !settled(a).isReal()) {
            throw NoValue.undefined();
        }
        if (n == null && a.error() > 0) {
            throw NoValue.imprecise();
        }
        if (n == null && a.size() < -3) {
            return exact(BigDecimal.valueOf(Math.min(a.re().signum(), 0)), BigDecimal.ZERO);
        }
        BigDecimal floor = n != null ? new BigDecimal(n) : a.re().setScale(0, RoundingMode.FLOOR);
        return exact(floor, BigDecimal.ZERO);
    }

    @Override
    public final Ball min(Ball a, Ball b) {
        Ball x = settled(a);
        Ball y = settled(b);
        if (!x.isReal() || !y.isReal()) {
            throw NoValue.undefined();
        }
        return new Ball(x.re().min(y.re()), BigDecimal.ZERO, Math.max(x.error(), y.error()));
    }

    @Override
    public final Ball re(Ball a) {
        return new Ball(a.re(), BigDecimal.ZERO, a.error());
    }

    @Override
    public final Ball im(Ball a) {
        return new Ball(a.im(), BigDecimal.ZERO, a.error());
    }

    // A value this close to a whole number is one: it came from numbers that know nothing of the precision in use.
    @Override
    public final @Nullable BigInteger integer(Ball value) {
        Ball a = settled(value);
        double size = a.size();
        if (!a.isReal()) {
            return null;
        }
        if (size > 150 || (a.error() > -20 && size > 0)) {
            throw NoValue.imprecise();
        }
        if (size < -3) {
            return size <= a.error() + 1 ? BigInteger.ZERO : null;
        }
        BigDecimal nearest = a.re().setScale(0, RoundingMode.HALF_EVEN);
        return Ball.size(a.re().subtract(nearest)) <= a.error() + 1 ? nearest.toBigInteger() : null;
    }

    final Ball settled(Ball a) {
        return !a.isReal() && Ball.size(a.im()) <= a.error() + 1
                ? new Ball(a.re(), BigDecimal.ZERO, Ball.sum(a.error(), Ball.size(a.im())))
                : a;
    }

    final Ball half(Ball a) {
        return divide(a, exact(BigDecimal.TWO, BigDecimal.ZERO));
    }

    // For an operation whose rounding is one of its operands' and not of its result's size.
    final Ball widened(Ball a, double size) {
        return new Ball(a.re(), a.im(), Ball.sum(a.error(), size + rounding + 2));
    }

    final Ball rounded(BigDecimal re, BigDecimal im, double error) {
        Ball ball = new Ball(re, im, error);
        double size = ball.size();
        if (size > MAX_SIZE || error > MAX_SIZE || (size < -MAX_SIZE && size != Double.NEGATIVE_INFINITY)) {
            throw NoValue.imprecise();
        }
        return new Ball(re, im, Ball.sum(error, size + rounding + 1));
    }

    final Ball real(BigDecimal a) {
        return exact(a, BigDecimal.ZERO);
    }

    final Ball real(BigDecimal a, double error) {
        return rounded(a, BigDecimal.ZERO, error);
    }
}
