package zero4j.engine.torch;

import org.jspecify.annotations.Nullable;
import zero4j.model.CausalLm;
import zero4j.model.KvCache;

/** A worker's KV cache, kept from one batch to the next on the CPU, where allocating and clearing it takes long. */
final class CacheHolder implements AutoCloseable {
    private final CausalLm lm;
    private @Nullable KvCache cache;

    CacheHolder(CausalLm lm) {
        this.lm = lm;
    }

    /**
     * A cache of exactly this size: with the size the order of sums changes, and a batch must give the same bits whatever was
     * sampled before.
     */
    KvCache exactly(int slots, int context) {
        if (cache == null || cache.slots() != slots || cache.context() != context) {
            close();
            cache = new KvCache(lm.config(), lm.placement(), slots, context);
        }
        return cache;
    }

    /** A cache of at least this context. */
    KvCache atLeast(int slots, int context) {
        return cache != null && cache.slots() == slots && cache.context() >= context ? cache : exactly(slots, context);
    }

    /** The work is over. On a card the memory goes back to the allocator, for the learner. */
    void release() {
        if (lm.placement().isCuda()) {
            close();
        }
    }

    @Override
    public void close() {
        if (cache != null) {
            cache.close();
            cache = null;
        }
    }
}
