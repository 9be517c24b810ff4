package zero4j.engine.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import zero4j.vector.BFloat16;
import zero4j.vector.Lanes;
import zero4j.weights.ModelConfig;

/**
 * The KV cache: blocks of {@link #POSITIONS} positions for all layers, handed out and taken back by number. It grows when no
 * block is free, and keeps its memory. Not thread-safe.
 *
 * <p>Within a block, each layer and key-value head has its keys, [dim, POSITIONS], then its values, [POSITIONS, valueWidth].
 * Keys lie across, so that a register holds one coordinate of neighbouring positions and scores need no sum over lanes. In
 * bfloat16 an int holds two numbers: of a key coordinates 2i (low half) and 2i + 1, of a value column c and that of the same
 * lane in the next register.
 */
final class BlockPool implements AutoCloseable {
    /** Positions of a block, a multiple of the lanes and of 4. */
    static final int POSITIONS = Math.max(16, Lanes.COUNT);

    private static final int KEY_ROW = POSITIONS * Float.BYTES;
    private static final long LINE = 64;
    /** Blocks begin at different cache sets: without, their strides are often powers of two. */
    private static final long SKEW = 5 * LINE;

    private static final int FIRST_BLOCKS = 64;

    private final int heads;
    private final int dim;
    private final boolean half;
    private final long keyBytes;
    private final long headBytes;
    private final long blockBytes;
    private final int valueStride;

    private Arena arena = Arena.ofShared();
    private MemorySegment memory = MemorySegment.NULL;
    private int capacity;
    private int[] free = new int[0];
    private int freeCount;

    /** @param half keys and values are rounded to bfloat16 */
    BlockPool(ModelConfig config, boolean half) {
        this.half = half;
        heads = config.kvHeads();
        dim = config.headDim();
        keyBytes = (long) dim * POSITIONS * elementBytes(half);
        valueStride = valueWidth(dim, half) * elementBytes(half);
        headBytes = keyBytes + (long) POSITIONS * valueStride;
        blockBytes = blockBytes(config, half);
    }

    static long blockBytes(ModelConfig config, boolean half) {
        int dim = config.headDim();
        long head = (long) POSITIONS * elementBytes(half) * (dim + valueWidth(dim, half));
        return (long) config.layers() * config.kvHeads() * head + SKEW;
    }

    private static int elementBytes(boolean half) {
        return half ? Short.BYTES : Float.BYTES;
    }

    private static int valueWidth(int dim, boolean half) {
        return half ? Lanes.padded(dim) : Lanes.wholeRegisters(dim);
    }

    /** Whether it holds bfloat16. */
    boolean isHalf() {
        return half;
    }

    /** Columns of a row of values, padding included. */
    int valueWidth() {
        return valueWidth(dim, half);
    }

    /** Blocks for so many positions. */
    static int blocks(int positions) {
        return Math.ceilDiv(positions, POSITIONS);
    }

    /** The memory of all blocks; another one after {@link #take} has had to grow it. */
    MemorySegment memory() {
        return memory;
    }

    /** Bytes of a row of values. */
    int valueStride() {
        return valueStride;
    }

    /** Bytes from one head's keys to the next head's. */
    long headBytes() {
        return headBytes;
    }

    /** Bytes of a head's keys in a block; its values follow. */
    long keyBytes() {
        return keyBytes;
    }

    /** Byte of a block's keys, for one layer and head. */
    long keys(int block, int layer, int head) {
        return block * blockBytes + ((long) layer * heads + head) * headBytes;
    }

    /** A block with old content. */
    int take() {
        if (freeCount == 0) {
            grow(Math.max(FIRST_BLOCKS, capacity / 2));
        }
        return free[--freeCount];
    }

    void give(int block) {
        free[freeCount++] = block;
    }

    /** Blocks handed out and not taken back. */
    int inUse() {
        return capacity - freeCount;
    }

    private void grow(int more) {
        int larger = Math.addExact(capacity, more);
        Arena next = Arena.ofShared();
        try {
            MemorySegment moved = next.allocate(larger * blockBytes, LINE);
            MemorySegment.copy(memory, 0, moved, 0, capacity * blockBytes);
            arena.close();
            arena = next;
            memory = moved;
        } catch (OutOfMemoryError e) {
            next.close();
            throw e;
        }
        free = Arrays.copyOf(free, larger);
        for (int block = larger - 1; block >= capacity; block--) {
            free[freeCount++] = block;
        }
        capacity = larger;
    }

    /** Stores one position's key and value of one layer and head. */
    void write(int block, int slot, int layer, int head, float[] key, int keyAt, float[] value, int valueAt) {
        long at = keys(block, layer, head) + (long) slot * Float.BYTES;
        long to = keys(block, layer, head) + keyBytes + (long) slot * valueStride;
        if (half) {
            writeHalves(at, to, key, keyAt, value, valueAt);
            return;
        }
        for (int i = 0; i < dim; i++) {
            memory.set(ValueLayout.JAVA_FLOAT, at, key[keyAt + i]);
            at += KEY_ROW;
        }
        MemorySegment.copy(value, valueAt, memory, ValueLayout.JAVA_FLOAT, to, dim);
    }

    private void writeHalves(long keyTo, long valueTo, float[] key, int keyAt, float[] value, int valueAt) {
        long at = keyTo;
        for (int i = 0; i < dim; i += 2) {
            memory.set(ValueLayout.JAVA_INT, at, BFloat16.pair(key[keyAt + i], key[keyAt + i + 1]));
            at += KEY_ROW;
        }
        at = valueTo;
        for (int i = 0; i < dim; i += Lanes.PANEL) {
            for (int lane = i; lane < i + Lanes.COUNT; lane++) {
                float low = lane < dim ? value[valueAt + lane] : 0;
                float high = lane + Lanes.COUNT < dim ? value[valueAt + lane + Lanes.COUNT] : 0;
                memory.set(ValueLayout.JAVA_INT, at, BFloat16.pair(low, high));
                at += Integer.BYTES;
            }
        }
    }

    /** May be called again: buffers that could not be replaced are closed twice. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
