package zero4j.engine.vector;

import zero4j.engine.Demand;

/**
 * What the keys and values of sequences take.
 *
 * @param demand of their requests
 * @param blockBytes bytes of a block
 */
record CacheNeed(Demand demand, long blockBytes) {
    /** Most bytes that so many sequences can take. */
    double bytes(int live) {
        return (double) live * (BlockPool.blocks(demand.prompt()) + BlockPool.blocks(demand.budget())) * blockBytes;
    }

    /** Bytes of a sequence half way through its budget, with its share of the prompt. */
    long usualBytes() {
        return (demand.promptShare() + demand.budget() / 2) * (blockBytes / BlockPool.POSITIONS);
    }
}
