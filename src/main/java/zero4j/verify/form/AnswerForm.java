package zero4j.verify.form;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;

/**
 * An answer as it is written, to be compared with a reference of the same value: whether it leaves operations undone that the
 * reference does not have.
 *
 * @param text that the expression was read from
 */
public record AnswerForm(String text, Expr expr) {
    /**
     * Whether two are written alike, up to the order of terms and factors, signs, names and units.
     *
     * @throws Budget.Exhausted if that takes too much work
     */
    public boolean like(AnswerForm other, Budget budget) {
        FormKey keys = new FormKey(budget);
        return !Collections.disjoint(keys.all(expr), keys.all(other.expr));
    }

    /**
     * What is undone in this answer and not in {@code reference}, in a few words; empty if its form is the one asked for.
     *
     * @throws Budget.Exhausted if that takes too much work
     */
    public Optional<String> undone(AnswerForm reference, Budget budget) {
        boolean formula = !(bare(reference.expr) instanceof Expr.Arrangement);
        Set<String> had = new Undone(reference.text, true, formula, budget).in(reference.expr);
        Set<String> left = new Undone(text, false, formula, budget).in(expr);
        left.removeAll(had);
        if (bare(reference.expr) instanceof Expr.Num number
                && bare(expr) instanceof Expr.Based(String digits, int _)
                && number.value().toString().equals(digits)) {
            // "1101" of a number in base 2 leaves the base to the question.
            left.clear();
        }
        if (had.contains(Undone.FRACTION)) {
            left.remove(Undone.DIVISION);
        }
        left.remove(Undone.FRACTION);
        if (reference.expr instanceof Expr.Quantity(Expr _, String unit) && unit.equals("°")) {
            left.remove(Expr.Constant.PI.name());
        }
        if (reference.severalSets()) {
            left.remove(Undone.UNION);
        }
        return left.stream().findFirst().or(() -> otherwise(reference));
    }

    private Optional<String> otherwise(AnswerForm reference) {
        Expr wanted = bare(reference.expr);
        Expr given = bare(expr);
        if (wanted instanceof Expr.Based(String digits, int base)
                && !(given instanceof Expr.Based(String _, int other) && base == other)
                && !(given instanceof Expr.Num number
                        && number.value().toString().equals(digits))) {
            return Optional.of("a number that is not in base " + base);
        }
        if (reference.expr instanceof Expr.Relation equation
                && expr instanceof Expr.Relation said
                && Solved.value(equation).isPresent()
                && !Solved.sides(said).isEmpty()
                && Solved.value(said).isEmpty()) {
            return Optional.of("an equation that is not solved");
        }
        if (given instanceof Expr.Sum && Solved.hasSymbol(wanted) && factored(wanted)) {
            return Optional.of("a sum where the reference is factored");
        }
        return Optional.empty();
    }

    private static boolean factored(Expr expr) {
        return UndoneFactors.canBeExpanded(Factors.of(expr).above.stream()
                .filter(factor -> !Numbers.numeric(factor))
                .toList());
    }

    /** Without its name and unit. */
    private static Expr bare(Expr expr) {
        return switch (expr) {
            case Expr.Relation relation ->
                Solved.value(relation).map(AnswerForm::bare).orElse(relation);
            case Expr.Quantity(Expr value, String _) -> bare(value);
            default -> expr;
        };
    }

    /** Whether it is a set in pieces, however that is said. */
    private boolean severalSets() {
        return expr instanceof Expr.SetOperation
                || expr instanceof Expr.Listing
                || (expr instanceof Expr.Relation(List<Expr> _, var signs)
                        && signs.contains(Expr.Relation.Sign.NOT_EQUAL));
    }
}
