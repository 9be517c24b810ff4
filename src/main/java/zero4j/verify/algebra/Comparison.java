package zero4j.verify.algebra;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.commons.numbers.fraction.BigFraction;
import org.jspecify.annotations.Nullable;
import zero4j.verify.algebra.Algebra.Match;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;

/** One comparison of two formulas, with one meaning of logarithms that are written without a base. */
final class Comparison {
    private final Budget budget;
    private final int decimals;
    private final boolean sampling;
    private final Expr logBase;
    private final Shape shapeA;
    private final Shape shapeB;
    private final NormalForm forms;
    private final Ring ring;

    Comparison(Budget budget, int decimals, boolean sampling, Expr logBase, Shape shapeA, Shape shapeB) {
        this.budget = budget;
        this.decimals = decimals;
        this.sampling = sampling;
        this.logBase = logBase;
        this.shapeA = shapeA;
        this.shapeB = shapeB;
        forms = new NormalForm(budget, logBase);
        ring = forms.ring();
    }

    Match compare(Expr a, Expr b) {
        boolean decided = false;
        try {
            RationalFunction x = forms.form(a);
            RationalFunction y = forms.form(b);
            if (ring.sameValue(x, y)) {
                return Match.EXACT;
            }
            decided = ring.independent(x) && ring.independent(y);
        } catch (TooLarge _) {
            // Values may still tell.
        } catch (NoValue _) {
            return Match.DIFFERENT;
        }
        if (constant() && (shapeA.decimal() || shapeB.decimal())) {
            if (constants().round(a, shapeA.decimal(), b, shapeB.decimal())) {
                return Match.ROUNDED;
            }
        }
        return !decided && sampling && agree(a, b) ? Match.SAMPLED : Match.DIFFERENT;
    }

    private boolean agree(Expr a, Expr b) {
        return constant() ? constants().agree(a, b) : samples().agree(a, b, shapeA.conjugates() || shapeB.conjugates());
    }

    private boolean constant() {
        return shapeA.constant() && shapeB.constant();
    }

    private Constants constants() {
        return new Constants(budget, decimals, logBase, variables());
    }

    private Sampling samples() {
        return new Sampling(budget, logBase, variables());
    }

    private Variables variables() {
        return new Variables(shapeA, shapeB, this::sameCall);
    }

    // What an unknown function is of may be written in several ways.
    private boolean sameCall(Expr.Call a, Expr.Call b) {
        budget.spend(10);
        boolean same = a.function().equals(b.function())
                && a.arguments().size() == b.arguments().size();
        for (int i = 0; same && i < a.arguments().size(); i++) {
            same = sameArgument(a.arguments().get(i), b.arguments().get(i));
        }
        return same;
    }

    private boolean sameArgument(Expr a, Expr b) {
        if (a.equals(b)) {
            return true;
        }
        Shape s = Shape.of(a);
        Shape t = Shape.of(b);
        return s.formula()
                && t.formula()
                && !s.infinite()
                && !t.infinite()
                && new Comparison(budget, decimals, sampling, logBase, s, t).compare(a, b) != Match.DIFFERENT;
    }

    int ratio(Expr a, Expr b) {
        try {
            RationalFunction x = forms.form(a);
            RationalFunction y = forms.form(b);
            if (x.numerator().isZero() || y.numerator().isZero()) {
                return x.numerator().isZero() && y.numerator().isZero() ? 1 : 0;
            }
            BigFraction rational = rational(x, y);
            if (rational != null) {
                return rational.signum();
            }
            if (proportional(x, y)) {
                return samples().signOfRatio(a, b);
            }
            if (ring.independent(x) && ring.independent(y)) {
                return 0;
            }
        } catch (TooLarge _) {
            // Values may still tell.
        } catch (NoValue _) {
            return 0;
        }
        return sampling && !shapeA.conjugates() && !shapeB.conjugates()
                ? samples().ratio(a, b)
                : 0;
    }

    /** The rational number that {@code a / b} is, null where it is none that can be told; neither is zero. */
    private @Nullable BigFraction rational(RationalFunction a, RationalFunction b) {
        Polynomial x = ring.multiply(a.numerator(), b.denominator());
        Polynomial y = ring.multiply(b.numerator(), a.denominator());
        Map.Entry<Monomial, BigFraction> term = y.terms().entrySet().iterator().next();
        BigFraction c = x.terms().get(term.getKey());
        if (c == null) {
            return null;
        }
        BigFraction ratio = Exact.normal(c.divide(term.getValue()));
        return ring.scale(y, ratio).equals(x) ? ratio : null;
    }

    // By the coefficients of one monomial in the variables, which may hold roots and such.
    private boolean proportional(RationalFunction a, RationalFunction b) {
        Polynomial x = ring.multiply(a.numerator(), b.denominator());
        Polynomial y = ring.multiply(b.numerator(), a.denominator());
        Monomial variables = variables(y.terms().keySet().iterator().next());
        Polynomial c = coefficient(x, variables);
        Polynomial d = coefficient(y, variables);
        return !c.isZero() && ring.multiply(x, d).equals(ring.multiply(y, c));
    }

    private Monomial variables(Monomial monomial) {
        Monomial variables = monomial;
        for (int i = monomial.size() - 1; i >= 0; i--) {
            if (ring.atom(monomial.atom(i)).constant()) {
                variables = variables.without(i);
            }
        }
        return variables;
    }

    private Polynomial coefficient(Polynomial a, Monomial variables) {
        Map<Monomial, BigFraction> terms = new HashMap<>();
        Monomial inverse = variables.power(BigFraction.of(-1));
        a.terms().forEach((m, c) -> {
            if (variables(m).equals(variables)) {
                terms.put(m.times(inverse), c);
            }
        });
        return new Polynomial(terms);
    }

    /** The value if it is rational and the normal form shows it, otherwise null. */
    @Nullable
    BigFraction rational(Expr a) {
        try {
            RationalFunction x = forms.form(a);
            return x.numerator().isZero() ? BigFraction.ZERO : rational(x, RationalFunction.ONE);
        } catch (TooLarge | NoValue _) {
            return null;
        }
    }

    OptionalDouble rough(Expr a) {
        return constants().rough(a);
    }

    @Nullable
    Integer order(Expr a, Expr b) {
        return constants().order(a, b);
    }
}
