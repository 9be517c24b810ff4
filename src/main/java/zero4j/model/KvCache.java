package zero4j.model;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptionalList;
import org.bytedeco.pytorch.global.torch;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.Lifetime;
import zero4j.weights.ModelConfig;

/**
 * Keys and values of the tokens so far, for a fixed number of slots.
 *
 * <p>Rows that are decoded together sit in slots {@code 0 … rows - 1}: whoever frees a slot moves the last row into it with
 * {@link #copy}. Not thread-safe; every worker has its own.
 */
public final class KvCache implements AutoCloseable {
    private final List<Tensor> keys = new ArrayList<>(); // per layer [slots, context, kvHeads, dim]
    private final List<Tensor> values = new ArrayList<>(); // per layer [slots, context, kvHeads, dim]
    private final Tensor scratch; // [elements], reused by every layer of every step
    private final int slots;
    private final int context;

    /** Allocates {@code 2 x layers x slots x context x kvHeads x dim} elements on the placement's device. */
    public KvCache(ModelConfig config, DeviceAndDtype placement, int slots, int context) {
        this.slots = slots;
        this.context = context;
        long[] shape = {slots, context, config.kvHeads(), config.headDim()};
        for (int layer = 0; layer < config.layers(); layer++) {
            keys.add(Lifetime.beyondScope(torch.zeros(shape, placement.options())));
            values.add(Lifetime.beyondScope(torch.zeros(shape, placement.options())));
        }
        long needed = placement.isCuda()
                ? 0
                : SingleQueryAttention.scratchElements(slots, config.heads(), context, config.headDim());
        scratch = Lifetime.beyondScope(torch.zeros(new long[] {needed}, placement.options()));
    }

    /** Number of slots. */
    public int slots() {
        return slots;
    }

    /** Positions a slot can hold. */
    public int context() {
        return context;
    }

    /** Copies the first {@code length} positions of one slot to another. */
    public void copy(int from, int to, int length) {
        for (int layer = 0; layer < keys.size(); layer++) {
            for (Tensor cache : List.of(keys.get(layer), values.get(layer))) {
                Tensor source = cache.select(0, from).narrow(0, 0, length);
                var _ = cache.select(0, to).narrow(0, 0, length).copy_(source);
            }
        }
    }

    /**
     * Writes keys and values of single tokens.
     *
     * @param slot int64 [tokens], slot of each token
     * @param position int64 [tokens]
     * @param key [tokens, kvHeads, dim]
     * @param value [tokens, kvHeads, dim]
     */
    void write(int layer, Tensor slot, Tensor position, Tensor key, Tensor value) {
        TensorOptionalList where = new TensorOptionalList();
        where.push_back(new TensorOptional(slot));
        where.push_back(new TensorOptional(position));
        var _ = keys.get(layer).index_put_(where, key);
        var _ = values.get(layer).index_put_(where, value);
    }

    /** Keys of the first rows and positions, [rows, kvHeads, length, dim]. */
    Tensor keys(int layer, long rows, long length) {
        return window(keys.get(layer), rows, length);
    }

    /** Values of the first rows and positions, [rows, kvHeads, length, dim]. */
    Tensor values(int layer, long rows, long length) {
        return window(values.get(layer), rows, length);
    }

    /** Memory for intermediate results of attention. */
    Tensor scratch() {
        return scratch;
    }

    private static Tensor window(Tensor cache, long rows, long length) {
        return cache.narrow(0, 0, rows).narrow(1, 0, length).transpose(1, 2);
    }

    @Override
    public void close() {
        keys.forEach(Tensor::close);
        values.forEach(Tensor::close);
        scratch.close();
    }
}
