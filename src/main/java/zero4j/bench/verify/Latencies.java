package zero4j.bench.verify;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import zero4j.verify.MathVerifier;

/** How long single verdicts took, one after another on one thread, in nanoseconds. */
final class Latencies {
    private final long[] sorted;
    private final Optional<Pair> slowest;

    private Latencies(long[] sorted, Optional<Pair> slowest) {
        this.sorted = sorted;
        this.slowest = slowest;
    }

    /** Times every pair once. The caller warms the verifier up before. */
    static Latencies of(MathVerifier verifier, List<Pair> pairs) {
        long[] nanos = new long[pairs.size()];
        int slowest = 0;
        for (int i = 0; i < nanos.length; i++) {
            Pair pair = pairs.get(i);
            long start = System.nanoTime();
            verifier.verify(pair.answer(), pair.reference());
            nanos[i] = System.nanoTime() - start;
            slowest = nanos[i] > nanos[slowest] ? i : slowest;
        }
        Optional<Pair> slowestPair = pairs.isEmpty() ? Optional.empty() : Optional.of(pairs.get(slowest));
        Arrays.sort(nanos);
        return new Latencies(nanos, slowestPair);
    }

    /** The number of verdicts. */
    int count() {
        return sorted.length;
    }

    /**
     * The time that a share of the verdicts did not exceed, in microseconds; 0 if there was none.
     *
     * @param share 0.5 is the median, 1 the maximum
     */
    double micros(double share) {
        int index = (int) Math.ceil(share * sorted.length) - 1;
        return sorted.length == 0 ? 0 : sorted[Math.max(0, index)] / 1e3;
    }

    /** The pair of the maximum; it may have been slow only because the machine was busy. */
    Optional<Pair> slowest() {
        return slowest;
    }

    /** Verdicts per second, the time between them not counted. */
    double perSecond() {
        return sorted.length / Math.max(1e-9, Arrays.stream(sorted).sum() / 1e9);
    }
}
