package zero4j.algorithm;

/**
 * Sums over all processes that share a rollout batch, so that moments are those of the whole batch. Every process calls it
 * equally often, with equally many values, also where it has nothing to add.
 */
@FunctionalInterface
public interface Sums {
    /** The only process: sums are the values themselves. */
    Sums ALONE = values -> values;

    /** The sum of each value over all processes. */
    double[] over(double... values);
}
