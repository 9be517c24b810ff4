package zero4j.learn.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import zero4j.vector.Lanes;
import zero4j.weights.ModelConfig;

/**
 * What a pass keeps of all rows, outside the heap: memory that is used again by the next pass, and grows for a larger one. Norms and
 * the product of gate and up are computed again on the way back instead of being kept.
 */
final class Activations implements AutoCloseable {
    /** How much is kept for a way back. */
    enum Keep {
        /** There is no way back. */
        NOTHING,
        /** What enters each block; the rest is computed again (arXiv 1604.06174). */
        INPUTS,
        /** All that the way back needs of each block. */
        ALL
    }

    /**
     * What is kept inside a block.
     *
     * @param raw queries and keys before their norms and rotation, only where heads are normed
     * @param qkv queries, keys and values as attention sees them, queries scaled
     * @param attended what attention gave
     * @param softmax the highest score and the sum of exponentials relative to it, of each query head
     * @param middle the residual stream between attention and MLP
     * @param gate before its activation
     */
    record Inner(Rows raw, Rows qkv, Rows attended, Rows softmax, Rows middle, Rows gate, Rows up) {}

    /**
     * Gradients, and what is computed again, of the block that the way back is in.
     *
     * @param output for the block's output
     * @param middle for the residual stream between attention and MLP
     * @param input for the block's input
     * @param attended for what attention gave
     * @param qkv for queries, keys and values
     * @param gateUp for gate and up beside each other
     * @param attentionInput the normed input of attention, computed again
     * @param mlpInput the normed input of the MLP, computed again
     * @param gated the product of gate and up, computed again
     */
    record Back(
            Rows output,
            Rows middle,
            Rows input,
            Rows attended,
            Rows qkv,
            Rows gateUp,
            Rows attentionInput,
            Rows mlpInput,
            Rows gated) {
        /** For the block before: this one's input is its output. */
        Back before() {
            return new Back(
                    /* output= */ input,
                    middle,
                    /* input= */ output,
                    attended,
                    qkv,
                    gateUp,
                    attentionInput,
                    mlpInput,
                    gated);
        }
    }

    private final ModelConfig config;
    private final int width;
    private final int queries;
    private final int all;
    private final int inner;
    private Arena arena = Arena.ofShared();
    private int capacity;
    private Keep room = Keep.NOTHING;
    private Keep keep = Keep.NOTHING;
    private final List<Rows> inputs = new ArrayList<>();
    private final List<Inner> inners = new ArrayList<>();
    private final List<Back> backs = new ArrayList<>();

    Activations(ModelConfig config) {
        this.config = config;
        this.width = Lanes.padded(config.hiddenSize());
        this.queries = Lanes.padded(config.heads() * config.headDim());
        this.all = Lanes.padded((config.heads() + 2 * config.kvHeads()) * config.headDim());
        this.inner = Lanes.padded(config.intermediateSize());
    }

    /** Makes room for a pass over so many rows; what was kept before is lost. */
    void prepare(int rows, Keep kept) {
        keep = kept;
        if (rows <= capacity && kept.compareTo(room) <= 0) {
            return;
        }
        capacity = Math.max(rows, capacity);
        room = kept.compareTo(room) > 0 ? kept : room;
        arena.close();
        arena = Arena.ofShared();
        inputs.clear();
        inners.clear();
        backs.clear();
        int layers = config.layers();
        for (int i = 0; i < (room == Keep.NOTHING ? 1 : layers + 1); i++) {
            inputs.add(rows(width));
        }
        for (int i = 0; i < (room == Keep.ALL ? layers : 1); i++) {
            inners.add(newInner());
        }
        if (room != Keep.NOTHING) {
            backs.add(newBack());
        }
    }

    private Inner newInner() {
        int normed = config.qkNorm() ? (config.heads() + config.kvHeads()) * config.headDim() : 0;
        return new Inner(
                rows(normed),
                rows(all),
                rows(queries),
                rows(2 * config.heads()),
                rows(width),
                rows(inner),
                rows(inner));
    }

    private Back newBack() {
        return new Back(
                rows(width),
                rows(width),
                rows(width),
                rows(queries),
                rows(all),
                rows(2 * inner),
                rows(width),
                rows(width),
                rows(inner));
    }

    private Rows rows(int stride) {
        MemorySegment data = arena.allocate((long) capacity * stride * Float.BYTES, Long.BYTES * 8L);
        return new Rows(data, stride);
    }

    /** The residual stream where it enters a block; of the one behind the last, where it leaves the model. */
    Rows input(int layer) {
        return inputs.get(keep == Keep.NOTHING ? 0 : layer);
    }

    /** What is kept inside a block: of all blocks the same memory, unless all is kept. */
    Inner inner(int layer) {
        return inners.get(keep == Keep.ALL ? layer : 0);
    }

    /** Those of the last block. */
    Back back() {
        return backs.getFirst();
    }

    @Override
    public void close() {
        arena.close();
    }
}
