package zero4j.verify.equality;

import java.math.BigInteger;
import java.util.List;
import java.util.OptionalInt;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Num;
import zero4j.verify.expr.Expr.Quantity;
import zero4j.verify.expr.Expr.Ratio;

/** Times of the day with a.m. or p.m., and on a clock of 24 hours. */
final class TimesOfDay {
    private static final int NOON = 12;

    private TimesOfDay() {}

    /** Whether one has a half of the day and the other is the same time on a clock of 24 hours, or with it. */
    static boolean same(Expr a, Expr b) {
        OptionalInt x = minutes(a);
        OptionalInt y = minutes(b);
        boolean half = a instanceof Quantity || b instanceof Quantity;
        return half && x.isPresent() && x.equals(y);
    }

    private static OptionalInt minutes(Expr a) {
        if (a instanceof Quantity(Expr time, String half) && (half.equals("am") || half.equals("pm"))) {
            int[] clock = clock(time);
            boolean fits = clock.length == 2 && clock[0] >= 1 && clock[0] <= NOON;
            return fits
                    ? OptionalInt.of((clock[0] % NOON + (half.equals("pm") ? NOON : 0)) * 60 + clock[1])
                    : OptionalInt.empty();
        }
        int[] clock = a instanceof Ratio ? clock(a) : new int[0];
        return clock.length == 2 && (clock[0] == 0 || (clock[0] > NOON && clock[0] < 24))
                ? OptionalInt.of(clock[0] * 60 + clock[1])
                : OptionalInt.empty();
    }

    /** The hour and the minute; nothing where they are none. */
    private static int[] clock(Expr time) {
        List<Expr> parts = time instanceof Ratio(List<Expr> both) ? both : List.of(time, Num.of(0));
        int[] clock = new int[2];
        for (int i = 0; i < 2; i++) {
            if (parts.size() != 2
                    || !(parts.get(i) instanceof Num number)
                    || number.decimal()
                    || !number.value().getDenominator().equals(BigInteger.ONE)
                    || number.value().getNumerator().bitLength() > 6) {
                return new int[0];
            }
            clock[i] = number.value().intValue();
        }
        return clock[0] >= 0 && clock[1] >= 0 && clock[1] < 60 ? clock : new int[0];
    }
}
