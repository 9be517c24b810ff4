package zero4j.run;

import java.util.List;

/** A metric over some steps of a run, thinned; steps without a value of it are in no bucket. */
public record Curve(String metric, List<Bucket> buckets) {
    public Curve {
        buckets = List.copyOf(buckets);
    }

    /**
     * Some steps that follow each other.
     *
     * @param first step with a value
     * @param last step with a value
     * @param x where the last step stands on the axis
     * @param min smallest value; NaN if no step computed a number
     * @param max largest value
     * @param mean of the values
     * @param value of the last step
     */
    public record Bucket(long first, long last, double x, double min, double max, double mean, double value) {}
}
