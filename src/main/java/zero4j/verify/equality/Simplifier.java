package zero4j.verify.equality;

import java.util.ArrayList;
import java.util.List;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Bracketed;
import zero4j.verify.expr.Expr.Listing;
import zero4j.verify.expr.Expr.Matrix;
import zero4j.verify.expr.Expr.Negative;
import zero4j.verify.expr.Expr.PlusMinus;
import zero4j.verify.expr.Expr.Relation;
import zero4j.verify.expr.Expr.Relation.Sign;
import zero4j.verify.expr.Expr.SetOf;

/**
 * Brings expressions into the form that is compared: no {@code ±}, no remarks behind {@code ≈}, short series and
 * matrices calculated.
 */
final class Simplifier {
    private static final int MAX_ALTERNATIVES = 16;

    /** Of formulas: brackets nest less, but {@code 1/2/3/…} and {@code 5!!!…} nest without them. */
    private static final int MAX_DEPTH = 250;

    private final Budget budget;
    private final boolean full;

    Simplifier(Budget budget, boolean full) {
        this.budget = budget;
        this.full = full;
    }

    Expr simplify(Expr expr) {
        budget.spend(1);
        if (expr instanceof Relation relation) {
            Expr said = withoutApproximation(relation);
            return said instanceof Relation ? said.withParts(this::simplify) : simplify(said);
        }
        if (Equality.isFormula(expr) || expr instanceof Bracketed || expr instanceof PlusMinus) {
            List<Expr> alternatives = new ArrayList<>();
            addAlternatives(expr, alternatives);
            return alternatives.size() == 1 ? alternatives.getFirst() : new Listing(alternatives);
        }
        return switch (expr) {
            case Listing listing -> spliced(listing);
            case SetOf(List<Expr> elements) -> new SetOf(spliced(elements));
            default -> expr.withParts(this::simplify);
        };
    }

    private Listing spliced(Listing listing) {
        List<Expr> all = spliced(listing.elements());
        return all.size() == listing.elements().size() ? new Listing(all, listing.separators()) : new Listing(all);
    }

    private List<Expr> spliced(List<Expr> elements) {
        List<Expr> all = new ArrayList<>();
        for (Expr element : elements) {
            Expr simple = simplify(element);
            boolean alternatives = simple instanceof Listing && !(element instanceof Listing);
            all.addAll(alternatives ? ((Listing) simple).elements() : List.of(simple));
        }
        return all;
    }

    // "x = 1/3 ≈ 0.33" says x = 1/3, "x ≈ 0.33" says x = 0.33, and "1/3 ≈ 0.33" says 1/3.
    private static Expr withoutApproximation(Relation relation) {
        int first = relation.signs().indexOf(Sign.APPROXIMATELY);
        if (first < 0) {
            return relation;
        }
        if (first > 0) {
            return new Relation(
                    relation.operands().subList(0, first + 1), relation.signs().subList(0, first));
        }
        if (!Names.isName(relation.operands().getFirst())) {
            return relation.operands().getFirst();
        }
        return new Relation(
                relation.operands(),
                relation.signs().stream()
                        .map(s -> s == Sign.APPROXIMATELY ? Sign.EQUAL : s)
                        .toList());
    }

    private void addAlternatives(Expr expr, List<Expr> into) {
        Census census = new Census();
        census.count(expr, 0);
        if (census.choices == 0) {
            into.add(finished(expr, census));
            return;
        }
        // With a minus-plus somewhere the signs belong together, otherwise each is free.
        int choices = census.linked ? 1 : census.choices;
        if (1L << Math.min(choices, 30) > MAX_ALTERNATIVES) {
            throw new Budget.Exhausted("too many signs to choose");
        }
        for (int signs = 0; signs < 1 << choices; signs++) {
            int chosen = census.linked && signs == 1 ? -1 : signs;
            into.add(finished(new SignChoice(chosen).in(expr), census));
        }
    }

    private Expr finished(Expr expr, Census census) {
        Expr series = census.series ? new IndexedSums(budget).normalised(expr) : expr;
        return full && census.arrangements ? new MatrixArithmetic(budget).calculate(series) : series;
    }

    /** What is in an expression. */
    private final class Census {
        private int choices;
        private boolean linked;
        private boolean arrangements;
        private boolean series;

        void count(Expr expr, int depth) {
            budget.spend(1);
            if (depth > MAX_DEPTH) {
                throw new Budget.Exhausted("too deeply nested");
            }
            if (expr instanceof PlusMinus(Expr _, boolean minusFirst)) {
                choices++;
                linked |= minusFirst;
            }
            arrangements |= expr instanceof Matrix || expr instanceof Bracketed;
            series |= IndexedSums.isOne(expr);
            List<Expr> parts = expr.parts();
            for (int i = 0; i < parts.size(); i++) {
                count(parts.get(i), depth + 1);
            }
        }
    }

    /** Replaces each choice of signs, in the order written, by the sign that the next bit says. */
    private static final class SignChoice {
        private int bits;

        SignChoice(int bits) {
            this.bits = bits;
        }

        Expr in(Expr expr) {
            if (!(expr instanceof PlusMinus(Expr value, boolean minusFirst))) {
                return expr.withParts(this::in);
            }
            boolean minus = ((bits & 1) == 1) != minusFirst;
            bits >>= 1;
            Expr inside = in(value);
            return minus ? new Negative(inside) : inside;
        }
    }
}
