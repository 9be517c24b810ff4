package zero4j.verify.algebra;

import java.math.BigDecimal;

/**
 * A complex number known up to an error.
 *
 * @param error the binary logarithm of a bound on the distance from the true value; negative infinity where it is exact
 */
record Ball(BigDecimal re, BigDecimal im, double error) {
    private static final double BITS_PER_DIGIT = Math.log(10) / Math.log(2);

    // Two values agree where they are known to be the same up to about 15 decimals and 15 digits, far more if not
    // large.
    private static final double SMALL = -50;
    private static final double FEW_BITS = 50;

    boolean isReal() {
        return im.signum() == 0;
    }

    /** An upper bound on the binary logarithm of the size, at most 3 above it. */
    double size() {
        return isReal() ? size(re) : Math.max(size(re), size(im)) + 0.5;
    }

    /** Whether zero is within the error. */
    boolean holdsZero() {
        return (re.signum() == 0 && im.signum() == 0) || size() - 3 <= error;
    }

    /** Whether the part of the error is small against 1 and against the value, if that is not zero. */
    boolean precise() {
        return error < SMALL && (holdsZero() || error < size() - FEW_BITS);
    }

    static double size(BigDecimal a) {
        return a.signum() == 0 ? Double.NEGATIVE_INFINITY : a.unscaledValue().bitLength() - a.scale() * BITS_PER_DIGIT;
    }

    /** The binary logarithm of the sum of two numbers given by theirs. */
    static double sum(double a, double b) {
        double high = Math.max(a, b);
        return high == Double.NEGATIVE_INFINITY ? high : high + Math.log1p(Math.pow(2, -Math.abs(a - b))) * 1.4427;
    }
}
