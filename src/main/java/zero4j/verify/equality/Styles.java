package zero4j.verify.equality;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Call;
import zero4j.verify.expr.Expr.Negative;
import zero4j.verify.expr.Expr.Power;
import zero4j.verify.expr.Expr.Product;
import zero4j.verify.expr.Expr.Symbol;

/**
 * Bold letters and arrows. Where both sides have them, products of bold capital letters keep their order, a vector product
 * changes its sign with the order, and an arrow has a direction; where one side has none, they are the plain letters.
 */
final class Styles {
    private static final String BOLD = "\\mathbf{";
    private static final String ARROW = "\\vec{";
    private static final String VECTOR_PRODUCT = "\\times";
    private static final String IN_ORDER = "\\ordered";

    private Styles() {}

    static boolean in(Expr a) {
        return switch (a) {
            case Symbol(String name) -> isStyled(name);
            case Expr.Num _, Expr.Constant _, Expr.Words _, Expr.Based _ -> false;
            default -> {
                List<Expr> parts = a.parts();
                boolean found = false;
                for (int i = 0; !found && i < parts.size(); i++) { // no iterator: this is done for every answer
                    found = in(parts.get(i));
                }
                yield found;
            }
        };
    }

    private static boolean isStyled(String name) {
        boolean bold = name.startsWith(BOLD) && "ijk".indexOf(name.charAt(BOLD.length())) < 0;
        return bold || name.startsWith(ARROW);
    }

    /** {@code a} as it is compared with another that has them, too, or has not. */
    static Expr beside(Expr a, Expr other, boolean otherHas) {
        if (otherHas) {
            return ordered(directed(a));
        }
        return NamedExpressions.isConstant(other) ? ordered(a) : removed(a);
    }

    /** {@code a} with the points of arrows in alphabetical order: {@code \\vec{BA}} is {@code -\\vec{AB}}. */
    private static Expr directed(Expr a) {
        if (!(a instanceof Symbol(String name) && name.startsWith(ARROW))) {
            return a.withParts(Styles::directed);
        }
        String points = name.substring(ARROW.length(), name.length() - 1);
        int second = second(points);
        int order = points.substring(0, second).compareTo(points.substring(second));
        return order < 0
                ? a
                : order == 0
                        ? Expr.Num.of(0)
                        : new Negative(
                                new Symbol(ARROW + points.substring(second) + points.substring(0, second) + "}"));
    }

    /** Where the name of the second point begins. */
    private static int second(String points) {
        int at = 1;
        while (at < points.length() - 1 && !Character.isUpperCase(points.charAt(at))) {
            at++;
        }
        return at;
    }

    /** {@code a} with plain letters instead. */
    private static Expr removed(Expr a) {
        if (!in(a)) {
            return a;
        }
        return switch (a) {
            case Symbol(String name) -> plain(name);
            case Call(String function, List<Expr> sides)
            when function.equals(VECTOR_PRODUCT) ->
                new Product(sides.stream().map(Styles::removed).toList());
            default -> a.withParts(Styles::removed);
        };
    }

    private static Expr plain(String name) {
        if (!name.startsWith(ARROW)) {
            return letter(name.charAt(BOLD.length()));
        }
        String points = name.substring(ARROW.length(), name.length() - 1);
        int second = second(points);
        return new Product(List.of(point(points.substring(0, second)), point(points.substring(second))));
    }

    private static Expr point(String name) {
        return name.length() == 1 ? letter(name.charAt(0)) : new Symbol(name);
    }

    private static Expr letter(char c) {
        return c == 'e' ? Expr.Constant.E : new Symbol(String.valueOf(c));
    }

    /** {@code a} with products of bold letters that keep their order. */
    private static Expr ordered(Expr a) {
        Expr inner = a.withParts(Styles::ordered);
        return switch (inner) {
            case Product(List<Expr> factors) -> product(factors);
            case Power(Expr base, Expr _) when matrices(base).size() > 1 -> new Call(IN_ORDER, inner.parts());
            case Call(String function, List<Expr> sides)
            when function.equals(VECTOR_PRODUCT)
                    && sides.getFirst() instanceof Symbol(String left)
                    && sides.getLast() instanceof Symbol(String right)
                    && left.compareTo(right) > 0 -> new Negative(new Call(function, sides.reversed()));
            default -> inner;
        };
    }

    private static Expr product(List<Expr> factors) {
        List<Expr> commuting = new ArrayList<>();
        List<Expr> others = new ArrayList<>();
        for (Expr factor : flat(factors)) {
            if (matrices(factor).isEmpty()) {
                commuting.add(factor);
            } else if (factor instanceof Call(String function, List<Expr> inner) && function.equals(IN_ORDER)) {
                others.addAll(inner);
            } else {
                others.add(factor);
            }
        }
        Set<String> distinct = new TreeSet<>();
        others.forEach(factor -> distinct.addAll(matrices(factor)));
        if (distinct.size() < 2) {
            return new Product(factors);
        }
        commuting.add(new Call(IN_ORDER, others));
        return new Product(commuting);
    }

    private static List<Expr> flat(List<Expr> factors) {
        return factors.stream()
                .flatMap(f -> f instanceof Product(List<Expr> inner) ? inner.stream() : Stream.of(f))
                .toList();
    }

    /** The bold capital letters in {@code a}. */
    private static Set<String> matrices(Expr a) {
        Set<String> found = new TreeSet<>();
        collect(a, found);
        return found;
    }

    private static void collect(Expr a, Set<String> into) {
        if (a instanceof Symbol(String name)) {
            if (name.startsWith(BOLD) && Character.isUpperCase(name.charAt(BOLD.length()))) {
                into.add(name);
            }
        } else {
            a.parts().forEach(part -> collect(part, into));
        }
    }
}
