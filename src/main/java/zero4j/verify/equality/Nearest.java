package zero4j.verify.equality;

import java.util.IdentityHashMap;
import java.util.List;
import zero4j.verify.algebra.Algebra;
import zero4j.verify.expr.Expr;

/**
 * Guesses which of many elements is the same as another, so that each need not be compared with all. Whether it is the
 * same is not said.
 */
final class Nearest {
    /** So many are compared one by one, which is as cheap. */
    private static final int FEW = 8;

    /** How much more the next part counts than the one before, so that (1, 2) is not (2, 1). */
    private static final double NEXT = 1.618;

    private final Algebra algebra;
    private final IdentityHashMap<Expr, Double> values = new IdentityHashMap<>();

    Nearest(Algebra algebra) {
        this.algebra = algebra;
    }

    /** Where what is written like {@code x} is, otherwise, of many, what is nearest in value; -1 where none is. */
    int to(Expr x, List<Expr> all) {
        int alike = all.indexOf(x);
        return alike >= 0 || all.size() <= FEW ? alike : nearest(value(x), all);
    }

    private int nearest(double value, List<Expr> all) {
        int nearest = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < all.size() && !Double.isNaN(value); i++) {
            double distance = Math.abs(value(all.get(i)) - value);
            if (distance < least) {
                least = distance;
                nearest = i;
            }
        }
        return nearest;
    }

    private double value(Expr a) {
        Double known = values.get(a);
        if (known == null) {
            known = Equality.isFormula(a) ? algebra.rough(a).orElse(Double.NaN) : ofParts(a);
            values.put(a, known);
        }
        return known;
    }

    /** Of a point, an equation and the like, a number that is the same for the same values in it; NaN without any. */
    private double ofParts(Expr a) {
        double sum = Double.NaN;
        double weight = 1;
        for (Expr part : a.parts()) {
            double value = value(part);
            if (!Double.isNaN(value)) {
                sum = (Double.isNaN(sum) ? 0 : sum) + weight * value;
            }
            weight *= NEXT;
        }
        return sum;
    }
}
