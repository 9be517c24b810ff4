package zero4j.verify;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.numbers.fraction.BigFraction;
import zero4j.verify.expr.Budget;

/** Decides whether two answers that were read are the same. */
final class Equality {
    private static final BigFraction HUNDREDTH = BigFraction.of(1, 100);

    private final Budget budget;
    private final Exact exact;

    Equality(Budget budget) {
        this.budget = budget;
        exact = new Exact(budget);
    }

    boolean same(Expr a, Expr b) {
        budget.spend(1);
        if (a instanceof Expr.Quantity || b instanceof Expr.Quantity) {
            return sameQuantity(a, b);
        }
        if (a instanceof Expr.Relation || b instanceof Expr.Relation) {
            return sameRelation(a, b);
        }
        if (a instanceof Expr.Group || b instanceof Expr.Group) {
            return sameGroup(a, b);
        }
        if (a instanceof Expr.Scalar(Quotient x) && b instanceof Expr.Scalar(Quotient y)) {
            return x.sameValue(y, exact);
        }
        return a.equals(b);
    }

    // A missing unit is forgiven, a different one is not. A percentage is its number and its hundredth.
    private boolean sameQuantity(Expr a, Expr b) {
        if (a instanceof Expr.Quantity(Expr x, String unit) && b instanceof Expr.Quantity(Expr y, String other)) {
            return unit.equals(other) && same(x, y);
        }
        if (!(a instanceof Expr.Quantity(Expr value, String unit))) {
            return sameQuantity(b, a);
        }
        return same(value, b)
                || (unit.equals("%")
                        && value instanceof Expr.Scalar(Quotient percent)
                        && same(new Expr.Scalar(percent.times(Quotient.of(HUNDREDTH), exact)), b));
    }

    // "x = 5" and "x \in S" say no more than "5" and "S" where only one side writes the name.
    private boolean sameRelation(Expr a, Expr b) {
        if (a instanceof Expr.Relation(String sign, Expr l, Expr r)
                && b instanceof Expr.Relation(String other, Expr m, Expr s)) {
            return sign.equals(other) && ((same(l, m) && same(r, s)) || (sign.equals("=") && same(l, s) && same(r, m)));
        }
        if (!(a instanceof Expr.Relation(String sign, Expr left, Expr right))) {
            return sameRelation(b, a);
        }
        boolean named =
                left instanceof Expr.Scalar(Quotient name) && name.constant().isEmpty();
        return named && (sign.equals("=") || sign.equals("in")) && same(right, b);
    }

    private boolean sameGroup(Expr a, Expr b) {
        Expr.Group x = group(a);
        Expr.Group y = group(b);
        if (x.elements().size() != y.elements().size() || x.ordered() != y.ordered()) {
            return false;
        }
        if (!x.ordered()) {
            boolean unions = x.open().equals("cup");
            return unions == y.open().equals("cup") && sameInAnyOrder(x.elements(), y.elements());
        }
        boolean same = x.open().equals(y.open()) && x.close().equals(y.close());
        for (int i = 0; same && i < x.elements().size(); i++) {
            same = same(x.elements().get(i), y.elements().get(i));
        }
        return same;
    }

    private static Expr.Group group(Expr a) {
        return a instanceof Expr.Group g ? g : new Expr.Group("", "", List.of(a));
    }

    private boolean sameInAnyOrder(List<Expr> xs, List<Expr> ys) {
        List<Expr> left = new ArrayList<>(ys);
        for (Expr x : xs) {
            int match = 0;
            while (match < left.size() && !same(x, left.get(match))) {
                match++;
            }
            if (match == left.size()) {
                return false;
            }
            left.remove(match);
        }
        return true;
    }
}
