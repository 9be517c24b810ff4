package zero4j.verify.equality;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import zero4j.verify.algebra.Algebra;
import zero4j.verify.equality.RealSet.Span;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Call;
import zero4j.verify.expr.Expr.Fraction;
import zero4j.verify.expr.Expr.Negative;
import zero4j.verify.expr.Expr.Num;
import zero4j.verify.expr.Expr.Power;
import zero4j.verify.expr.Expr.Product;
import zero4j.verify.expr.Expr.Relation.Sign;
import zero4j.verify.expr.Expr.Root;
import zero4j.verify.expr.Expr.Sum;
import zero4j.verify.expr.Expr.Symbol;
import zero4j.verify.expr.FunctionNames;

/** Solves inequalities of one unknown whose sides differ by a polynomial of degree 2 at most, or by an absolute value. */
final class Inequalities {
    private static final Num ZERO = Num.of(0);

    private final Algebra algebra;
    private final Comparator<Expr> order;

    Inequalities(Algebra algebra, Comparator<Expr> order) {
        this.algebra = algebra;
        this.order = order;
    }

    /** @param unknown a symbol, or an unknown function's value */
    record Solved(Expr unknown, RealSet values) {}

    /** The values for which {@code left sign right} holds; empty where that cannot be told. */
    Optional<Solved> solve(Expr left, Sign sign, Expr right) {
        boolean orders = sign == Sign.LESS
                || sign == Sign.LESS_OR_EQUAL
                || sign == Sign.GREATER
                || sign == Sign.GREATER_OR_EQUAL;
        Set<Expr> unknowns = new LinkedHashSet<>();
        collect(left, unknowns);
        collect(right, unknowns);
        if (!orders || unknowns.size() != 1 || !Equality.isFormula(left) || !Equality.isFormula(right)) {
            return Optional.empty();
        }
        Expr unknown = unknowns.iterator().next();
        return values(left, sign, right, unknown).map(set -> new Solved(unknown, set));
    }

    private static void collect(Expr a, Set<Expr> into) {
        if (a instanceof Symbol || (a instanceof Call call && !FunctionNames.known(call.function()))) {
            into.add(a);
        } else {
            a.parts().forEach(part -> collect(part, into));
        }
    }

    private Optional<RealSet> values(Expr left, Sign sign, Expr right, Expr unknown) {
        if (isAbsolute(right) && !isAbsolute(left)) {
            return values(right, sign.mirrored().orElseThrow(), left, unknown);
        }
        boolean constant = !NamedExpressions.isConstant(left) && NamedExpressions.isConstant(right);
        if (left instanceof Call(String _, List<Expr> inside) && isAbsolute(left) && constant) {
            Expr inner = inside.getFirst();
            Optional<RealSet> below = polynomial(inner, sign, right, unknown);
            Optional<RealSet> above = polynomial(inner, sign.mirrored().orElseThrow(), new Negative(right), unknown);
            boolean within = sign == Sign.LESS || sign == Sign.LESS_OR_EQUAL;
            return below.flatMap(x -> above.map(y -> within ? x.intersection(y) : x.union(y)));
        }
        return polynomial(left, sign, right, unknown);
    }

    private static boolean isAbsolute(Expr a) {
        return a instanceof Call(String function, List<Expr> _) && function.equals("abs");
    }

    private Optional<RealSet> polynomial(Expr left, Sign sign, Expr right, Expr unknown) {
        Expr difference = new Sum(List.of(left, new Negative(right)));
        Expr c = at(difference, unknown, 0);
        Expr plus = at(difference, unknown, 1);
        Expr minus = at(difference, unknown, -1);
        Expr a = new Sum(List.of(half(new Sum(List.of(plus, minus))), new Negative(c)));
        Expr b = half(new Sum(List.of(plus, new Negative(minus))));
        Expr again = new Sum(List.of(
                new Product(List.of(a, new Power(unknown, Num.of(2)))), new Product(List.of(b, unknown)), c));
        boolean real = isReal(a) && isReal(b) && isReal(c);
        if (!real || algebra.compare(difference, again) == Algebra.Match.DIFFERENT) {
            return Optional.empty();
        }
        boolean closed = sign == Sign.LESS_OR_EQUAL || sign == Sign.GREATER_OR_EQUAL;
        boolean positive = sign == Sign.GREATER || sign == Sign.GREATER_OR_EQUAL;
        return Optional.of(where(a, b, c, positive, closed));
    }

    private static Expr half(Expr a) {
        return new Fraction(a, Num.of(2));
    }

    private static Expr at(Expr a, Expr unknown, long value) {
        return a.equals(unknown) ? Num.of(value) : a.withParts(part -> at(part, unknown, value));
    }

    private boolean isReal(Expr a) {
        return algebra.order(a, ZERO).isPresent();
    }

    private int sign(Expr a) {
        return algebra.order(a, ZERO).orElseThrow();
    }

    /** Where a x^2 + b x + c is positive, or negative; where it is 0, too, if {@code closed}. */
    private RealSet where(Expr a, Expr b, Expr c, boolean positive, boolean closed) {
        int wanted = positive ? 1 : -1;
        if (sign(a) == 0) {
            return linear(b, c, wanted, closed);
        }
        Expr discriminant =
                new Sum(List.of(new Power(b, Num.of(2)), new Negative(new Product(List.of(Num.of(4), a, c)))));
        boolean outside = sign(a) == wanted;
        if (sign(discriminant) < 0) {
            return set(outside ? List.of(Span.ALL) : List.of());
        }
        Expr root = new Root(discriminant, Num.of(2));
        Expr twice = new Product(List.of(Num.of(2), a));
        Expr one = new Fraction(new Sum(List.of(new Negative(b), new Negative(root))), twice);
        Expr other = new Fraction(new Sum(List.of(new Negative(b), root)), twice);
        Expr low = sign(a) > 0 ? one : other;
        Expr high = sign(a) > 0 ? other : one;
        if (outside) {
            return set(List.of(Span.below(low, closed), Span.above(high, closed)));
        }
        boolean empty = sign(discriminant) == 0 && !closed;
        return set(empty ? List.of() : List.of(new Span(low, closed, high, closed)));
    }

    private RealSet linear(Expr b, Expr c, int wanted, boolean closed) {
        if (sign(b) == 0) {
            boolean all = sign(c) == wanted || (closed && sign(c) == 0);
            return set(all ? List.of(Span.ALL) : List.of());
        }
        Expr zero = new Fraction(new Negative(c), b);
        return set(List.of(sign(b) == wanted ? Span.above(zero, closed) : Span.below(zero, closed)));
    }

    private RealSet set(List<Span> spans) {
        return RealSet.of(new ArrayList<>(spans), order);
    }
}
