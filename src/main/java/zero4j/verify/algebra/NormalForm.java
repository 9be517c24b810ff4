package zero4j.verify.algebra;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.numbers.fraction.BigFraction;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Call;

/** Brings formulas to normal form: rational functions of atoms. */
final class NormalForm {
    private final Exact exact;
    private final Ring ring;
    private final Powers powers;
    private final Calls calls;
    private final Expr logBase;

    /** @param logBase the base of logarithms that are written without one */
    NormalForm(Budget budget, Expr logBase) {
        exact = new Exact(budget);
        ring = new Ring(exact);
        powers = new Powers(exact, ring);
        calls = new Calls(exact, ring, powers);
        this.logBase = logBase;
    }

    Ring ring() {
        return ring;
    }

    /**
     * The normal form of a formula.
     *
     * @throws TooLarge if it cannot be multiplied out
     * @throws NoValue if there is a division by zero in it, or infinity
     */
    RationalFunction form(Expr e) {
        exact.spend(2);
        return switch (e) {
            case Expr.Num n -> RationalFunction.of(Exact.normal(n.value()));
            case Expr.Symbol(String name) -> ring.atom(new Atom.Name(name));
            case Expr.Constant c ->
                switch (c) {
                    case PI -> ring.atom(Atom.Unit.PI);
                    case E -> ring.atom(Atom.Unit.E);
                    case I -> ring.atom(Atom.Unit.I);
                    case INFINITY -> throw NoValue.undefined();
                };
            case Expr.Sum(List<Expr> terms) -> sum(terms);
            case Expr.Product(List<Expr> factors) -> product(factors);
            case Expr.Negative(Expr value) -> ring.negate(form(value));
            case Expr.Fraction(Expr numerator, Expr denominator) ->
                ring.multiply(form(numerator), ring.inverse(form(denominator)));
            case Expr.Power(Expr base, Expr exponent) -> powers.power(form(base), form(exponent));
            case Expr.Root(Expr radicand, Expr degree) -> powers.root(form(radicand), form(degree));
            case Expr.Call call -> form(call);
            case Expr.PlusMinus(Expr value, boolean minusFirst) -> {
                RationalFunction both = ring.multiply(ring.atom(Atom.Unit.SIGN), form(value));
                yield minusFirst ? ring.negate(both) : both;
            }
            case Expr.Quantity(Expr value, String unit) -> ring.multiply(form(value), unit(unit));
            case Expr.Arrangement _ -> throw NoValue.undefined();
        };
    }

    private RationalFunction unit(String unit) {
        return switch (unit) {
            case "%" -> RationalFunction.of(BigFraction.of(1, 100));
            case "°" -> ring.scale(ring.atom(Atom.Unit.PI), BigFraction.of(1, 180));
            default -> throw NoValue.undefined();
        };
    }

    private RationalFunction sum(List<Expr> terms) {
        RationalFunction sum = RationalFunction.of(Polynomial.ZERO);
        for (Expr term : terms) {
            sum = ring.add(sum, form(term));
        }
        return sum;
    }

    private RationalFunction product(List<Expr> factors) {
        RationalFunction product = RationalFunction.ONE;
        for (Expr factor : factors) {
            product = ring.multiply(product, form(factor));
        }
        return product;
    }

    private RationalFunction form(Call call) {
        Expr unfolded = Functions.unfold(call);
        if (unfolded != null) {
            return form(unfolded);
        }
        if (!Functions.known(call) && !Shape.of(call.arguments()).formula()) {
            return ring.atom(new Atom.Opaque(call));
        }
        List<RationalFunction> arguments = new ArrayList<>();
        if (call.function().equals("log") && call.arguments().size() == 1) {
            arguments.add(form(logBase));
        }
        for (Expr argument : call.arguments()) {
            arguments.add(form(argument));
        }
        return calls.apply(call.function(), arguments);
    }
}
