package zero4j.verify.algebra;

import java.math.BigInteger;
import java.util.List;
import zero4j.verify.expr.Expr;

/** What monomials are made of: a part of a formula that multiplying out does not enter. */
sealed interface Atom {
    /** A variable. */
    record Name(String name) implements Atom {}

    /** The numbers with a name, and the sign of ±, whose square is 1. */
    enum Unit implements Atom {
        I,
        PI,
        E,
        SIGN
    }

    /**
     * An integer above 1, to an exponent of at least 0 and below 1.
     *
     * @param prime whether it is known to be prime: then different powers of different radicands are independent
     */
    record Radicand(BigInteger value, boolean prime) implements Atom {}

    /** A base to an exponent, a rational factor of which is the exponent of the atom instead. */
    record SymbolicPower(RationalFunction base, RationalFunction exponent) implements Atom {}

    /** A function of formulas. */
    record Applied(String function, List<RationalFunction> arguments) implements Atom {}

    /** A function of arguments that are no formulas, equal to itself only. */
    record Opaque(Expr expression) implements Atom {}

    /** Whether polynomials in such atoms are equal in value only where they are equal as polynomials. */
    default boolean independent() {
        return switch (this) {
            case Name _, Unit _ -> true;
            case Radicand(BigInteger _, boolean prime) -> prime;
            case SymbolicPower _, Applied _, Opaque _ -> false;
        };
    }

    /** Whether it is a positive number. */
    default boolean positive() {
        return this == Unit.PI || this == Unit.E || this instanceof Radicand;
    }

    /** Whether it is a number, not a variable nor anything that may hold one. */
    default boolean constant() {
        return positive() || this == Unit.I;
    }
}
