package zero4j.data.nano;

import zero4j.SplitMix64;

/**
 * Random draws that are the same on every JDK: SplitMix64 (Steele, Lea, Flood 2014), written out. Not thread-safe.
 */
public final class SplitMix {
    private long state;

    /** A stream of its own for every sequence of keys. */
    public SplitMix(long... keys) {
        for (long key : keys) {
            state = SplitMix64.mix(state * SplitMix64.GOLDEN_GAMMA + SplitMix64.mix(key + SplitMix64.GOLDEN_GAMMA));
        }
    }

    private long next() {
        state += SplitMix64.GOLDEN_GAMMA;
        return SplitMix64.mix(state);
    }

    /** Uniform from 0 to {@code bound - 1}. */
    public int below(int bound) {
        return (int) ((next() >>> 33) % bound);
    }

    /** Uniform from {@code low} to {@code high}, both included. */
    public int between(int low, int high) {
        return low + below(high - low + 1);
    }

    /** Uniform in [0, 1). */
    public double unit() {
        return (next() >>> 11) * 0x1p-53;
    }

    /** True with this probability. */
    public boolean chance(double probability) {
        return unit() < probability;
    }

    /** {@code right} plus or minus 1 to {@code reach}, never under {@code floor}, never {@code right} itself. */
    int near(int right, int reach, int floor) {
        int offset = between(1, reach);
        boolean down = chance(0.5);
        return down && right - offset >= floor ? right - offset : right + offset;
    }
}
