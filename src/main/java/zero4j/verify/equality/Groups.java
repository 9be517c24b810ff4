package zero4j.verify.equality;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.ToIntBiFunction;
import zero4j.verify.algebra.Algebra;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Bracketed;
import zero4j.verify.expr.Expr.Constant;
import zero4j.verify.expr.Expr.Listing;
import zero4j.verify.expr.Expr.Matrix;
import zero4j.verify.expr.Expr.Negative;
import zero4j.verify.expr.Expr.SetOf;
import zero4j.verify.expr.Expr.SetOperation;
import zero4j.verify.expr.Expr.SetOperation.Operator;
import zero4j.verify.expr.Expr.SetWhere;

/** Lists, sets, tuples, intervals and matrices, compared part by part. */
final class Groups {
    private final Equality equality;
    private final Lists lists;
    private final Nearest nearest;

    Groups(Equality equality, Algebra algebra) {
        this.equality = equality;
        lists = new Lists(equality, this);
        nearest = new Nearest(algebra);
    }

    boolean same(Expr a, Expr b) {
        return switch (a) {
            case Listing x -> lists.same(x, b);
            case SetOf(List<Expr> x) -> sameSet(x, b);
            case Bracketed x -> sameBracketed(x, b);
            case Matrix(List<List<Expr>> x) -> sameMatrix(x, b);
            case SetOperation x -> sameOperation(x, b);
            case SetWhere x -> b instanceof SetWhere y && sameCondition(x, y);
            default -> !Equality.isFormula(b) && isGroup(b) && same(b, a);
        };
    }

    private static boolean isGroup(Expr a) {
        return a instanceof Listing
                || a instanceof SetOf
                || a instanceof Bracketed
                || a instanceof Matrix
                || a instanceof SetOperation;
    }

    // The elements of a set count once, however often they are written; what is in a set in a set is not in the set.
    private boolean sameSet(List<Expr> x, Expr b) {
        return switch (b) {
            case SetOf(List<Expr> y) -> contains(y, x) && contains(x, y);
            case Listing y -> lists.same(y, new SetOf(x));
            case Bracketed _, Matrix _, SetOperation _, SetWhere _ -> false;
            default -> x.size() == 1 && equality.same(x.getFirst(), b);
        };
    }

    private boolean contains(List<Expr> all, List<Expr> some) {
        return some.stream().allMatch(x -> {
            int guess = nearest.to(x, all);
            return (guess >= 0 && sameElement(x, all.get(guess)))
                    || all.stream().anyMatch(y -> sameElement(x, y));
        });
    }

    /** Whether both are the same element of a set or list: a set of one element is not that element. */
    boolean sameElement(Expr a, Expr b) {
        return a instanceof SetOf == b instanceof SetOf && equality.same(a, b);
    }

    boolean inOrder(List<Expr> x, List<Expr> y) {
        boolean same = x.size() == y.size();
        for (int i = 0; same && i < x.size(); i++) {
            same = equality.same(x.get(i), y.get(i));
        }
        return same;
    }

    private boolean sameBracketed(Bracketed x, Expr b) {
        return switch (b) {
            case Bracketed y -> sameKind(x, y) && inOrder(x.elements(), y.elements());
            case Listing y -> lists.same(y, x);
            case Matrix(List<List<Expr>> rows)
            when isRows(x) -> sameRows(x.elements().stream().map(Expr::parts).toList(), rows);
            case Matrix(List<List<Expr>> rows) ->
                (x.open() == '[') == (x.close() == ']')
                        && ((rows.size() == 1 && inOrder(x.elements(), rows.getFirst()))
                                || (rows.getFirst().size() == 1 && inOrder(x.elements(), column(rows))));
            default -> false;
        };
    }

    // Which brackets there are matters to an interval, which has two ends.
    private static boolean sameKind(Bracketed x, Bracketed y) {
        boolean symmetric = (open(x) == '[') == (close(x) == ']') && (open(y) == '[') == (close(y) == ']');
        return (open(x) == open(y) && close(x) == close(y))
                || (symmetric && x.elements().size() > 2);
    }

    // [[1, 2], [3, 4]]
    private static boolean isRows(Bracketed x) {
        return x.open() == '['
                && x.close() == ']'
                && x.elements().stream()
                        .allMatch(row -> row instanceof Bracketed r && r.open() == '[' && r.close() == ']');
    }

    private static List<Expr> column(List<List<Expr>> rows) {
        return rows.stream().map(List::getFirst).toList();
    }

    // Angle brackets are those of a vector, and an end at infinity is always open.
    private static char open(Bracketed x) {
        boolean unbounded = x.elements().size() == 2
                && x.elements().getFirst() instanceof Negative(Expr end)
                && end == Constant.INFINITY;
        return unbounded || x.open() == '<' ? '(' : x.open();
    }

    private static char close(Bracketed x) {
        boolean unbounded = x.elements().size() == 2 && x.elements().getLast() == Constant.INFINITY;
        return unbounded || x.close() == '>' ? ')' : x.close();
    }

    private boolean sameMatrix(List<List<Expr>> x, Expr b) {
        return switch (b) {
            case Matrix(List<List<Expr>> y) -> sameRows(x, y);
            case Bracketed y -> sameBracketed(y, new Matrix(x));
            default -> false;
        };
    }

    boolean sameRows(List<List<Expr>> x, List<List<Expr>> y) {
        boolean same = x.size() == y.size();
        for (int i = 0; same && i < x.size(); i++) {
            same = inOrder(x.get(i), y.get(i));
        }
        return same;
    }

    private boolean sameOperation(SetOperation x, Expr b) {
        if (!(b instanceof SetOperation y)
                || x.operator() != y.operator()
                || x.operands().size() != y.operands().size()) {
            return false;
        }
        return x.operator() == Operator.DIFFERENCE
                ? inOrder(x.operands(), y.operands())
                : inAnyOrder(x.operands(), y.operands(), equality::same);
    }

    // The name of what runs through a set is bound: {2k | k in Z} is {2n | n in Z}.
    private boolean sameCondition(SetWhere x, SetWhere y) {
        List<Expr> mine = Bound.parameter(x.condition());
        List<Expr> others = Bound.parameter(y.condition());
        return (equality.same(x.element(), y.element()) && equality.same(x.condition(), y.condition()))
                || (!mine.isEmpty()
                        && !others.isEmpty()
                        && !mine.equals(others)
                        && sameCondition((SetWhere) Bound.renamed(x, mine), (SetWhere) Bound.renamed(y, others)));
    }

    boolean inAnyOrder(List<Expr> xs, List<Expr> ys) {
        return inAnyOrder(xs, ys, this::sameElement, nearest::to);
    }

    /** Whether each of {@code xs} finds another one of {@code ys} that is the same, and none is left over. */
    static <T> boolean inAnyOrder(List<T> xs, List<T> ys, BiPredicate<T, T> same) {
        return inAnyOrder(xs, ys, same, (x, left) -> left.indexOf(x));
    }

    private static <T> boolean inAnyOrder(
            List<T> xs, List<T> ys, BiPredicate<T, T> same, ToIntBiFunction<T, List<T>> likely) {
        List<T> left = new ArrayList<>(ys);
        for (T x : xs) {
            // The likeliest first: of many elements in another order, each is not compared with all.
            int guess = likely.applyAsInt(x, left);
            boolean found = guess >= 0 && same.test(x, left.get(guess));
            int i = found ? guess : 0;
            while (!found && i < left.size() && !same.test(x, left.get(i))) {
                i++;
            }
            if (i == left.size()) {
                return false;
            }
            left.remove(i);
        }
        return left.isEmpty();
    }
}
