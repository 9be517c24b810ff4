package zero4j.verify.form;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Relation.Sign;

/** Collects the operations that an expression leaves to be done, each in a few words. */
final class Undone {
    static final String SUM = "a sum";
    static final String PRODUCT = "a product";
    static final String FACTORED = "a sum as a factor";
    static final String DIVISION = "a division";
    static final String FRACTION = "a fraction";
    static final String UNION = "sets to be joined";
    static final String UNSOLVED = "a relation that is not solved";

    private static final int MOST_DEPTH = 250;
    private static final String ADD = "numbers to be added";
    private static final String POWER = "a power of a number";
    private static final String COLLECT = "terms to be put together";

    private final String text;
    private final boolean formulaWanted;
    private final boolean reference;
    private final Budget budget;
    private final FormKey keys;
    private final Set<String> found = new TreeSet<>();
    private int depth;
    private int series;

    /**
     * @param text that the expression was read from
     * @param reference whether it is the reference, of which all sides of an equation count
     * @param formulaWanted whether the reference is a formula, so that {@code A(1, 2)} is no point
     */
    Undone(String text, boolean reference, boolean formulaWanted, Budget budget) {
        this.text = text;
        this.reference = reference;
        this.formulaWanted = formulaWanted;
        this.budget = budget;
        keys = new FormKey(budget);
    }

    /** What is undone in an expression and all of its parts. */
    Set<String> in(Expr expr) {
        visit(expr);
        return found;
    }

    private void visit(Expr expr) {
        budget.spend(1);
        if (++depth > MOST_DEPTH) {
            throw new Budget.Exhausted("too deeply nested");
        }
        switch (expr) {
            case Expr.Constant constant
            when !(constant == Expr.Constant.INFINITY || isIndex(constant)) -> found.add(constant.name());
            case Expr.Quantity(Expr.Sum _, String _) when noSigns() -> {}
            case Expr.Sum(List<Expr> terms) -> sum(terms);
            case Expr.Negative _, Expr.Product _, Expr.Fraction _ -> product(expr);
            case Expr.Power(Expr base, Expr exponent) -> power(base, exponent);
            case Expr.Root(Expr radicand, Expr degree) -> root(radicand, degree);
            case Expr.Call(String name, List<Expr> arguments) -> {
                found.add("the function " + name.replace("ln", "log"));
                series += name.startsWith("\\") ? 1 : 0;
                arguments.forEach(this::visit);
                series -= name.startsWith("\\") ? 1 : 0;
            }
            case Expr.Ambiguous(Expr.Call _, Expr.Bracketed point) when !formulaWanted -> visit(point);
            default -> arrangement(expr);
        }
        depth--;
    }

    /** Whether {@code i} stands in a series, where it is no number. */
    private boolean isIndex(Expr expr) {
        return series > 0 && expr == Expr.Constant.I;
    }

    /** Whether the sums in it are of the kind "1 hour 30 minutes". */
    private boolean noSigns() {
        return text.chars().noneMatch(c -> "+-*^".indexOf(c) >= 0)
                && !text.contains("\\cdot")
                && !text.contains("\\times");
    }

    private void arrangement(Expr expr) {
        switch (expr) {
            case Expr.Relation relation -> relation(relation);
            case Expr.SetOperation(var operator, List<Expr> operands) -> {
                found.add(operator == Expr.SetOperation.Operator.INTERSECTION ? "an intersection" : UNION);
                operands.forEach(this::visit);
            }
            case Expr.Based(String _, int base) -> found.add("base " + base);
            case Expr.Ratio(List<Expr> parts) -> {
                if (Factors.common(parts).compareTo(BigInteger.ONE) > 0
                        || parts.stream().anyMatch(part -> part instanceof Expr.Num number && !Numbers.whole(number))) {
                    found.add("a ratio that is not reduced");
                }
                parts.forEach(this::visit);
            }
            default -> expr.parts().forEach(this::visit);
        }
    }

    private void relation(Expr.Relation relation) {
        List<Expr> sides = Solved.sides(relation);
        if (sides.isEmpty()) {
            if (relation.signs().stream().noneMatch(sign -> sign == Sign.ELEMENT_OF) && Solved.unsolved(relation)) {
                found.add(UNSOLVED);
            }
            relation.operands().stream().filter(side -> !Solved.isName(side)).forEach(this::visit);
        } else {
            Optional<Expr> value = Solved.value(relation);
            (value.isPresent() || !reference ? List.of(value.orElse(sides.getLast())) : sides).forEach(this::visit);
        }
    }

    private void sum(List<Expr> terms) {
        Set<String> seen = new HashSet<>();
        int numbers = 0;
        boolean mixed = Numbers.mixed(terms, text);
        List<Expr> flat = new ArrayList<>();
        flatten(terms, flat);
        for (Expr term : flat) {
            Factors factors = Factors.of(term);
            if (factors.numeric()) {
                numbers += term.equals(Expr.Num.of(0)) ? 2 : 1;
            } else if (!seen.add(rest(factors))) {
                found.add(COLLECT);
            }
            visit(term);
        }
        // 1 hour 30 minutes is written out, too.
        if (mixed || terms.stream().allMatch(Expr.Quantity.class::isInstance)) {
            return;
        }
        found.add(SUM);
        if (numbers > 1) {
            found.add(ADD);
        }
        if (flat.stream().anyMatch(Expr.Arrangement.class::isInstance)) {
            found.add("vectors or matrices to be added");
        }
    }

    private static void flatten(List<Expr> terms, List<Expr> into) {
        for (Expr term : terms) {
            switch (term) {
                case Expr.Sum(List<Expr> inner) -> flatten(inner, into);
                case Expr.Negative(Expr.Sum(List<Expr> inner)) -> flatten(inner, into);
                case Expr.PlusMinus(Expr value, boolean _) -> into.add(value);
                default -> into.add(term);
            }
        }
    }

    /** The form of a term without its numbers. */
    private String rest(Factors factors) {
        List<String> rest = new ArrayList<>();
        factors.above.stream().filter(f -> !Numbers.numeric(f)).forEach(f -> rest.add(keys.key(f)));
        factors.below.stream().filter(f -> !Numbers.numeric(f)).forEach(f -> rest.add("/" + keys.key(f)));
        rest.sort(null);
        return String.join("*", rest);
    }

    private void product(Expr expr) {
        Factors factors = Factors.of(expr);
        Expr unsigned = expr instanceof Expr.Negative(Expr value) ? value : expr;
        boolean written = unsigned instanceof Expr.Product(List<Expr> parts)
                && (Numbers.scientific(parts) || Numbers.scaled(parts, text));
        if (written) {
            return;
        }
        UndoneFactors undone = new UndoneFactors(factors, keys, found);
        undone.numbers();
        if (!factors.below.isEmpty()) {
            found.add(FRACTION);
        }
        if (factors.below.stream().anyMatch(f -> !Numbers.numeric(f))) {
            found.add(DIVISION);
        }
        if (factors.all().anyMatch(Expr.Arrangement.class::isInstance)) {
            found.add("vectors or matrices to be multiplied");
        }
        if (factors.nested) {
            found.add("a fraction in a fraction");
        }
        undone.symbols();
        factors.all().forEach(this::visit);
    }

    private void power(Expr base, Expr exponent) {
        if (exponent instanceof Expr.Negative(Expr.Num _)) {
            product(new Expr.Power(base, exponent));
            if (Numbers.numeric(base)) {
                found.add(POWER);
            }
            return;
        }
        boolean whole = Numbers.wholeExponent(exponent);
        if (whole
                && (Numbers.numeric(base)
                        || (base == Expr.Constant.I && !isIndex(base))
                        || base instanceof Expr.Matrix)) {
            found.add(POWER);
        }
        if (whole && UndoneFactors.canBeExpanded(List.of(new Expr.Power(base, exponent)))) {
            found.add(FACTORED);
        }
        boolean trivial = exponent.equals(Expr.Num.of(1))
                || exponent.equals(Expr.Num.of(0))
                || base.equals(Expr.Num.of(1))
                || base.equals(Expr.Num.of(0));
        if (trivial || base instanceof Expr.Power || (whole && base instanceof Expr.Root)) {
            found.add("a power to be carried out");
        }
        if (!whole && Numbers.numeric(exponent) && exponent instanceof Expr.Fraction(Expr _, Expr degree)) {
            root(base, degree);
            return;
        }
        visit(base);
        boolean sum = found.contains(SUM);
        visit(exponent);
        if (!sum) {
            // Nothing can be done about a sum in an exponent, and splitting it up is not asked for.
            found.remove(SUM);
        }
    }

    private void root(Expr radicand, Expr degree) {
        found.add(Numbers.perfect(radicand, degree) ? "a root that is a number" : "a root");
        boolean perfect = radicand instanceof Expr.Fraction(Expr above, Expr below)
                && Numbers.perfect(above, degree)
                && Numbers.perfect(below, degree);
        if (perfect) {
            found.add("a root that is a number");
        }
        visit(radicand);
        visit(degree);
    }
}
