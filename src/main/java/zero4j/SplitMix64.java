package zero4j;

/** Scatters numbers, so that neighbouring seeds give unrelated draws: the finaliser of SplitMix64 (Steele, Lea, Flood 2014). */
public final class SplitMix64 {
    /** The step of SplitMix64 from one state to the next: 2^64 divided by the golden ratio, made odd. */
    public static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private SplitMix64() {}

    /** A bijection of 64 bits in which every bit of the result depends on every bit of {@code value}; 0 stays 0. */
    public static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
