package zero4j.verify.equality;

import java.math.BigInteger;
import java.util.List;
import org.apache.commons.numbers.fraction.BigFraction;
import org.jspecify.annotations.Nullable;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Negative;
import zero4j.verify.expr.Expr.Num;
import zero4j.verify.expr.Expr.Product;
import zero4j.verify.expr.Expr.Sum;

/**
 * Sums and products of the entries of matrices. Those of exact numbers are calculated at once; of anything else the
 * size is paid for, because the factors of a product of many matrices would occur in it exponentially often.
 */
final class Entries {
    private final Budget budget;

    Entries(Budget budget) {
        this.budget = budget;
    }

    Expr sum(List<Expr> terms) {
        BigFraction sum = BigFraction.ZERO;
        for (Expr term : terms) {
            BigFraction value = value(term);
            if (value == null) {
                terms.forEach(this::payFor);
                return new Sum(terms);
            }
            sum = sum.add(value);
        }
        return number(sum);
    }

    Expr product(Expr a, Expr b) {
        BigFraction x = value(a);
        BigFraction y = value(b);
        if (x != null && y != null) {
            return number(x.multiply(y));
        }
        payFor(a);
        payFor(b);
        return new Product(List.of(a, b));
    }

    private static @Nullable BigFraction value(Expr a) {
        return switch (a) {
            case Num n -> n.decimal() ? null : n.value();
            case Negative(Num n) -> n.decimal() ? null : n.value().negate();
            default -> null;
        };
    }

    private Num number(BigFraction value) {
        int bits = bits(value.getNumerator()) + bits(value.getDenominator());
        if (bits > Budget.MAX_BITS) {
            throw new Budget.Exhausted("a number is too large");
        }
        budget.spend(1 + bits / 64);
        return Num.of(value);
    }

    private static int bits(BigInteger a) {
        return a.bitLength();
    }

    /** Pays for each part of {@code a} as often as it occurs. */
    void payFor(Expr a) {
        budget.spend(1);
        a.withParts(part -> {
            payFor(part);
            return part;
        });
    }
}
