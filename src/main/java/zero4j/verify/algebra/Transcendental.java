package zero4j.verify.algebra;

import ch.obermuhlner.math.big.BigDecimalMath;
import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;
import zero4j.verify.expr.Budget;

/** Functions of real numbers in high precision, with arguments of bounded size, paid for by what they cost. */
final class Transcendental {
    private static final BigDecimal MAX_EXPONENT = new BigDecimal(40_000);
    private static final BigDecimal MAX_ANGLE = new BigDecimal("1e18");

    private static final int SMALL_EXPONENT = 18;

    private final Budget budget;
    private final MathContext context;

    // Costs grow somewhat faster than with the square of the digits.
    private final double scale;
    private @Nullable BigDecimal lnOfTen;

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

    BigDecimal e() {
        pay(20);
        return BigDecimalMath.e(context);
    }

    BigDecimal exp(BigDecimal a) {
        if (a.abs().compareTo(MAX_EXPONENT) > 0) {
            throw NoValue.imprecise();
        }
        if (tiny(a)) {
            return BigDecimal.ONE;
        }
        pay(1000);
        return BigDecimalMath.exp(a, context);
    }

    BigDecimal ln(BigDecimal a) {
        int exponent = exponent(a);
        pay(2500);
        if (exponent >= -1 && exponent < SMALL_EXPONENT) {
            return BigDecimalMath.log(a, context);
        }
        BigDecimal power = lnOfTen().multiply(BigDecimal.valueOf(exponent));
        return power.add(BigDecimalMath.log(a.scaleByPowerOfTen(-exponent), context), context);
    }

    private BigDecimal lnOfTen() {
        BigDecimal ln = lnOfTen;
        if (ln == null) {
            pay(2500);
            // A few digits more, as it is multiplied by exponents.
            ln = BigDecimalMath.log(BigDecimal.TEN, new MathContext(context.getPrecision() + 6));
            lnOfTen = ln;
        }
        return ln;
    }

    BigDecimal sin(BigDecimal a) {
        return tiny(a) ? a : BigDecimalMath.sin(reduced(a), context);
    }

    BigDecimal cos(BigDecimal a) {
        return tiny(a) ? BigDecimal.ONE : BigDecimalMath.cos(reduced(a), context);
    }

    // Within one turn: the library loses the digits that large angles have before the point.
    private BigDecimal reduced(BigDecimal a) {
        if (a.abs().compareTo(MAX_ANGLE) > 0) {
            throw NoValue.imprecise();
        }
        pay(1000);
        int exponent = exponent(a);
        if (exponent < 1) {
            return a;
        }
        MathContext wide = new MathContext(context.getPrecision() + exponent + 3);
        return a.remainder(BigDecimalMath.pi(wide).multiply(BigDecimal.TWO)).round(context);
    }

    BigDecimal arcsin(BigDecimal a) {
        if (a.abs().compareTo(BigDecimal.ONE) == 0) {
            return quarter(a.signum());
        }
        pay(300);
        BigDecimal cosine = BigDecimal.ONE.subtract(a.multiply(a), context).sqrt(context);
        return arctan(a.divide(cosine, context));
    }

    private BigDecimal quarter(int sign) {
        return pi().multiply(BigDecimal.valueOf(sign)).divide(BigDecimal.TWO, context);
    }

    BigDecimal arctan(BigDecimal a) {
        if (tiny(a)) {
            return a;
        }
        if (a.abs().compareTo(BigDecimal.ONE) > 0) {
            return quarter(a.signum()).subtract(arctan(BigDecimal.ONE.divide(a, context)), context);
        }
        pay(2500);
        // Half the angle twice: the library's series takes long for arguments near 1.
        return BigDecimalMath.atan(halfAngle(halfAngle(a)), context).multiply(BigDecimal.valueOf(4), context);
    }

    private BigDecimal halfAngle(BigDecimal tangent) {
        BigDecimal secant =
                BigDecimal.ONE.add(tangent.multiply(tangent), context).sqrt(context);
        return tangent.divide(BigDecimal.ONE.add(secant), context);
    }

    /** The angle of a point that is not zero, above -π and at most π. */
    BigDecimal angle(BigDecimal re, BigDecimal im) {
        if (im.abs().compareTo(re.abs()) > 0) {
            return quarter(im.signum()).subtract(arctan(re.divide(im, context)), context);
        }
        BigDecimal angle = arctan(im.divide(re, context));
        return re.signum() > 0 ? angle : im.signum() < 0 ? angle.subtract(pi(), context) : angle.add(pi(), context);
    }

    /** The root of a positive number. */
    BigDecimal root(BigDecimal a, int degree) {
        if (degree == 2) {
            pay(250);
            return a.sqrt(context);
        }
        int exponent = Math.floorDiv(exponent(a), degree);
        BigDecimal reduced = a.scaleByPowerOfTen(-exponent * degree);
        if (degree < 10) {
            pay(200L * degree);
            return BigDecimalMath.root(reduced, BigDecimal.valueOf(degree), context)
                    .scaleByPowerOfTen(exponent);
        }
        BigDecimal ln = ln(reduced).divide(BigDecimal.valueOf(degree), context);
        return exp(ln).scaleByPowerOfTen(exponent);
    }

    // So small that the next term of the series is below the rounding. The library takes very long for such numbers.
    private boolean tiny(BigDecimal a) {
        return a.signum() == 0 || exponent(a) < -context.getPrecision();
    }

    // The number is at least 1 and below 10 times 10 to this.
    private static int exponent(BigDecimal a) {
        return a.precision() - a.scale() - 1;
    }

    private void pay(long steps) {
        budget.spend((long) (steps * scale));
    }
}
