package zero4j.verify.equality;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Constant;
import zero4j.verify.expr.Expr.Negative;

/**
 * A set of real numbers: intervals in order that do not touch, so that equal sets have equal intervals. A point is a
 * closed interval of length 0.
 *
 * @param order of the ends, which are real constants or infinite
 */
record RealSet(List<Span> spans, Comparator<Expr> order) {
    private static final Expr INFINITY = Constant.INFINITY;
    private static final Expr MINUS_INFINITY = new Negative(Constant.INFINITY);

    /** An interval that is not empty; ends at infinity are open. */
    record Span(Expr low, boolean lowClosed, Expr high, boolean highClosed) {
        static final Span ALL = new Span(MINUS_INFINITY, false, INFINITY, false);

        static Span point(Expr value) {
            return new Span(value, true, value, true);
        }

        static Span below(Expr bound, boolean closed) {
            return new Span(MINUS_INFINITY, false, bound, closed);
        }

        static Span above(Expr bound, boolean closed) {
            return new Span(bound, closed, INFINITY, false);
        }
    }

    RealSet {
        spans = List.copyOf(spans);
    }

    /** The union of {@code parts}, which may overlap. */
    static RealSet of(List<Span> parts, Comparator<Expr> order) {
        List<Span> sorted = new ArrayList<>(parts);
        sorted.sort((a, b) -> {
            int byLow = order.compare(a.low, b.low);
            return byLow != 0 ? byLow : Boolean.compare(b.lowClosed, a.lowClosed);
        });
        List<Span> merged = new ArrayList<>();
        for (Span next : sorted) {
            Span last = merged.isEmpty() ? null : merged.getLast();
            if (last != null && touch(last, next, order)) {
                merged.set(merged.size() - 1, joined(last, next, order));
            } else {
                merged.add(next);
            }
        }
        return new RealSet(merged, order);
    }

    private static boolean touch(Span a, Span b, Comparator<Expr> order) {
        int gap = order.compare(b.low, a.high);
        return gap < 0 || (gap == 0 && (a.highClosed || b.lowClosed));
    }

    private static Span joined(Span a, Span b, Comparator<Expr> order) {
        int byHigh = order.compare(a.high, b.high);
        boolean closed = byHigh == 0 ? a.highClosed || b.highClosed : byHigh > 0 ? a.highClosed : b.highClosed;
        return new Span(a.low, a.lowClosed, byHigh >= 0 ? a.high : b.high, closed);
    }

    RealSet union(RealSet other) {
        List<Span> all = new ArrayList<>(spans);
        all.addAll(other.spans);
        return of(all, order);
    }

    RealSet intersection(RealSet other) {
        List<Span> common = new ArrayList<>();
        for (Span a : spans) {
            for (Span b : other.spans) {
                addCommon(a, b, common);
            }
        }
        return of(common, order);
    }

    private void addCommon(Span a, Span b, List<Span> into) {
        int byLow = order.compare(a.low, b.low);
        int byHigh = order.compare(a.high, b.high);
        Expr low = byLow >= 0 ? a.low : b.low;
        Expr high = byHigh <= 0 ? a.high : b.high;
        boolean lowClosed = byLow == 0 ? a.lowClosed && b.lowClosed : byLow > 0 ? a.lowClosed : b.lowClosed;
        boolean highClosed = byHigh == 0 ? a.highClosed && b.highClosed : byHigh < 0 ? a.highClosed : b.highClosed;
        int length = order.compare(low, high);
        if (length < 0 || (length == 0 && lowClosed && highClosed)) {
            into.add(new Span(low, lowClosed, high, highClosed));
        }
    }

    RealSet complement() {
        List<Span> gaps = new ArrayList<>();
        Expr low = MINUS_INFINITY;
        boolean lowClosed = false;
        for (Span span : spans) {
            if (!span.low.equals(MINUS_INFINITY)) {
                gaps.add(new Span(low, lowClosed, span.low, !span.lowClosed));
            }
            low = span.high;
            lowClosed = !span.highClosed;
        }
        if (!low.equals(INFINITY)) {
            gaps.add(new Span(low, lowClosed, INFINITY, false));
        }
        return new RealSet(gaps, order);
    }

    boolean same(RealSet other) {
        boolean same = spans.size() == other.spans.size();
        for (int i = 0; same && i < spans.size(); i++) {
            Span a = spans.get(i);
            Span b = other.spans.get(i);
            same = a.lowClosed == b.lowClosed
                    && a.highClosed == b.highClosed
                    && order.compare(a.low, b.low) == 0
                    && order.compare(a.high, b.high) == 0;
        }
        return same;
    }
}
