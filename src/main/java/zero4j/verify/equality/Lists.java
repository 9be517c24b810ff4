package zero4j.verify.equality;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Bracketed;
import zero4j.verify.expr.Expr.Listing;
import zero4j.verify.expr.Expr.Listing.Separator;
import zero4j.verify.expr.Expr.Matrix;
import zero4j.verify.expr.Expr.Relation;
import zero4j.verify.expr.Expr.Relation.Sign;
import zero4j.verify.expr.Expr.SetOf;
import zero4j.verify.expr.Expr.SetOperation;
import zero4j.verify.expr.Expr.SetWhere;
import zero4j.verify.expr.Expr.Symbol;
import zero4j.verify.expr.Expr.Words;

/** Bare lists: values in any order, groups of values, solutions of several unknowns, values with a condition. */
final class Lists {
    private final Equality equality;
    private final Groups groups;

    Lists(Equality equality, Groups groups) {
        this.equality = equality;
        this.groups = groups;
    }

    boolean same(Listing x, Expr b) {
        return switch (b) {
            case Listing y -> sameLists(x, y);
            case SetOf(List<Expr> y) -> !x.isConditional() && groups.inAnyOrder(x.elements(), y);
            case Bracketed y -> sameTuple(x, y);
            case Matrix _, SetOperation _, SetWhere _ -> false;
            default -> sameAsOne(x, b);
        };
    }

    private boolean sameLists(Listing x, Listing y) {
        if (isGrouped(x) != isGrouped(y)) {
            // "1,2; 3" is not "1, 2, 3", but "x = 1,2; y = 3" is.
            List<Expr> mine = flat(x);
            List<Expr> others = flat(y);
            boolean named = isNamed(mine) || isNamed(others);
            return named && groups.inAnyOrder(named(mine, others), named(others, mine));
        }
        Listing other = Bound.settled(x).isPresent() ? Bound.settled(y).orElse(null) : null;
        if (other != null && groups.inAnyOrder(Bound.settled(x).orElseThrow().elements(), other.elements())) {
            return true;
        }
        if (x.isConditional() && y.isConditional()) {
            return groups.inOrder(x.elements(), y.elements());
        }
        return !saysOtherwise(x, y)
                && !saysOtherwise(y, x)
                && groups.inAnyOrder(named(x.elements(), y.elements()), named(y.elements(), x.elements()));
    }

    /** {@code x = 1, 2, y = 3} with the name before each value, where the other list has names, too. */
    private static List<Expr> named(List<Expr> elements, List<Expr> others) {
        boolean needed =
                isNamed(elements) && isNamed(others) && !elements.stream().allMatch(Relation.class::isInstance);
        if (!needed) {
            return elements;
        }
        List<Expr> all = new ArrayList<>(elements.size());
        Symbol name = null;
        for (Expr element : elements) {
            name = nameOf(element) == null ? name : nameOf(element);
            boolean bare = name != null && !(element instanceof Relation);
            all.add(bare ? new Relation(List.of(name, element), List.of(Sign.EQUAL)) : element);
        }
        return all;
    }

    private static boolean isNamed(List<Expr> elements) {
        return elements.stream().anyMatch(element -> nameOf(element) != null);
    }

    private static @Nullable Symbol nameOf(Expr element) {
        return element instanceof Relation(List<Expr> operands, List<Sign> signs)
                        && signs.equals(List.of(Sign.EQUAL))
                        && operands.getFirst() instanceof Symbol name
                ? name
                : null;
    }

    private static boolean isGrouped(Listing list) {
        return list.has(Separator.SEMICOLON) && list.elements().stream().anyMatch(Listing.class::isInstance);
    }

    private static List<Expr> flat(Listing list) {
        List<Expr> all = new ArrayList<>();
        list.elements().forEach(e -> all.addAll(e instanceof Listing(List<Expr> inner, var _) ? inner : List.of(e)));
        return all;
    }

    // "3 and 5" are the values "3 or 5"; "p and q", "a = 0 and b = 0" say another thing than the same with "or".
    private static boolean saysOtherwise(Listing x, Listing y) {
        boolean joined = x.has(Separator.AND) || x.has(Separator.OR);
        boolean otherwise = x.has(Separator.AND) != y.has(Separator.AND) || x.has(Separator.OR) != y.has(Separator.OR);
        boolean bothJoined = joined && (y.has(Separator.AND) || y.has(Separator.OR));
        boolean alternatives = x.has(Separator.OR) && !y.has(Separator.OR) && areOfSeveral(y.elements());
        return (bothJoined && otherwise && !areValues(x.elements())) || alternatives;
    }

    /** Whether they are equations of several names, which hold together: {@code y = 0, z = 0}. */
    private static boolean areOfSeveral(List<Expr> elements) {
        return elements.stream().map(Lists::nameOf).distinct().count() > 1
                && elements.stream().allMatch(element -> nameOf(element) != null);
    }

    private static boolean areValues(List<Expr> elements) {
        Set<Expr> names = new HashSet<>();
        boolean values = true;
        for (Expr element : elements) {
            boolean equation = element instanceof Relation(List<Expr> operands, List<Sign> signs)
                    && signs.getFirst() == Sign.EQUAL
                    && names.add(operands.getFirst());
            boolean value = !(element instanceof Relation || element instanceof Symbol || element instanceof Words);
            values &= value
                    || equation
                    || (element instanceof Relation r && r.signs().getFirst() == Sign.EQUAL);
        }
        return values && names.size() <= 1;
    }

    private boolean sameTuple(Listing x, Bracketed y) {
        boolean tuple = y.open() != '[' || y.elements().size() > 2;
        boolean alternatives = x.has(Separator.OR) || x.isConditional();
        return tuple
                && !alternatives
                && (y.open() == '[') == (y.close() == ']')
                && groups.inOrder(byName(x.elements()), y.elements());
    }

    // "y = 2, x = 1" is the point (1, 2), and "x = 1, x = 2" is none.
    private static List<Expr> byName(List<Expr> x) {
        SortedMap<String, Expr> named = new TreeMap<>();
        for (Expr element : x) {
            if (!(element instanceof Relation(List<Expr> operands, List<Sign> signs)
                    && signs.getFirst() == Sign.EQUAL
                    && operands.getFirst() instanceof Symbol(String name))) {
                return x;
            }
            named.put(name, element);
        }
        return List.copyOf(named.values());
    }

    // "1/4 or 25%" is one value in two forms, and in "2k, k an integer" the second element is a remark.
    private boolean sameAsOne(Listing x, Expr b) {
        List<Expr> elements = x.elements();
        if (x.separators().equals(List.of(Separator.IF)) && isForgiven(elements.getFirst(), elements.getLast())) {
            return equality.same(elements.getFirst(), b);
        }
        boolean remark = elements.size() == 2
                && elements.getLast() instanceof Relation(List<Expr> operands, List<Sign> signs)
                && (signs.equals(List.of(Sign.ELEMENT_OF)) || x.has(Separator.FOR))
                && operands.getFirst() instanceof Symbol parameter
                && occurs(parameter, elements.getFirst());
        return remark
                ? equality.same(elements.getFirst(), b)
                : !x.isConditional()
                        && elements.stream().distinct().count() == elements.size()
                        && elements.stream().allMatch(element -> equality.same(element, b));
    }

    /** Whether a value may stand without its condition: that another name, one not in it, has a value. */
    private static boolean isForgiven(Expr value, Expr condition) {
        return condition instanceof Relation(List<Expr> operands, List<Sign> signs)
                && signs.equals(List.of(Sign.EQUAL))
                && operands.getFirst() instanceof Symbol name
                && !occurs(name, value);
    }

    private static boolean occurs(Symbol symbol, Expr in) {
        return in.equals(symbol) || in.parts().stream().anyMatch(part -> occurs(symbol, part));
    }
}
