package zero4j.reproduce;

/**
 * A difference with its 95 % interval: the mean of the differences of pairs (seeds or questions), and Student's interval of it.
 *
 * @param difference of the means
 * @param low end of the interval; minus infinity of a single pair
 * @param high end of it
 * @param pairs at least 1
 */
public record Effect(double difference, double low, double high, int pairs, Measurements.Unit unit) {}
