package zero4j.verify.equality;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zero4j.verify.algebra.Algebra;
import zero4j.verify.equality.RealSet.Span;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Bracketed;
import zero4j.verify.expr.Expr.Constant;
import zero4j.verify.expr.Expr.Listing;
import zero4j.verify.expr.Expr.Listing.Separator;
import zero4j.verify.expr.Expr.Negative;
import zero4j.verify.expr.Expr.Num;
import zero4j.verify.expr.Expr.Relation;
import zero4j.verify.expr.Expr.Relation.Sign;
import zero4j.verify.expr.Expr.SetOf;
import zero4j.verify.expr.Expr.SetOperation;
import zero4j.verify.expr.Expr.SetWhere;
import zero4j.verify.expr.Expr.Symbol;

/** Intervals, unions and inequalities of one variable, compared as the sets of real numbers that they describe. */
final class RealSets {
    private static final Num ZERO = Num.of(0);
    private static final String REALS = "\\mathbb{R}";

    private final Algebra algebra;
    private final Budget budget;

    RealSets(Algebra algebra, Budget budget) {
        this.algebra = algebra;
        this.budget = budget;
    }

    /** @param variable whose values they are; empty for a set without a name */
    private record Values(String variable, RealSet set) {}

    boolean same(Expr a, Expr b) {
        Values x = values(a).orElse(null);
        Values y = x == null ? null : values(b).orElse(null);
        return x != null && y != null && sameVariable(x, y) && x.set().same(y.set());
    }

    private static boolean sameVariable(Values x, Values y) {
        return x.variable().isEmpty() || y.variable().isEmpty() || x.variable().equals(y.variable());
    }

    private Optional<Values> values(Expr a) {
        return switch (a) {
            case Bracketed interval -> interval(interval);
            case Symbol(String name) when name.equals(REALS) -> unnamed(List.of(Span.ALL));
            case SetOf(List<Expr> elements)
            when elements.stream().allMatch(this::isReal) ->
                unnamed(elements.stream().map(Span::point).toList());
            case SetOperation operation -> operation(operation);
            case SetWhere(Expr element, Expr condition) -> where(element, condition);
            case Relation relation -> relation(relation);
            case Listing listing -> conditions(listing);
            default -> Optional.empty();
        };
    }

    private Optional<Values> unnamed(List<Span> spans) {
        return Optional.of(new Values("", RealSet.of(spans, this::compare)));
    }

    private Optional<Values> interval(Bracketed a) {
        if (a.elements().size() != 2 || a.open() == '<') {
            return Optional.empty();
        }
        Expr low = a.elements().getFirst();
        Expr high = a.elements().getLast();
        if (!isEnd(low) || !isEnd(high)) {
            return Optional.empty();
        }
        int order = compare(high, low);
        boolean point = order == 0 && a.open() == '[' && a.close() == ']' && isReal(low);
        if (order < 0 || (order == 0 && !point)) {
            return Optional.empty();
        }
        return unnamed(List.of(new Span(low, a.open() == '[' && isReal(low), high, a.close() == ']' && isReal(high))));
    }

    private Optional<Values> operation(SetOperation a) {
        Optional<Values> result = values(a.operands().getFirst());
        for (Expr operand : a.operands().subList(1, a.operands().size())) {
            Optional<Values> next = values(operand);
            if (result.isEmpty() || next.isEmpty()) {
                return Optional.empty();
            }
            RealSet left = result.get().set();
            RealSet right = next.get().set();
            RealSet joined = switch (a.operator()) {
                case UNION -> left.union(right);
                case INTERSECTION -> left.intersection(right);
                case DIFFERENCE -> left.intersection(right.complement());
            };
            result = Optional.of(new Values("", joined));
        }
        return result;
    }

    /** Of {@code x} or {@code x \\in S}; other elements, such as {@code 2x}, are other numbers than the condition says. */
    private Optional<Values> where(Expr element, Expr condition) {
        Values conditions = values(condition).orElse(null);
        if (conditions == null) {
            return Optional.empty();
        }
        if (element instanceof Symbol(String name)) {
            return name.equals(conditions.variable())
                    ? Optional.of(new Values("", conditions.set()))
                    : Optional.empty();
        }
        return element instanceof Relation domain && domain.signs().equals(List.of(Sign.ELEMENT_OF))
                ? relation(domain)
                        .filter(values -> values.variable().equals(conditions.variable()))
                        .map(values -> new Values("", both(values, conditions).set()))
                : Optional.empty();
    }

    /** All links of a chain hold together. */
    private Optional<Values> relation(Relation chain) {
        Optional<Values> result = Optional.empty();
        for (int i = 0; i < chain.signs().size(); i++) {
            Optional<Values> link = link(
                    chain.operands().get(i),
                    chain.signs().get(i),
                    chain.operands().get(i + 1));
            if (link.isEmpty() || (i > 0 && !sameVariable(result.orElseThrow(), link.get()))) {
                return Optional.empty();
            }
            result = i == 0 ? link : Optional.of(both(result.orElseThrow(), link.get()));
        }
        return result;
    }

    private static Values either(Values x, Values y) {
        return new Values(x.variable(), x.set().union(y.set()));
    }

    private static Values both(Values x, Values y) {
        return new Values(x.variable(), x.set().intersection(y.set()));
    }

    private Optional<Values> link(Expr left, Sign sign, Expr right) {
        budget.spend(10);
        if (left instanceof Symbol(String name)) {
            return sign == Sign.ELEMENT_OF
                    ? values(right).map(v -> new Values(name, v.set()))
                    : bounded(sign, right, name);
        }
        if (right instanceof Symbol(String name)) {
            return sign.mirrored().flatMap(mirrored -> bounded(mirrored, left, name));
        }
        return new Inequalities(algebra, this::compare)
                .solve(left, sign, right)
                .map(solved -> new Values(
                        solved.unknown() instanceof Symbol(String name)
                                ? name
                                : solved.unknown().toString(),
                        solved.values()));
    }

    private Optional<Values> bounded(Sign sign, Expr bound, String variable) {
        if (!isReal(bound)) {
            return Optional.empty();
        }
        Span span = switch (sign) {
            case LESS -> Span.below(bound, false);
            case LESS_OR_EQUAL -> Span.below(bound, true);
            case GREATER -> Span.above(bound, false);
            case GREATER_OR_EQUAL -> Span.above(bound, true);
            default -> Span.point(bound);
        };
        RealSet set = RealSet.of(List.of(span), this::compare);
        return switch (sign) {
            case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, EQUAL -> Optional.of(new Values(variable, set));
            case NOT_EQUAL -> Optional.of(new Values(variable, set.complement()));
            default -> Optional.empty();
        };
    }

    /**
     * Conditions listed: "and" and "or" say how they are meant; with commas alone, those that exclude each other are meant
     * as "or", the others as "and". A number behind {@code x \ne 1} is excluded too.
     */
    private Optional<Values> conditions(Listing listing) {
        List<Expr> conditions = listing.elements();
        boolean either = listing.has(Separator.OR);
        boolean both = listing.has(Separator.AND);
        if (either && (both || listing.isConditional())) {
            return Optional.empty();
        }
        List<Values> all = new ArrayList<>();
        for (Expr condition : conditions) {
            boolean excluded = !all.isEmpty()
                    && isReal(condition)
                    && conditions.getFirst() instanceof Relation r
                    && r.signs().equals(List.of(Sign.NOT_EQUAL));
            Optional<Values> next = excluded
                    ? bounded(Sign.NOT_EQUAL, condition, all.getFirst().variable())
                    : condition instanceof Relation r ? relation(r) : Optional.empty();
            if (next.isEmpty() || (!all.isEmpty() && !sameVariable(all.getFirst(), next.get()))) {
                return Optional.empty();
            }
            all.add(next.get());
        }
        Values together = all.stream().reduce(RealSets::both).orElseThrow();
        boolean numbers = conditions.stream().anyMatch(condition -> !(condition instanceof Relation));
        boolean isUnion =
                !numbers && (either || (!both && together.set().spans().isEmpty()));
        return Optional.of(isUnion ? all.stream().reduce(RealSets::either).orElseThrow() : together);
    }

    private boolean isReal(Expr a) {
        return Equality.isFormula(a)
                && a != Constant.INFINITY
                && algebra.order(a, ZERO).isPresent();
    }

    private boolean isEnd(Expr a) {
        return infinite(a) != 0 || isReal(a);
    }

    private static int infinite(Expr a) {
        if (a == Constant.INFINITY) {
            return 1;
        }
        return a instanceof Negative(Expr value) && value == Constant.INFINITY ? -1 : 0;
    }

    private int compare(Expr a, Expr b) {
        int x = infinite(a);
        int y = infinite(b);
        if (x != 0 || y != 0) {
            return Integer.compare(x, y);
        }
        return algebra.order(a, b).orElseThrow(() -> new Budget.Exhausted("ends that cannot be ordered"));
    }
}
