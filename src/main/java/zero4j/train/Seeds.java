package zero4j.train;

import zero4j.Mixing;

/** Seeds of the parts of a run, from the run's own. */
final class Seeds {
    private Seeds() {}

    /**
     * Seed of a batch of rollouts: unrelated for neighbouring steps and batches.
     *
     * @param batch of the step, from 0
     */
    static long ofBatch(long seed, long step, int batch) {
        long ofStep = Mixing.mix(seed * Mixing.GOLDEN_GAMMA + step);
        return batch == 0 ? ofStep : Mixing.mix(ofStep + batch);
    }
}
