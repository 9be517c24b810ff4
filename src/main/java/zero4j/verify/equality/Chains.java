package zero4j.verify.equality;

import java.util.List;
import zero4j.verify.algebra.Algebra;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Num;
import zero4j.verify.expr.Expr.Quantity;
import zero4j.verify.expr.Expr.Relation;
import zero4j.verify.expr.Expr.Relation.Sign;

/** Chains of equations, of which every value must be the last: {@code x = 10/2 = 5} says 5, {@code x = 10/2 = 6} nothing. */
final class Chains {
    private final Equality equality;
    private final Budget budget;
    private final int decimals;

    Chains(Equality equality, Budget budget, int decimals) {
        this.equality = equality;
        this.budget = budget;
        this.decimals = decimals;
    }

    static boolean isOne(Relation relation) {
        return relation.signs().stream().allMatch(sign -> sign == Sign.EQUAL);
    }

    /** Whether no value in the chain contradicts the last; of an equation both sides are its own matter. */
    boolean holds(Relation chain) {
        List<Expr> operands = chain.operands();
        int end = operands.size() - 1;
        while (end > 0 && Names.isName(operands.get(end))) {
            end--;
        }
        boolean holds = true;
        for (int i = 0; holds && isOne(chain) && operands.size() > 2 && i < end; i++) {
            holds = Names.isName(operands.get(i)) || holds(operands.get(i), operands.get(end), i == 0);
        }
        return holds;
    }

    private boolean holds(Expr said, Expr atLast, boolean first) {
        if (said instanceof Quantity && atLast instanceof Quantity) {
            return equality.same(said, atLast);
        }
        Expr operand = value(said);
        Expr last = value(atLast);
        boolean within = first ? NamedExpressions.isConstant(operand) : NamedExpressions.isWithin(operand, last);
        boolean formulas = Equality.isFormula(operand) && Equality.isFormula(last);
        boolean arrangements = !first && isArrangement(operand) && isArrangement(last);
        return !within
                || !(formulas || arrangements)
                || (formulas ? agree(operand, last) : equality.same(operand, last));
    }

    private static boolean isArrangement(Expr a) {
        return a instanceof Expr.Bracketed || a instanceof Expr.SetOf || a instanceof Expr.Matrix;
    }

    private static Expr value(Expr a) {
        return a instanceof Quantity(Expr value, String _) ? value : a;
    }

    // What is rounded may be rounded to the digits that are written.
    private boolean agree(Expr a, Expr b) {
        if (equality.same(a, b)) {
            return true;
        }
        int written = Math.max(digits(a), digits(b));
        return written >= 0
                && written < decimals
                && new Algebra(budget, written, false).compare(a, b) != Algebra.Match.DIFFERENT;
    }

    private static int digits(Expr a) {
        return a instanceof Num number && number.decimal() ? number.decimals() : -1;
    }
}
