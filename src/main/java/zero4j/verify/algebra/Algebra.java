package zero4j.verify.algebra;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.apache.commons.numbers.fraction.BigFraction;
import org.jspecify.annotations.Nullable;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;

/**
 * Decides whether formulas have the same value: exactly where a normal form decides, otherwise by their values at sample
 * points. All work is paid for from a budget; where that is spent, {@link Budget.Exhausted} is thrown.
 *
 * <p>{@code log} with one argument is compared as the logarithm to base 10, and as the natural one.
 */
public final class Algebra {
    private static final Expr TEN = Expr.Num.of(10);

    private final Budget budget;
    private final int decimals;
    private final boolean sampling;

    /**
     * @param decimals of the tolerance between a written decimal and a value
     * @param sampling whether values may be compared at sample points where exact arithmetic does not decide
     */
    public Algebra(Budget budget, int decimals, boolean sampling) {
        this.budget = budget;
        this.decimals = decimals;
        this.sampling = sampling;
    }

    /** How two formulas agree, or that they do not. */
    public enum Match {
        EXACT,
        /** A decimal that is written in one of them is rounded. */
        ROUNDED,
        /** At all sample points where both have a value. */
        SAMPLED,
        DIFFERENT
    }

    /** Compares two formulas; an arrangement of formulas is only the same as an equal one. */
    public Match compare(Expr a, Expr b) {
        budget.spend(10);
        BigFraction x = plain(a);
        BigFraction y = plain(b);
        if (x != null && y != null && (x.equals(y) || !(decimal(a) || decimal(b)))) {
            return x.equals(y) ? Match.EXACT : Match.DIFFERENT;
        }
        if (a.equals(b)) {
            return Match.EXACT;
        }
        Shape s = Shape.of(a);
        Shape t = Shape.of(b);
        if (!s.formula() || !t.formula()) {
            return Match.DIFFERENT;
        }
        if (s.infinite() || t.infinite()) {
            return infinity(a) != 0 && infinity(a) == infinity(b) ? Match.EXACT : Match.DIFFERENT;
        }
        Match match = comparison(TEN, s, t).compare(a, b);
        return match == Match.DIFFERENT && (s.bareLog() || t.bareLog())
                ? comparison(Expr.Constant.E, s, t).compare(a, b)
                : match;
    }

    /** The sign of the constant c with a = c b, +1 where both are zero, 0 if there is no such constant but zero. */
    public int constantRatio(Expr a, Expr b) {
        budget.spend(10);
        if (a.equals(b)) {
            return 1;
        }
        Shape s = Shape.of(a);
        Shape t = Shape.of(b);
        if (!s.formula() || !t.formula() || s.infinite() || t.infinite()) {
            return 0;
        }
        int sign = comparison(TEN, s, t).ratio(a, b);
        return sign == 0 && (s.bareLog() || t.bareLog())
                ? comparison(Expr.Constant.E, s, t).ratio(a, b)
                : sign;
    }

    /** The order of two real constants: negative, 0 or positive; empty where one is no real constant. */
    public OptionalInt order(Expr a, Expr b) {
        budget.spend(10);
        BigFraction x = plain(a);
        BigFraction y = plain(b);
        if (x != null && y != null) {
            return OptionalInt.of(x.compareTo(y));
        }
        Shape s = Shape.of(a);
        Shape t = Shape.of(b);
        if (!s.formula() || !t.formula() || s.infinite() || t.infinite() || !s.constant() || !t.constant()) {
            return OptionalInt.empty();
        }
        Comparison comparison = comparison(TEN, s, t);
        x = comparison.rational(a);
        y = comparison.rational(b);
        Integer order = x != null && y != null ? Integer.valueOf(x.compareTo(y)) : comparison.order(a, b);
        return order == null ? OptionalInt.empty() : OptionalInt.of(order);
    }

    /** The exact value of a formula if it is rational and exact arithmetic shows it. */
    public Optional<BigFraction> rational(Expr a) {
        budget.spend(10);
        BigFraction plain = plain(a);
        if (plain != null) {
            return Optional.of(plain);
        }
        Shape s = Shape.of(a);
        return s.formula() && !s.infinite()
                ? Optional.ofNullable(comparison(TEN, s, s).rational(a))
                : Optional.empty();
    }

    /** About the value of a real formula without variables, empty for others; equal formulas may differ in rounding. */
    public OptionalDouble rough(Expr a) {
        budget.spend(1);
        Shape s = Shape.of(a);
        return s.formula() && s.constant() && !s.infinite()
                ? comparison(TEN, s, s).rough(a)
                : OptionalDouble.empty();
    }

    private Comparison comparison(Expr logBase, Shape a, Shape b) {
        return new Comparison(budget, decimals, sampling, logBase, a, b);
    }

    // The value of a number or a fraction of numbers, otherwise null.
    private static @Nullable BigFraction plain(Expr e) {
        return switch (e) {
            case Expr.Num n -> Exact.normal(n.value());
            case Expr.Negative(Expr.Num n) -> Exact.normal(n.value()).negate();
            case Expr.Fraction(Expr.Num n, Expr.Num d)
            when d.value().signum() != 0 -> Exact.normal(n.value().divide(d.value()));
            case Expr.Negative(Expr.Fraction(Expr.Num n, Expr.Num d))
            when d.value().signum() != 0 ->
                Exact.normal(n.value().divide(d.value())).negate();
            default -> null;
        };
    }

    private static boolean decimal(Expr e) {
        return switch (e) {
            case Expr.Num n -> n.decimal();
            case Expr.Negative(Expr value) -> decimal(value);
            case Expr.Fraction(Expr numerator, Expr denominator) -> decimal(numerator) || decimal(denominator);
            default -> false;
        };
    }

    // The sign of an infinite value, 0 where it is not known to be infinite.
    private int infinity(Expr e) {
        return switch (e) {
            case Expr.Constant c -> c == Expr.Constant.INFINITY ? 1 : 0;
            case Expr.Negative(Expr value) -> -infinity(value);
            case Expr.Product(List<Expr> factors) -> {
                int sign = 1;
                boolean any = false;
                for (Expr factor : factors) {
                    int infinite = infinity(factor);
                    any |= infinite != 0;
                    sign *= infinite != 0
                            ? infinite
                            : order(factor, Expr.Num.of(0)).orElse(0);
                }
                yield any ? Integer.signum(sign) : 0;
            }
            case Expr.Sum(List<Expr> terms) -> {
                int sign = 0;
                for (Expr term : terms) {
                    int infinite = infinity(term);
                    boolean finite =
                            infinite == 0 && order(term, Expr.Num.of(0)).isPresent();
                    if (infinite * sign < 0 || (infinite == 0 && !finite)) {
                        yield 0;
                    }
                    sign = sign != 0 ? sign : infinite;
                }
                yield sign;
            }
            default -> 0;
        };
    }
}
