package zero4j.train;

import zero4j.Mixing;

/** Seeds of the parts of a run, from the run's own. */
final class Seeds {
    private Seeds() {}

    /** Seed of a step's rollouts: unrelated for neighbouring steps. */
    static long ofStep(long seed, long step) {
        return Mixing.mix(seed * Mixing.GOLDEN_GAMMA + step);
    }
}
