package zero4j.engine.vector;

import zero4j.engine.Demand;

/**
 * What the keys and values of sequences take.
 *
 * @param demand of their requests
 * @param blockBytes bytes of a block
 */
record CacheNeed(Demand demand, long blockBytes) {
    /**
     * Most bytes that so many sequences can take. A prompt is there once, or once for each part of its samples where these are
     * divided among workers; and not more often than there are sequences.
     *
     * @param workers among which what is submitted together is divided
     */
    double bytes(int live, int workers) {
        double prompts = Math.min(live, demand.prompts() + workers - 1);
        return (prompts * BlockPool.blocks(demand.prompt()) + (double) live * BlockPool.blocks(demand.budget()))
                * blockBytes;
    }

    /** Bytes of a sequence half way through its budget, with its share of the prompt. */
    long usualBytes() {
        return (demand.promptShare() + demand.budget() / 2) * (blockBytes / BlockPool.POSITIONS);
    }
}
