package zero4j.verify.equality;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zero4j.verify.algebra.Algebra;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Call;
import zero4j.verify.expr.Expr.Negative;
import zero4j.verify.expr.Expr.Relation;
import zero4j.verify.expr.Expr.Relation.Sign;
import zero4j.verify.expr.Expr.Sum;
import zero4j.verify.expr.Expr.Symbol;
import zero4j.verify.expr.FunctionNames;

/** Equations, inequalities and other relations. */
final class Relations {
    private final Equality equality;
    private final Algebra algebra;
    private final Chains chains;

    Relations(Equality equality, Algebra algebra, Chains chains) {
        this.equality = equality;
        this.algebra = algebra;
        this.chains = chains;
    }

    boolean same(Expr a, Expr b) {
        if (a instanceof Relation x && b instanceof Relation y) {
            return sameRelations(x, y);
        }
        return a instanceof Relation x ? answers(x, b) : answers((Relation) b, a);
    }

    /** Whether a relation says no more than a value: {@code x = 5}, {@code x = 2 + 3 = 5}, {@code x \in S}. */
    private boolean answers(Relation relation, Expr value) {
        List<Expr> operands = relation.operands();
        Sign sign = relation.signs().getLast();
        Expr left = operands.get(operands.size() - 2);
        Expr right = operands.getLast();
        if (Chains.isOne(relation)) {
            if (operands.stream().allMatch(Names::isVariable) || !chains.holds(relation)) {
                // "x = y" says what neither is.
                return false;
            }
            if (Names.isName(right) && !Names.isName(left)) {
                return equality.same(left, value);
            }
            // Of two names the first is the name of the other: "yes = no" is not both.
            boolean named = Names.isName(operands.getFirst()) || Names.isName(left) || isCalculation(operands);
            return named && equality.same(right, value);
        }
        boolean single = operands.size() == 2 && Names.isName(left);
        // What is an element of (1, 2) is in an interval; a list or a column of both ends is a point.
        boolean point =
                right instanceof Expr.Bracketed && (value instanceof Expr.Listing || value instanceof Expr.Matrix);
        boolean telling = sign == Sign.ELEMENT_OF || (sign == Sign.CONGRUENT && !Names.isVariable(right));
        return single && !point && telling && equality.same(right, value);
    }

    // "8 - 4 = 4" is 4, "50% = 0.5" is 50%, "5 = 5" is 5.
    private boolean isCalculation(List<Expr> operands) {
        return equality.same(operands.getFirst(), operands.getLast());
    }

    /** Whether an answer says that a named expression has the value that is wanted: {@code m + n = 256 + 37 = 293}. */
    boolean tells(Relation given, Expr wanted) {
        Expr last = given.operands().getLast();
        return Chains.isOne(given)
                && NamedExpressions.isOne(given.operands().getFirst())
                && (Equality.isFormula(last) || last instanceof Expr.Quantity || last instanceof Expr.Ratio)
                && NamedExpressions.isConstant(last)
                && chains.holds(given)
                && equality.same(last, wanted);
    }

    private boolean sameRelations(Relation a, Relation b) {
        List<Relation> x = links(a);
        List<Relation> y = links(b);
        return chains.holds(a) && chains.holds(b) && x.size() == y.size() && Groups.inAnyOrder(x, y, this::sameLink);
    }

    // a < b < c says a < b and b < c; of a chain of equations only the ends count.
    private static List<Relation> links(Relation chain) {
        List<Expr> operands = chain.operands();
        if (Chains.isOne(chain)) {
            return List.of(new Relation(List.of(operands.getFirst(), operands.getLast()), List.of(Sign.EQUAL)));
        }
        List<Relation> links = new ArrayList<>();
        for (int i = 0; i < chain.signs().size(); i++) {
            links.add(new Relation(
                    operands.subList(i, i + 2), List.of(chain.signs().get(i))));
        }
        return links;
    }

    private boolean sameLink(Relation a, Relation b) {
        Sign sign = a.signs().getFirst();
        Sign other = b.signs().getFirst();
        Relation swapped = new Relation(b.operands().reversed(), b.signs());
        if (sign == other && (sameSides(a, b) || sameFunctions(a, b))) {
            return true;
        }
        return (other.mirrored().equals(Optional.of(sign)) && sameSides(a, swapped))
                || (ofFormulas(a) && ofFormulas(b) && sameUpToFactor(a, sign, b, other));
    }

    // "f(x) = 2x" is "f(t) = 2t", and "y = 2x".
    private boolean sameFunctions(Relation a, Relation b) {
        Expr x = a.operands().getFirst();
        Expr y = b.operands().getFirst();
        if (a.signs().getFirst() != Sign.EQUAL) {
            return false;
        }
        if (x instanceof Call(String f, List<Expr> mine) && y instanceof Call(String g, List<Expr> others)) {
            boolean functions =
                    f.equals(g) && !FunctionNames.known(f) && Bound.areNames(mine) && Bound.areNames(others);
            return functions
                    && mine.size() == others.size()
                    && equality.same(
                            Bound.renamed(a.operands().getLast(), mine),
                            Bound.renamed(b.operands().getLast(), others));
        }
        return x instanceof Call ? isGraph(b, a) : isGraph(a, b);
    }

    private boolean isGraph(Relation graph, Relation function) {
        boolean fits = graph.operands().getFirst() instanceof Symbol(String name)
                && name.equals("y")
                && function.operands().getFirst() instanceof Call(String f, List<Expr> arguments)
                && !FunctionNames.known(f)
                && arguments.size() == 1
                && Bound.areNames(arguments);
        if (!fits) {
            return false;
        }
        Expr said = graph.operands().getLast();
        Expr wanted = function.operands().getLast();
        List<Expr> argument = function.operands().getFirst().parts();
        return equality.same(said, wanted)
                || equality.same(Bound.renamed(said, List.of(new Symbol("x"))), Bound.renamed(wanted, argument));
    }

    private boolean sameSides(Relation a, Relation b) {
        return equality.same(a.operands().getFirst(), b.operands().getFirst())
                && equality.same(a.operands().getLast(), b.operands().getLast());
    }

    private boolean sameUpToFactor(Relation a, Sign sign, Relation b, Sign other) {
        boolean equation = sign == Sign.EQUAL || sign == Sign.NOT_EQUAL;
        boolean inequality = isOrder(sign) && isOrder(other) && isStrict(sign) == isStrict(other);
        if (!(equation && sign == other) && !inequality) {
            return false;
        }
        int ratio = algebra.constantRatio(difference(a), difference(b));
        return equation ? ratio != 0 : ratio == 1;
    }

    /** Left minus right; for an inequality, what is below zero. */
    private static Expr difference(Relation relation) {
        Sign sign = relation.signs().getFirst();
        boolean swap = sign == Sign.GREATER || sign == Sign.GREATER_OR_EQUAL;
        List<Expr> sides = swap ? relation.operands().reversed() : relation.operands();
        return new Sum(List.of(sides.getFirst(), new Negative(sides.getLast())));
    }

    private static boolean ofFormulas(Relation relation) {
        return relation.operands().stream().allMatch(Equality::isFormula);
    }

    private static boolean isOrder(Sign sign) {
        return switch (sign) {
            case LESS, GREATER, LESS_OR_EQUAL, GREATER_OR_EQUAL -> true;
            default -> false;
        };
    }

    private static boolean isStrict(Sign sign) {
        return sign == Sign.LESS || sign == Sign.GREATER;
    }
}
