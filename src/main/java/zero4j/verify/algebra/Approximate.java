package zero4j.verify.algebra;

/**
 * A real number known up to an error.
 *
 * @param error at least the distance from the true value; 0 where {@code value} is exact
 */
record Approximate(double value, double error) {
    /** Whether two numbers differ for sure, and by more than what rounding could make of equal ones. */
    boolean apartFrom(Approximate other) {
        double difference = Math.abs(value - other.value);
        double size = Math.max(Math.abs(value), Math.abs(other.value));
        return difference > 8 * (error + other.error) && difference > 1e-9 * size;
    }
}
