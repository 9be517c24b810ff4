package zero4j.verify.algebra;

import org.apache.commons.numbers.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

/** Sines of multiples of π/12. */
final class Angles {
    private final Ring ring;
    private final Powers powers;

    Angles(Ring ring, Powers powers) {
        this.ring = ring;
        this.powers = powers;
    }

    /** The exact value if it is one of those known here, otherwise null. */
    @Nullable
    RationalFunction sin(RationalFunction angle) {
        BigFraction q = twelfths(angle);
        return q == null ? null : sin(Math.floorMod(q.getNumerator().intValue(), 24));
    }

    /** The exact value if it is one of those known here, otherwise null. */
    @Nullable
    RationalFunction cos(RationalFunction angle) {
        BigFraction q = twelfths(angle);
        return q == null ? null : sin(Math.floorMod(q.getNumerator().intValue() + 6, 24));
    }

    private @Nullable BigFraction twelfths(RationalFunction angle) {
        if (angle.numerator().isZero()) {
            return BigFraction.ZERO;
        }
        BigFraction turns =
                ring.multiply(angle, ring.inverse(ring.atom(Atom.Unit.PI))).constant();
        if (turns == null || Exact.bits(turns) > 20) {
            return null;
        }
        BigFraction q = turns.multiply(12);
        return Exact.whole(q) ? q : null;
    }

    private RationalFunction sin(int twelfths) {
        if (twelfths >= 12) {
            return ring.negate(sin(twelfths - 12));
        }
        int k = Math.min(twelfths, 12 - twelfths);
        return switch (k) {
            case 0 -> RationalFunction.of(Polynomial.ZERO);
            case 1 -> ring.scale(ring.add(root(6), ring.negate(root(2))), BigFraction.of(1, 4));
            case 2 -> RationalFunction.of(BigFraction.of(1, 2));
            case 3 -> ring.scale(root(2), BigFraction.of(1, 2));
            case 4 -> ring.scale(root(3), BigFraction.of(1, 2));
            case 5 -> ring.scale(ring.add(root(6), root(2)), BigFraction.of(1, 4));
            default -> RationalFunction.ONE;
        };
    }

    private RationalFunction root(int radicand) {
        return powers.power(RationalFunction.of(BigFraction.of(radicand)), BigFraction.of(1, 2));
    }
}
