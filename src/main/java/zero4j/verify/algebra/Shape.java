package zero4j.verify.algebra;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import zero4j.verify.expr.Expr;

/** What there is in a formula. */
final class Shape {
    /** The variable that stands for the sign of ±. */
    static final String SIGN = "±";

    private boolean formula = true;
    private boolean decimal;
    private boolean bareLog;
    private boolean conjugates;
    private boolean infinite;
    private final SortedSet<String> symbols = new TreeSet<>();
    private final List<Expr.Call> unknown = new ArrayList<>();

    private Shape() {}

    static Shape of(Expr e) {
        Shape shape = new Shape();
        shape.visit(e);
        return shape;
    }

    static Shape of(List<Expr> es) {
        Shape shape = new Shape();
        es.forEach(shape::visit);
        return shape;
    }

    /** Whether it has a value, and is no arrangement of values. */
    boolean formula() {
        return formula;
    }

    /** Whether a written decimal takes part. */
    boolean decimal() {
        return decimal;
    }

    /** Whether there is a logarithm without a base. */
    boolean bareLog() {
        return bareLog;
    }

    /** Whether there is a function that tells a complex number from a real one. */
    boolean conjugates() {
        return conjugates;
    }

    boolean infinite() {
        return infinite;
    }

    /** Whether there are neither variables nor unknown functions. */
    boolean constant() {
        return symbols.isEmpty() && unknown.isEmpty();
    }

    SortedSet<String> symbols() {
        return symbols;
    }

    /** The calls of functions without a meaning here. */
    List<Expr.Call> unknown() {
        return unknown;
    }

    private void visit(Expr e) {
        switch (e) {
            case Expr.Num n -> decimal |= n.decimal();
            case Expr.Symbol(String name) -> symbols.add(name);
            case Expr.Constant c -> infinite |= c == Expr.Constant.INFINITY;
            case Expr.Sum(List<Expr> terms) -> terms.forEach(this::visit);
            case Expr.Product(List<Expr> factors) -> factors.forEach(this::visit);
            case Expr.Negative(Expr value) -> visit(value);
            case Expr.Fraction(Expr numerator, Expr denominator) -> visit(numerator, denominator);
            case Expr.Power(Expr base, Expr exponent) -> visit(base, exponent);
            case Expr.Root(Expr radicand, Expr degree) -> visit(radicand, degree);
            case Expr.Call call -> visit(call);
            case Expr.PlusMinus(Expr value, boolean _) -> {
                symbols.add(SIGN);
                visit(value);
            }
            case Expr.Quantity(Expr value, String unit) -> {
                formula &= unit.equals("%") || unit.equals("°");
                visit(value);
            }
            case Expr.Arrangement _ -> formula = false;
        }
    }

    private void visit(Expr a, Expr b) {
        visit(a);
        visit(b);
    }

    private void visit(Expr.Call call) {
        Expr unfolded = Functions.unfold(call);
        if (unfolded != null) {
            visit(unfolded);
        } else if (Functions.known(call)) {
            String name = call.function();
            bareLog |= name.equals("log") && call.arguments().size() == 1;
            conjugates |= name.equals("re") || name.equals("im") || name.equals("conj");
            call.arguments().forEach(this::visit);
        } else {
            unknown.add(call);
        }
    }
}
