package zero4j.engine.vector;

import zero4j.engine.Demand;

/**
 * What the keys and values of sequences take.
 *
 * @param demand of their requests
 * @param pageBytes bytes of a page
 */
record CacheNeed(Demand demand, long pageBytes) {
    /** Most bytes that so many sequences can take. */
    double bytes(int live) {
        return (double) live * (PagePool.pages(demand.prompt()) + PagePool.pages(demand.budget())) * pageBytes;
    }

    /** Bytes of a sequence half way through its budget, with its share of the prompt. */
    long usualBytes() {
        return (demand.promptShare() + demand.budget() / 2) * (pageBytes / PagePool.POSITIONS);
    }
}
