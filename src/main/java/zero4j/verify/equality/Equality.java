package zero4j.verify.equality;

import java.util.List;
import java.util.Optional;
import org.apache.commons.numbers.fraction.BigFraction;
import zero4j.verify.algebra.Algebra;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Ambiguous;
import zero4j.verify.expr.Expr.Based;
import zero4j.verify.expr.Expr.Call;
import zero4j.verify.expr.Expr.Cases;
import zero4j.verify.expr.Expr.Matrix;
import zero4j.verify.expr.Expr.Num;
import zero4j.verify.expr.Expr.Ratio;
import zero4j.verify.expr.Expr.Relation;
import zero4j.verify.expr.Expr.Words;

/**
 * Decides whether two expressions are the same answer: formulas by their value, arrangements part by part.
 *
 * <p>Bare lists are compared in any order, and in the order written with a tuple. A missing name ({@code x =}), unit or
 * base is forgiven, a different one is not.
 */
public final class Equality {
    private final Budget budget;
    private final Algebra algebra;
    private final Simplifier simplifier;
    private final Groups groups;
    private final Relations relations;
    private final Quantities quantities;
    private final boolean full;

    /**
     * An equality for one comparison.
     *
     * @param decimals of the tolerance between a written decimal and a value
     * @param full whether formulas are compared at sample points too, matrices calculated, and inequalities, intervals
     *     and unions compared as sets of reals
     */
    public Equality(Budget budget, int decimals, boolean full) {
        this.budget = budget;
        this.full = full;
        algebra = new Algebra(budget, decimals, full);
        simplifier = new Simplifier(budget, full);
        groups = new Groups(this, algebra);
        relations = new Relations(this, algebra, new Chains(this, budget, decimals));
        quantities = new Quantities(this, algebra);
    }

    /** The rule by which the two are the same answer; empty if they are not. */
    public Optional<String> agreement(Expr given, Expr wanted) {
        boolean styledGiven = Styles.in(given);
        boolean styledWanted = Styles.in(wanted);
        Expr a = simplifier.simplify(styledGiven ? Styles.beside(given, wanted, styledWanted) : given);
        Expr b = simplifier.simplify(styledWanted ? Styles.beside(wanted, given, styledGiven) : wanted);
        if (isFormula(a) && isFormula(b)) {
            return switch (algebra.compare(a, b)) {
                case EXACT -> Optional.of("same value");
                case ROUNDED -> Optional.of("same value to the decimals given");
                case SAMPLED -> Optional.of("same value at sample points");
                case DIFFERENT -> Optional.empty();
            };
        }
        if (arranged(a, b)) {
            return Optional.of("same " + kind(b));
        }
        return a instanceof Relation said && !(b instanceof Relation) && relations.tells(said, b)
                ? Optional.of("value of a named expression")
                : Optional.empty();
    }

    boolean same(Expr a, Expr b) {
        budget.spend(5);
        boolean formulas = isFormula(a) && isFormula(b);
        return formulas ? algebra.compare(a, b) != Algebra.Match.DIFFERENT : arranged(a, b);
    }

    private boolean arranged(Expr a, Expr b) {
        if (a instanceof Ambiguous(Expr first, Expr second)) {
            // "(A) 12" is 12, and so is "(B) 12"; but they are different choices.
            return b instanceof Ambiguous(Expr one, Expr other)
                    ? same(first, one) && same(second, other)
                    : same(first, b) || same(second, b);
        }
        if (b instanceof Ambiguous) {
            return arranged(b, a);
        }
        Optional<Boolean> solutions = Solutions.same(a, b, this);
        if (solutions.isPresent()) {
            return solutions.get();
        }
        if (a instanceof Relation || b instanceof Relation) {
            return relations.same(a, b) || asSetsOfReals(a, b);
        }
        if (Quantities.isOne(a) || Quantities.isOne(b)) {
            return TimesOfDay.same(a, b) || quantities.same(a, b);
        }
        boolean listed = a instanceof Expr.Listing || b instanceof Expr.Listing;
        if (!listed && (a instanceof Words || b instanceof Words)) {
            return Phrases.same(a, b);
        }
        if (a instanceof Ratio || b instanceof Ratio) {
            return sameRatio(a, b);
        }
        if (a instanceof Based || b instanceof Based) {
            return sameInBases(a, b);
        }
        if (a instanceof Cases(List<List<Expr>> x)) {
            return b instanceof Cases(List<List<Expr>> y) && Groups.inAnyOrder(x, y, groups::inOrder);
        }
        return groups.same(a, b) || asSetsOfReals(a, b) || a.equals(b);
    }

    private boolean asSetsOfReals(Expr a, Expr b) {
        return full && new RealSets(algebra, budget).same(a, b);
    }

    // a : b is a / b, and equal to ka : kb; but two times of day are not.
    private boolean sameRatio(Expr a, Expr b) {
        if (a instanceof Ratio(List<Expr> x) && b instanceof Ratio(List<Expr> y)) {
            return groups.inOrder(x, y) || (!(isTime(x) && isTime(y)) && proportional(x, y));
        }
        if (!(a instanceof Ratio(List<Expr> parts))) {
            return sameRatio(b, a);
        }
        // A value is no time, so 5:12 is the ratio.
        return parts.size() == 2 && isFormula(b) && same(new Expr.Fraction(parts.getFirst(), parts.getLast()), b);
    }

    private boolean isTime(List<Expr> parts) {
        return parts.size() == 2
                && between(parts.getFirst(), 0, 24)
                && (between(parts.getLast(), 0, 0) || between(parts.getLast(), 10, 59));
    }

    private boolean between(Expr part, int low, int high) {
        BigFraction value = algebra.rational(part).orElse(BigFraction.of(-1));
        return value.compareTo(BigFraction.of(low)) >= 0 && value.compareTo(BigFraction.of(high)) <= 0;
    }

    private boolean proportional(List<Expr> x, List<Expr> y) {
        // "25:00" is not "1:00", though both divide by zero alike.
        boolean same = x.size() == y.size() && !(x.size() == 2 && between(x.getLast(), 0, 0));
        for (int i = 1; same && i < x.size(); i++) {
            same = same(new Expr.Fraction(x.get(i), x.getFirst()), new Expr.Fraction(y.get(i), y.getFirst()));
        }
        return same;
    }

    private boolean sameInBases(Expr a, Expr b) {
        if (a instanceof Based x && b instanceof Based y) {
            return Bases.value(x).equals(Bases.value(y));
        }
        if (!(a instanceof Based written)) {
            return sameInBases(b, a);
        }
        if (written.base() == 10) {
            return same(Num.of(BigFraction.of(Bases.value(written))), b);
        }
        return b instanceof Num number
                && !number.decimal()
                && number.value().toString().equals(written.digits());
    }

    /** Whether the whole is a number or an expression of numbers and symbols, to be compared by value. */
    static boolean isFormula(Expr a) {
        return switch (a) {
            case Num _, Expr.Symbol _, Expr.Constant _, Expr.Sum _, Expr.Product _ -> true;
            case Expr.Negative _, Expr.Fraction _, Expr.Power _, Expr.Root _, Call _ -> true;
            default -> false;
        };
    }

    private static String kind(Expr a) {
        return switch (a) {
            case Relation _ -> "relation";
            case Matrix _ -> "matrix";
            case Words _ -> "words";
            case Expr.Quantity _ -> "quantity";
            case Expr.Bracketed _ -> "tuple or interval";
            case Expr.SetOf _, Expr.SetWhere _, Expr.SetOperation _ -> "set";
            case Expr.Listing _ -> "list";
            default -> "value";
        };
    }
}
