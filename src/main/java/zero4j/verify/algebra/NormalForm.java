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
    RationalFunction of(Expr e) {
        exact.spend(2);
        return switch (e) {
            case Expr.Num n -> RationalFunction.of(Exact.normal(n.value()));
            case Expr.Symbol(String name) -> ring.of(new Atom.Name(name));
            case Expr.Constant c ->
                switch (c) {
                    case PI -> ring.of(Atom.Unit.PI);
                    case E -> ring.of(Atom.Unit.E);
                    case I -> ring.of(Atom.Unit.I);
                    case INFINITY -> throw NoValue.undefined();
                };
            case Expr.Sum(List<Expr> terms) -> sum(terms);
            case Expr.Product(List<Expr> factors) -> product(factors);
            case Expr.Negative(Expr value) -> ring.negate(of(value));
            case Expr.Fraction(Expr numerator, Expr denominator) ->
                ring.multiply(of(numerator), ring.inverse(of(denominator)));
            case Expr.Power(Expr base, Expr exponent) -> powers.power(of(base), of(exponent));
            case Expr.Root(Expr radicand, Expr degree) -> powers.root(of(radicand), of(degree));
            case Expr.Call call -> of(call);
            case Expr.PlusMinus(Expr value, boolean minusFirst) -> {
                RationalFunction both = ring.multiply(ring.of(Atom.Unit.SIGN), of(value));
                yield minusFirst ? ring.negate(both) : both;
            }
            case Expr.Quantity(Expr value, String unit) -> ring.multiply(of(value), unit(unit));
            case Expr.Arrangement _ -> throw NoValue.undefined();
        };
    }

    private RationalFunction unit(String unit) {
        return switch (unit) {
            case "%" -> RationalFunction.of(BigFraction.of(1, 100));
            case "°" -> ring.scale(ring.of(Atom.Unit.PI), BigFraction.of(1, 180));
            default -> throw NoValue.undefined();
        };
    }

    private RationalFunction sum(List<Expr> terms) {
        RationalFunction sum = RationalFunction.of(Polynomial.ZERO);
        for (Expr term : terms) {
            sum = ring.add(sum, of(term));
        }
        return sum;
    }

    private RationalFunction product(List<Expr> factors) {
        RationalFunction product = RationalFunction.ONE;
        for (Expr factor : factors) {
            product = ring.multiply(product, of(factor));
        }
        return product;
    }

    private RationalFunction of(Call call) {
        Expr unfolded = Functions.unfold(call);
        if (unfolded != null) {
            return of(unfolded);
        }
        if (!Functions.known(call) && !Shape.of(call.arguments()).formula()) {
            return ring.of(new Atom.Opaque(call));
        }
        List<RationalFunction> arguments = new ArrayList<>();
        if (call.function().equals("log") && call.arguments().size() == 1) {
            arguments.add(of(logBase));
        }
        for (Expr argument : call.arguments()) {
            arguments.add(of(argument));
        }
        return calls.apply(call.function(), arguments);
    }
}
