package zero4j.verify.equality;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Listing;
import zero4j.verify.expr.Expr.Relation;
import zero4j.verify.expr.Expr.Relation.Sign;
import zero4j.verify.expr.Expr.Symbol;

/** Names that may be any other: a function's arguments, and a parameter that runs through a set of numbers. */
final class Bound {
    private Bound() {}

    static boolean areNames(List<Expr> a) {
        return a.stream().allMatch(Symbol.class::isInstance) && new HashSet<>(a).size() == a.size();
    }

    /** {@code a} with the names replaced by their numbers. */
    static Expr renamed(Expr a, List<Expr> names) {
        if (a instanceof Symbol) {
            int number = names.indexOf(a);
            return number < 0 ? a : new Symbol("\\bound" + number);
        }
        return a.withParts(part -> renamed(part, names));
    }

    /** The list with the parameters of its remarks {@code k \\in \\mathbb{Z}} renamed; empty where there are none. */
    static Optional<Listing> settled(Listing list) {
        List<Expr> parameters = list.elements().stream()
                .filter(Bound::isRemark)
                .map(remark -> ((Relation) remark).operands().getFirst())
                .toList();
        boolean fits = !parameters.isEmpty()
                && areNames(parameters)
                && parameters.size() < list.elements().size();
        return fits ? Optional.of((Listing) renamed(list, parameters)) : Optional.empty();
    }

    /** The name of a condition {@code k \\in \\mathbb{Z}}; empty of another. */
    static List<Expr> parameter(Expr condition) {
        return isRemark(condition)
                        && !(((Relation) condition).operands().getFirst() instanceof Symbol(String name)
                                && name.startsWith("\\bound"))
                ? List.of(((Relation) condition).operands().getFirst())
                : List.of();
    }

    private static boolean isRemark(Expr a) {
        return a instanceof Relation(List<Expr> operands, List<Sign> signs)
                && signs.equals(List.of(Sign.ELEMENT_OF))
                && operands.getFirst() instanceof Symbol
                && operands.getLast() instanceof Symbol(String set)
                && set.startsWith("\\mathbb");
    }
}
