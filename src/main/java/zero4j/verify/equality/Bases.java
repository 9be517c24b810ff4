package zero4j.verify.equality;

import java.math.BigInteger;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr.Based;

/** The values of numbers that are written in a base of their own. */
final class Bases {
    private Bases() {}

    static BigInteger value(Based number) {
        if (number.digits().length() > Budget.MAX_BITS / 6) {
            throw new Budget.Exhausted("a number is too large");
        }
        return new BigInteger(number.digits(), number.base());
    }
}
