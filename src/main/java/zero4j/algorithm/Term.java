package zero4j.algorithm;

/**
 * A number that a loss is made of, with its derivative by one other number. A formula written with terms brings its own derivative:
 * each step applies the chain rule to the one before, in double precision and without remembering anything.
 *
 * <p>At kinks it is as in LibTorch: where both numbers of a minimum or maximum are equal, the mean of their derivatives; on a bound of
 * {@link #clamp} the derivative goes on, beyond it there is none. What is not a number stays so.
 *
 * @param value of the number
 * @param slope its derivative
 */
record Term(double value, double slope) {
    /** The number that derivatives are taken by. */
    static Term variable(double value) {
        return new Term(value, 1);
    }

    static Term constant(double value) {
        return new Term(value, 0);
    }

    Term plus(double constant) {
        return new Term(value + constant, slope);
    }

    Term plus(Term other) {
        return new Term(value + other.value, slope + other.slope);
    }

    Term minus(double constant) {
        return new Term(value - constant, slope);
    }

    Term minus(Term other) {
        return new Term(value - other.value, slope - other.slope);
    }

    Term times(double constant) {
        return new Term(value * constant, slope * constant);
    }

    Term times(Term other) {
        return new Term(value * other.value, slope * other.value + value * other.slope);
    }

    Term negative() {
        return new Term(-value, -slope);
    }

    Term square() {
        return times(this);
    }

    Term exp() {
        double power = Math.exp(value);
        return new Term(power, slope * power);
    }

    /** {@code exp(x) - 1}, exact also near 0. */
    Term expm1() {
        return new Term(Math.expm1(value), slope * Math.exp(value));
    }

    Term sigmoid() {
        double share = 1 / (1 + Math.exp(-value));
        return new Term(share, slope * share * (1 - share));
    }

    Term clamp(double low, double high) {
        return value < low ? constant(low) : value > high ? constant(high) : this;
    }

    Term atLeast(double low) {
        return clamp(low, Double.POSITIVE_INFINITY);
    }

    static Term min(Term a, Term b) {
        return a.value < b.value
                ? a
                : a.value > b.value ? b : new Term(Math.min(a.value, b.value), (a.slope + b.slope) / 2);
    }

    static Term max(Term a, Term b) {
        return min(a.negative(), b.negative()).negative();
    }
}
