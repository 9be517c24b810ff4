package zero4j.train;

/** Seeds of the parts of a run, from the run's own. */
final class Seeds {
    private Seeds() {}

    /** Seed of a step's rollouts: unrelated for neighbouring steps (finaliser of SplitMix64). */
    static long ofStep(long seed, long step) {
        long z = seed * 0x9E3779B97F4A7C15L + step;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
