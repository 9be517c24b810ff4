package zero4j.verify.algebra;

import java.math.BigInteger;
import org.apache.commons.numbers.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic on values that are known up to an error. Each operation throws {@link NoValue} where its result is not
 * defined or not known.
 */
interface Arithmetic<T> {
    T number(BigFraction value);

    T pi();

    T e();

    T i();

    T add(T a, T b);

    T negate(T a);

    T multiply(T a, T b);

    T divide(T a, T b);

    /** The principal value. */
    T power(T base, T exponent);

    /** The principal value; of odd degree, the real root of a real number. */
    T root(T radicand, int degree);

    T exp(T a);

    T ln(T a);

    T sin(T a);

    T cos(T a);

    T arcsin(T a);

    T arctan(T a);

    T abs(T a);

    T floor(T a);

    /** The lesser of two real numbers. */
    T min(T a, T b);

    T re(T a);

    T im(T a);

    /** The whole number that a value is, null where it is none. */
    @Nullable
    BigInteger integer(T a);
}
