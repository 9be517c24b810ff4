package zero4j.run;

import java.util.List;
import zero4j.Words;

/**
 * Which curves of a run to read, and how finely. Steps are gathered into buckets of equal width that begin with multiples of it, so that a
 * later query of the same width goes on where an earlier one ended: ask again from the first step of the last bucket.
 *
 * @param metrics their keys, see {@link Metric}
 * @param from first step
 * @param to last step
 * @param width steps of a bucket
 * @param axis what the points stand over
 */
public record CurveQuery(List<String> metrics, long from, long to, long width, Axis axis) {
    /** What a curve's points stand over. */
    public enum Axis {
        STEP,
        /** Tokens sampled since the run began. */
        TOKENS,
        /** Seconds that the steps measured since the run began: pauses between two starts do not count. */
        SECONDS
    }

    public CurveQuery {
        metrics = List.copyOf(metrics);
        if (width < 1) {
            throw new IllegalArgumentException("a bucket of " + Words.counted(width, "step"));
        }
    }

    /** Curves over some steps in at most so many buckets. */
    public static CurveQuery of(List<String> metrics, long from, long to, int buckets, Axis axis) {
        // One bucket may be cut by the grid.
        long width = Math.max(1, Math.ceilDiv(Math.max(1, to - from + 1), Math.max(1, buckets - 1)));
        return new CurveQuery(metrics, from, to, to - from < buckets ? 1 : width, axis);
    }
}
