package zero4j.verify.algebra;

import ch.obermuhlner.math.big.BigDecimalMath;
import java.math.BigDecimal;
import java.math.MathContext;
import zero4j.verify.expr.Budget;

/** Functions of real numbers in high precision, with arguments of bounded size, paid for by what they cost. */
final class Transcendental {
    private static final BigDecimal MAX_EXPONENT = new BigDecimal(40_000);
    private static final BigDecimal MAX_ANGLE = new BigDecimal("1e18");

    private final Budget budget;
    private final MathContext context;

    // Costs grow somewhat faster than with the square of the digits.
    private final double scale;

    Transcendental(Budget budget, MathContext context) {
        this.budget = budget;
        this.context = context;
        double digits = context.getPrecision() / 50.0;
        scale = digits <= 1 ? 1 : digits * digits;
    }

    BigDecimal pi() {
        pay(20);
        return BigDecimalMath.pi(context);
    }

    BigDecimal exp(BigDecimal a) {
        if (a.abs().compareTo(MAX_EXPONENT) > 0) {
            throw NoValue.imprecise();
        }
        pay(1000);
        return BigDecimalMath.exp(a, context);
    }

    BigDecimal ln(BigDecimal a) {
        pay(2500);
        return BigDecimalMath.log(a, context);
    }

    BigDecimal sin(BigDecimal a) {
        return BigDecimalMath.sin(angle(a), context);
    }

    BigDecimal cos(BigDecimal a) {
        return BigDecimalMath.cos(angle(a), context);
    }

    private BigDecimal angle(BigDecimal a) {
        if (a.abs().compareTo(MAX_ANGLE) > 0) {
            throw NoValue.imprecise();
        }
        pay(1000);
        return a;
    }

    BigDecimal arcsin(BigDecimal a) {
        pay(5000);
        return BigDecimalMath.asin(a, context);
    }

    BigDecimal arctan(BigDecimal a) {
        pay(5000);
        return BigDecimalMath.atan(a, context);
    }

    /** The angle of a point that is not zero, above -π and at most π. */
    BigDecimal angle(BigDecimal re, BigDecimal im) {
        pay(6000);
        return BigDecimalMath.atan2(im, re, context);
    }

    /** The root of a positive number. */
    BigDecimal root(BigDecimal a, int degree) {
        if (degree == 2) {
            pay(250);
            return a.sqrt(context);
        }
        if (degree < 20) {
            pay(100L * degree);
            return BigDecimalMath.root(a, BigDecimal.valueOf(degree), context);
        }
        BigDecimal ln = ln(a);
        return exp(ln.divide(BigDecimal.valueOf(degree), context));
    }

    private void pay(long steps) {
        budget.spend((long) (steps * scale));
    }
}
