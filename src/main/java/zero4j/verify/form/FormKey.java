package zero4j.verify.form;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Relation.Sign;

/**
 * The form of an expression as a text: two have the same if they differ only in the order of terms and factors, where minus
 * signs stand, what a value is called, and its unit. Nothing is calculated.
 */
final class FormKey {
    private final Budget budget;

    FormKey(Budget budget) {
        this.budget = budget;
    }

    /** The forms of an expression; of one that can be read in two ways, both. */
    Set<String> all(Expr expr) {
        Set<String> forms = new HashSet<>();
        if (expr instanceof Expr.Ambiguous(Expr first, Expr second)) {
            forms.addAll(all(first));
            forms.addAll(all(second));
        } else {
            forms.add(key(expr));
        }
        return forms;
    }

    /** The form of an expression. */
    String key(Expr expr) {
        return key(expr, false);
    }

    private String key(Expr expr, boolean negated) {
        budget.spend(1);
        return switch (expr) {
            case Expr.Sum _ -> sum(expr, negated);
            case Expr.Negative(Expr value) -> key(value, !negated);
            case Expr.Num _, Expr.Product _, Expr.Fraction _, Expr.Power _ -> product(Factors.of(expr), negated);
            default -> (negated ? "-" : "") + atom(expr);
        };
    }

    private String sum(Expr expr, boolean negated) {
        List<String> terms = new ArrayList<>();
        addTerms(expr, negated, terms);
        return sorted("+", terms);
    }

    private void addTerms(Expr expr, boolean negated, List<String> into) {
        switch (expr) {
            case Expr.Sum(List<Expr> terms) -> terms.forEach(term -> addTerms(term, negated, into));
            case Expr.Negative(Expr value) -> addTerms(value, !negated, into);
            default -> into.add(key(expr, negated));
        }
    }

    private String product(Factors factors, boolean negated) {
        String sign = factors.minus != negated ? "-" : "";
        List<String> keys = new ArrayList<>();
        factors.above.forEach(factor -> keys.add(atom(factor)));
        factors.below.forEach(factor -> keys.add("/" + atom(factor)));
        if (!factors.below.isEmpty()) {
            keys.removeIf("1"::equals);
        }
        return sign + (keys.isEmpty() ? "1" : keys.size() == 1 ? keys.getFirst() : sorted("*", keys));
    }

    private String atom(Expr expr) {
        budget.spend(1);
        return switch (expr) {
            case Expr.Num number -> number.value() + (number.decimal() && !Numbers.whole(number) ? "d" : "");
            case Expr.Power(Expr base, Expr exponent) -> "^(" + key(base) + "," + key(exponent) + ")";
            case Expr.Root(Expr radicand, Expr degree) ->
                "^(" + key(radicand) + "," + key(new Expr.Fraction(Expr.Num.of(1), degree)) + ")";
            case Expr.Sum _, Expr.Product _, Expr.Negative _, Expr.Fraction _ -> key(expr);
            case Expr.Quantity(Expr value, String _) -> key(value);
            case Expr.Relation relation -> relation(relation);
            case Expr.Listing list ->
                list.elements().size() == 1 ? key(list.elements().getFirst()) : any(list);
            case Expr.SetOf set ->
                set.elements().size() == 1 ? key(set.elements().getFirst()) : any(set);
            case Expr.Bracketed(char open, char close, List<Expr> elements) -> open + each(elements) + close;
            case Expr.Call(String name, List<Expr> arguments) -> name + "(" + each(arguments) + ")";
            case Expr.SetOperation(var operator, List<Expr> operands) -> operator + "[" + each(operands) + "]";
            case Expr.PlusMinus(Expr value, boolean _) -> "±" + key(value);
            default ->
                expr.parts().isEmpty()
                        ? expr.toString()
                        : expr.getClass().getSimpleName() + "[" + each(expr.parts()) + "]";
        };
    }

    /** What a value is called is no part of its form, and an inequality can be read from either side. */
    private String relation(Expr.Relation relation) {
        List<Expr> operands = relation.operands();
        if (relation.signs().stream().allMatch(sign -> sign == Sign.EQUAL)) {
            return Solved.value(relation)
                    .map(this::key)
                    .orElseGet(() -> sorted(
                            "=",
                            new ArrayList<>(operands.stream().map(this::key).toList())));
        }
        Sign first = relation.signs().getFirst();
        boolean backwards = first == Sign.GREATER || first == Sign.GREATER_OR_EQUAL;
        List<Sign> signs = !backwards
                ? relation.signs()
                : relation.signs().reversed().stream()
                        .map(sign -> sign.mirrored().orElse(sign))
                        .toList();
        return signs + each(backwards ? operands.reversed() : operands);
    }

    private String any(Expr group) {
        return sorted(",", new ArrayList<>(group.parts().stream().map(this::key).toList()));
    }

    private String each(List<Expr> parts) {
        return parts.stream().map(this::key).collect(Collectors.joining(","));
    }

    private static String sorted(String name, List<String> keys) {
        Collections.sort(keys);
        return name + "[" + String.join(" ", keys) + "]";
    }
}
