package zero4j.learn.vector;

import static zero4j.vector.Lanes.PANEL;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import zero4j.vector.Lanes;
import zero4j.vector.PanelRows;
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
     * What is kept inside a block. The way back puts gradients where it needs the numbers no more.
     *
     * @param raw queries and keys before their norms and rotation, only where heads are normed
     * @param qkv queries, keys and values as attention sees them, queries scaled; each head begins a panel; then their gradients
     * @param attended what attention gave
     * @param highest score of each query, [heads, rows]
     * @param totals of exponentials relative to it, [heads, rows]
     * @param middle the residual stream between attention and MLP; then its gradient
     * @param gateUp gate before its activation, and up beside it, each padded to whole panels; then their gradients
     */
    record Inner(
            PanelRows raw,
            PanelRows qkv,
            PanelRows attended,
            HeadRows highest,
            HeadRows totals,
            PanelRows middle,
            PanelRows gateUp) {}

    /**
     * What the way back needs for the block that it is in.
     *
     * @param attended gradients for what attention gave; each head begins a panel
     * @param qkv gradients for what the product with the weights of queries, keys and values gave, unless that of the block will do
     * @param attentionInput the normed input of attention, computed again
     * @param mlpInput the normed input of the MLP, computed again
     * @param gated the product of gate and up, computed again
     */
    record Back(PanelRows attended, PanelRows qkv, PanelRows attentionInput, PanelRows mlpInput, PanelRows gated) {}

    private final ModelConfig config;
    private final int width;
    private final int queries;
    private final int all;
    private final int inner;
    private final int headColumns;
    private final Supplier<Arena> arenas;
    private Arena arena;
    private int capacity;
    private Keep room = Keep.NOTHING;
    private Keep keep = Keep.NOTHING;
    private final List<PanelRows> inputs = new ArrayList<>();
    private final List<Inner> inners = new ArrayList<>();
    private @Nullable Back back;

    Activations(ModelConfig config) {
        this(config, Arena::ofShared);
    }

    /** @param arenas where its memory comes from: a new one each time it grows */
    Activations(ModelConfig config, Supplier<Arena> arenas) {
        this.config = config;
        this.arenas = arenas;
        this.arena = arenas.get();
        this.width = Lanes.padded(config.hiddenSize());
        this.queries = Lanes.padded(config.heads() * config.headDim());
        this.all = Lanes.padded((config.heads() + 2 * config.kvHeads()) * config.headDim());
        this.inner = Lanes.padded(config.intermediateSize());
        this.headColumns = PieceHeads.panels(config) * PANEL;
    }

    /** Makes room for a pass over so many rows; what was kept before is lost. */
    void prepare(int rows, Keep kept) {
        keep = kept;
        if (!inners.isEmpty() && rows <= capacity && kept.compareTo(room) <= 0) {
            return;
        }
        capacity = Math.max(rows, capacity);
        room = kept.compareTo(room) > 0 ? kept : room;
        arena.close();
        arena = arenas.get();
        inputs.clear();
        inners.clear();
        int layers = config.layers();
        for (int i = 0; i < (room == Keep.NOTHING ? 1 : layers + 1); i++) {
            inputs.add(rows(width));
        }
        for (int i = 0; i < (room == Keep.ALL ? layers : 1); i++) {
            inners.add(newInner());
        }
        if (room != Keep.NOTHING) {
            back = newBack();
        }
    }

    private Inner newInner() {
        int dim = config.headDim();
        int normed = config.qkNorm() ? (config.heads() + config.kvHeads()) * dim : 0;
        return new Inner(
                rows(normed),
                rows((config.heads() + 2 * config.kvHeads()) * headColumns),
                rows(queries),
                ofHeads(),
                ofHeads(),
                rows(width),
                rows(2 * inner));
    }

    private Back newBack() {
        return new Back(
                rows(config.heads() * headColumns),
                rows(PieceHeads.areWhole(config) ? 0 : all),
                rows(width),
                rows(width),
                rows(inner));
    }

    private HeadRows ofHeads() {
        long bytes = (long) capacity * config.heads() * Float.BYTES;
        return new HeadRows(arena.allocate(bytes, Long.BYTES * 8L), capacity);
    }

    private PanelRows rows(int columns) {
        return PanelRows.of(arena, capacity, columns);
    }

    /** Panels of what is inside an MLP: gates have so many, and so have what is beside them. */
    int innerPanels() {
        return inner / PANEL;
    }

    /** The residual stream where it enters a block, of the one behind the last, where it leaves the model; then its gradient. */
    PanelRows input(int layer) {
        return inputs.get(keep == Keep.NOTHING ? 0 : layer);
    }

    /** What is kept inside a block: of all blocks the same memory, unless all is kept. */
    Inner inner(int layer) {
        return inners.get(keep == Keep.ALL ? layer : 0);
    }

    /** Of the block that the way back is in. */
    Back back() {
        if (back == null) {
            throw new IllegalStateException("nothing was kept for a way back");
        }
        return back;
    }

    /** Where the gradients for what the product of queries, keys and values gave lie, as in products. */
    PanelRows ofQkv(int layer) {
        return PieceHeads.areWhole(config) ? inner(layer).qkv() : back().qkv();
    }

    @Override
    public void close() {
        arena.close();
    }
}
