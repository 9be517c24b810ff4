package zero4j.verify.equality;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Bracketed;
import zero4j.verify.expr.Expr.Listing;
import zero4j.verify.expr.Expr.Listing.Separator;
import zero4j.verify.expr.Expr.Relation;
import zero4j.verify.expr.Expr.Relation.Sign;
import zero4j.verify.expr.Expr.SetOf;
import zero4j.verify.expr.Expr.Symbol;

/**
 * Values of several unknowns, with their names or as tuples: {@code (x, y) = (1, 2)}, {@code x = 1, y = 2}, {@code (1, 2)}.
 * Names in another order have their values in that order. A tuple without names has those of names that follow one another
 * in the alphabet in this order; of others in the order written.
 */
final class Solutions {
    /** @param names empty for a tuple without names */
    private record Assignment(List<String> names, List<Expr> values) {}

    private final List<Assignment> all = new ArrayList<>();
    private List<String> names = new ArrayList<>();
    private List<Expr> values = new ArrayList<>();
    private List<String> heading = List.of();

    private Solutions() {}

    /** Whether both are the same solutions; empty where one is none, or neither has names. */
    static Optional<Boolean> same(Expr a, Expr b, Equality equality) {
        boolean possible = mayBeNamed(a) || mayBeNamed(b);
        List<Assignment> x = possible ? of(a) : null;
        List<Assignment> y = x == null ? null : of(b);
        if (x == null || y == null || (isUnnamed(x) && isUnnamed(y))) {
            return Optional.empty();
        }
        return Optional.of(Groups.inAnyOrder(x, y, (s, t) -> same(s, t, equality)));
    }

    private static boolean mayBeNamed(Expr a) {
        return a instanceof Relation(List<Expr> operands, List<Sign> _)
                ? operands.getFirst() instanceof Bracketed || isChain((Relation) a)
                : a instanceof Listing(List<Expr> elements, var _)
                        && (elements.getFirst() instanceof Relation || elements.getFirst() instanceof Listing);
    }

    /** {@code x = y = 1}, the same value of several unknowns. */
    private static boolean isChain(Relation a) {
        List<Expr> before = a.operands().subList(0, a.signs().size());
        return before.size() > 1
                && a.signs().stream().allMatch(sign -> sign == Sign.EQUAL)
                && before.stream().allMatch(Symbol.class::isInstance)
                && new HashSet<>(before).size() == before.size()
                && !(a.operands().getLast() instanceof Symbol);
    }

    private static boolean isUnnamed(List<Assignment> all) {
        return all.stream().allMatch(assignment -> assignment.names().isEmpty());
    }

    private static boolean same(Assignment a, Assignment b, Equality equality) {
        if (a.values().size() != b.values().size()) {
            return false;
        }
        List<Expr> others = b.values();
        if (!a.names().isEmpty() && !b.names().isEmpty()) {
            if (!new HashSet<>(a.names()).equals(new HashSet<>(b.names()))) {
                return false;
            }
            others = a.names().stream()
                    .map(name -> b.values().get(b.names().indexOf(name)))
                    .toList();
        }
        boolean bothOrNone = a.names().isEmpty() == b.names().isEmpty();
        List<Expr> mine = bothOrNone ? a.values() : inOrder(a);
        List<Expr> wanted = bothOrNone ? others : inOrder(b);
        return IntStream.range(0, mine.size()).allMatch(i -> equality.same(mine.get(i), wanted.get(i)));
    }

    /** The values as a tuple without names has them. */
    private static List<Expr> inOrder(Assignment a) {
        List<String> sorted = a.names().stream().sorted().toList();
        boolean follow = true;
        for (int i = 1; i < sorted.size(); i++) {
            follow &= follows(sorted.get(i - 1), sorted.get(i));
        }
        return follow && !sorted.isEmpty()
                ? sorted.stream()
                        .map(name -> a.values().get(a.names().indexOf(name)))
                        .toList()
                : a.values();
    }

    private static boolean follows(String name, String next) {
        int at = 0;
        int common = Math.min(name.length(), next.length());
        while (at < common && name.charAt(at) == next.charAt(at)) {
            at++;
        }
        return at < common
                && next.charAt(at) == name.charAt(at) + 1
                && name.substring(at + 1).equals(next.substring(at + 1));
    }

    private static @Nullable List<Assignment> of(Expr a) {
        Solutions solutions = new Solutions();
        return solutions.add(a) && solutions.close() ? solutions.all : null;
    }

    private boolean add(Expr a) {
        return switch (a) {
            case Listing listing -> listed(listing);
            case SetOf(List<Expr> elements) -> elements.stream().allMatch(e -> e instanceof Bracketed && add(e));
            case Bracketed tuple -> close() && isTuple(tuple) && tuple(heading, tuple);
            case Relation chain
            when isChain(chain) ->
                chain.operands().subList(0, chain.signs().size()).stream()
                        .allMatch(name ->
                                equation(name, Sign.EQUAL, chain.operands().getLast()));
            case Relation(List<Expr> operands, List<Sign> signs) ->
                signs.size() == 1 && equation(operands.getFirst(), signs.getFirst(), operands.getLast());
            default -> false;
        };
    }

    private boolean listed(Listing listing) {
        boolean fits = !listing.isConditional();
        for (int i = 0; fits && i < listing.elements().size(); i++) {
            Separator before = i == 0 ? Separator.COMMA : listing.separators().get(i - 1);
            fits = (before != Separator.OR && before != Separator.SEMICOLON) || close();
            fits &= add(listing.elements().get(i));
        }
        return fits && close();
    }

    private boolean equation(Expr left, Sign sign, Expr right) {
        if (left instanceof Symbol(String name) && sign == Sign.EQUAL) {
            boolean next = !names.contains(name) || close();
            names.add(name);
            values.add(right);
            return next;
        }
        if (!(left instanceof Bracketed head && isTuple(head) && close())) {
            return false;
        }
        List<String> found = head.elements().stream()
                .map(e -> e instanceof Symbol(String name) ? name : "")
                .toList();
        if (found.contains("") || new HashSet<>(found).size() < found.size()) {
            return false;
        }
        heading = found;
        boolean several = sign == Sign.ELEMENT_OF && right instanceof SetOf;
        boolean one = sign == Sign.EQUAL && (right instanceof Bracketed || right instanceof SetOf);
        return (several || one) && add(right);
    }

    private boolean tuple(List<String> named, Bracketed tuple) {
        boolean fits = named.isEmpty() || named.size() == tuple.elements().size();
        all.add(new Assignment(named, tuple.elements()));
        return fits && tuple.elements().stream().noneMatch(Relation.class::isInstance);
    }

    private static boolean isTuple(Bracketed a) {
        return a.open() != '[' && a.close() != ']';
    }

    /** Ends the equations of one solution; whether they are several, each of a name of its own, or none. */
    private boolean close() {
        if (names.isEmpty()) {
            return true;
        }
        all.add(new Assignment(names, values));
        boolean several = names.size() > 1;
        names = new ArrayList<>();
        values = new ArrayList<>();
        return several;
    }
}
