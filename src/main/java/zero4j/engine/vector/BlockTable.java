package zero4j.engine.vector;

import java.util.Arrays;

/**
 * Where a sequence's keys and values lie: those of its prompt in blocks that the group's samples share, its own behind them in
 * blocks of its own, beginning with a new block.
 */
final class BlockTable {
    private static final int[] NONE = new int[0];

    private final int[] sharedBlocks;
    private final int sharedLength;
    private int[] blocks;
    private int blockCount;

    /** Of a prompt that is about to be read. */
    BlockTable() {
        this(NONE, 0);
    }

    private BlockTable(int[] sharedBlocks, int sharedLength) {
        this.sharedBlocks = sharedBlocks;
        this.sharedLength = sharedLength;
        this.blocks = new int[4];
    }

    /** Of a sample that continues this prompt of {@code length} tokens. */
    BlockTable continued(int length) {
        return new BlockTable(blocks, length);
    }

    int[] sharedBlocks() {
        return sharedBlocks;
    }

    /** Positions in the shared blocks. */
    int sharedLength() {
        return sharedLength;
    }

    /** Blocks of its own; only the first are in use. */
    int[] blocks() {
        return blocks;
    }

    /** Takes blocks so that positions below {@code length} have a place. */
    void reserve(int length, BlockPool pool) {
        int needed = BlockPool.blocks(length - sharedLength);
        if (needed > blocks.length) {
            blocks = Arrays.copyOf(blocks, Math.max(needed, 2 * blocks.length));
        }
        while (blockCount < needed) {
            blocks[blockCount] = pool.take();
            blockCount++;
        }
    }

    /** Gives its own blocks back. */
    void release(BlockPool pool) {
        while (blockCount > 0) {
            pool.give(blocks[--blockCount]);
        }
    }

    /** The block of a position that is not shared. */
    int block(int position) {
        return blocks[(position - sharedLength) / BlockPool.POSITIONS];
    }

    /** The place of a position that is not shared, within its block. */
    int slot(int position) {
        return (position - sharedLength) % BlockPool.POSITIONS;
    }
}
