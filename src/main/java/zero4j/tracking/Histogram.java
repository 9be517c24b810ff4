package zero4j.tracking;

import java.util.Arrays;

/** Counts of values in buckets of equal width between the smallest and the largest, as TensorBoard draws them. */
record Histogram(double[] values) {
    private static final int MOST_BUCKETS = 30;

    /** Writes the protocol buffer {@code tensorflow.HistogramProto}. */
    void write(EventFile.Message into) {
        double low = Arrays.stream(values).min().orElse(0);
        double high = Arrays.stream(values).max().orElse(0);
        boolean whole = Arrays.stream(values).allMatch(value -> value == Math.rint(value));
        int buckets = low == high ? 1 : (int) Math.min(MOST_BUCKETS, whole ? high - low + 1 : MOST_BUCKETS);
        double width = low == high ? 1 : (high - low) / buckets;
        double[] limits = new double[buckets];
        double[] counts = new double[buckets];
        for (int i = 0; i < buckets; i++) {
            limits[i] = i == buckets - 1 ? high : low + (i + 1) * width;
        }
        for (double value : values) {
            counts[Math.clamp((long) ((value - low) / width), 0, buckets - 1)]++;
        }
        into.fixed(1, low);
        into.fixed(2, high);
        into.fixed(3, (double) values.length);
        into.fixed(4, Arrays.stream(values).sum());
        into.fixed(5, Arrays.stream(values).map(value -> value * value).sum());
        into.doubles(6, limits);
        into.doubles(7, counts);
    }
}
