package zero4j.verify.algebra;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;

/** The values of formulas without variables. */
final class Constants {
    private static final int DIGITS = 54;
    private static final int MORE_DIGITS = 140;
    private static final BigDecimal NOTHING = BigDecimal.ONE.scaleByPowerOfTen(-DIGITS / 2);
    private static final MathContext ROUNDING = new MathContext(2 * DIGITS);

    private final Budget budget;
    private final int decimals;
    private final Expr logBase;
    private final Variables variables;

    /**
     * @param decimals of the tolerance between a written decimal and a value
     * @param logBase the base of logarithms that are written without one
     */
    Constants(Budget budget, int decimals, Expr logBase, Variables variables) {
        this.budget = budget;
        this.decimals = decimals;
        this.logBase = logBase;
        this.variables = variables;
    }

    /** Whether two formulas have the same value, up to errors far below any that a different formula would show. */
    boolean agree(Expr a, Expr b) {
        Approximate x = approximate(a);
        Approximate y = approximate(b);
        return (x == null || y == null || !x.apartFrom(y)) && compare(a, b) == Agreement.SAME;
    }

    private Agreement compare(Expr a, Expr b) {
        Agreement agreement = compare(a, b, DIGITS);
        return agreement == Agreement.UNKNOWN ? compare(a, b, MORE_DIGITS) : agreement;
    }

    private Agreement compare(Expr a, Expr b, int digits) {
        Ball x = value(a, digits);
        Ball y = value(b, digits);
        return x == null || y == null ? Agreement.UNKNOWN : Agreement.of(x, y, new Balls(budget, true, digits));
    }

    /** The sign of {@code a - b}, 0 where they agree, null where one is no real number. */
    @Nullable
    Integer order(Expr a, Expr b) {
        Ball x = value(a, DIGITS);
        Ball y = value(b, DIGITS);
        if (x == null || y == null || !real(x) || !real(y)) {
            return null;
        }
        Agreement agreement = compare(a, b);
        return agreement == Agreement.UNKNOWN ? null : agreement == Agreement.SAME ? 0 : x.re().compareTo(y.re());
    }

    private static boolean real(Ball a) {
        return a.isReal() || Ball.size(a.im()) <= a.error() + 1;
    }

    /**
     * Whether a decimal is the other value, rounded.
     *
     * @param decimalA whether a decimal takes part in {@code a}; one does in {@code a} or in {@code b}
     */
    boolean round(Expr a, boolean decimalA, Expr b, boolean decimalB) {
        Approximate u = approximate(a);
        Approximate v = approximate(b);
        BigDecimal unit = BigDecimal.ONE.scaleByPowerOfTen(-decimals);
        if (u != null
                && v != null
                && Math.abs(u.value() - v.value()) > unit.doubleValue() + 8 * (u.error() + v.error())) {
            return false;
        }
        Ball x = value(a, DIGITS);
        Ball y = value(b, DIGITS);
        return x != null
                && y != null
                && x.precise()
                && y.precise()
                && ((decimalA && rounds(x, written(a), y)) || (decimalB && rounds(y, written(b), x)));
    }

    private boolean rounds(Ball d, int written, Ball value) {
        BigDecimal difference = d.re().subtract(value.re(), ROUNDING)
                .abs()
                .max(d.im().subtract(value.im(), ROUNDING).abs());
        BigDecimal unit = BigDecimal.ONE.scaleByPowerOfTen(-decimals);
        BigDecimal half = new BigDecimal("0.5");
        if (difference.compareTo(half.multiply(unit)) > 0) {
            return false;
        }
        BigDecimal size = value.re().abs().max(value.im().abs());
        // Zero is the rounding of any small value, and says nothing about it.
        if (d.re().signum() == 0 && d.im().signum() == 0 && size.compareTo(NOTHING) > 0) {
            return false;
        }
        return difference.compareTo(size.multiply(unit)) <= 0
                || (written != Expr.Num.EXACT && difference.compareTo(half.scaleByPowerOfTen(-written)) <= 0);
    }

    // The digits behind the point if the formula is nothing but a decimal.
    private static int written(Expr e) {
        return switch (e) {
            case Expr.Num n -> n.decimals();
            case Expr.Negative(Expr value) -> written(value);
            default -> Expr.Num.EXACT;
        };
    }

    OptionalDouble rough(Expr a) {
        Approximate value = approximate(a);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value.value());
    }

    private @Nullable Approximate approximate(Expr e) {
        try {
            return new PointValue<>(new Doubles(budget), logBase, variables, List.<Approximate>of()).value(e);
        } catch (NoValue _) {
            return null;
        }
    }

    // The real value, otherwise the principal one; null if there is none.
    private @Nullable Ball value(Expr e, int digits) {
        for (boolean complex : new boolean[] {false, true}) {
            try {
                Balls balls = new Balls(budget, complex, digits);
                return new PointValue<>(balls, logBase, variables, List.<Ball>of()).value(e);
            } catch (NoValue _) {
                budget.spend(10);
            }
        }
        return null;
    }
}
