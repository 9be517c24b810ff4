package zero4j.engine.vector;

import static zero4j.vector.Lanes.BYTES;
import static zero4j.vector.Lanes.COUNT;
import static zero4j.vector.Lanes.FLOATS;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import zero4j.vector.Exponential;
import zero4j.vector.Lanes;

/**
 * Attention of one query head over the cache of its own sequence, at its own length. One thread's.
 */
final class Attention {
    /** Chains of a sum over positions. */
    static final int CHAINS = 4;

    private static final int REGISTERS = BlockPool.POSITIONS / COUNT;

    private final BlockPool pool;
    private final int dim;
    private final boolean half;
    private final float[] out;
    private final float[] lanes = new float[COUNT];
    private float[] weights = new float[BlockPool.POSITIONS];
    /** Bytes of each block's keys, the shared blocks first. */
    private long[] blocks = new long[1];
    /** Positions in use of each block. */
    private int[] used = new int[1];

    private int blockCount;

    /** @param dim width of a head */
    Attention(BlockPool pool, int dim) {
        this.pool = pool;
        this.dim = dim;
        this.half = pool.isHalf();
        this.out = new float[pool.valueWidth()];
    }

    /**
     * Finds the blocks of the first {@code length} positions of a sequence: {@link #attend} looks at them.
     *
     * @param layer whose keys and values
     */
    void look(BlockTable table, int length, int layer) {
        int shared = Math.min(length, table.sharedLength());
        int needed = BlockPool.blocks(shared) + BlockPool.blocks(length - shared);
        if (blocks.length < needed) {
            blocks = new long[2 * needed];
            used = new int[2 * needed];
            weights = new float[2 * needed * BlockPool.POSITIONS];
        }
        blockCount = 0;
        add(table.sharedBlocks(), shared, layer);
        add(table.blocks(), length - shared, layer);
    }

    private void add(int[] numbers, int positions, int layer) {
        for (int i = 0; i * BlockPool.POSITIONS < positions; i++) {
            blocks[blockCount] = pool.keys(numbers[i], layer, 0);
            used[blockCount] = Math.min(BlockPool.POSITIONS, positions - i * BlockPool.POSITIONS);
            blockCount++;
        }
    }

    /**
     * Attends to the positions that {@link #look} has found.
     *
     * @param query scaled and rotated, at {@code queryAt}
     * @param head of keys and values
     * @param target takes the result at {@code targetAt}, [dim]
     */
    void attend(float[] query, int queryAt, int head, float[] target, int targetAt) {
        long offset = head * pool.headBytes();
        scores(query, queryAt, offset);
        float scale = 1 / exponentials();
        addValues(offset + pool.keyBytes());
        for (int i = 0; i < dim; i++) {
            target[targetAt + i] = out[i] * scale;
        }
    }

    /** Scores of all positions; lanes beyond those in use get minus infinity. */
    private void scores(float[] query, int queryAt, long offset) {
        int registers = blockCount * REGISTERS;
        int register = 0;
        for (; register + CHAINS <= registers; register += CHAINS) {
            fourScores(query, queryAt, register, offset);
        }
        for (; register < registers; register++) {
            oneScore(query, queryAt, register, offset);
        }
        for (int block = 0; block < blockCount; block++) {
            if (used[block] < BlockPool.POSITIONS) {
                int first = block * BlockPool.POSITIONS;
                Arrays.fill(weights, first + used[block], first + BlockPool.POSITIONS, Float.NEGATIVE_INFINITY);
            }
        }
    }

    private long key(int register) {
        return blocks[register / REGISTERS] + (long) (register % REGISTERS) * BYTES;
    }

    private void fourScores(float[] query, int queryAt, int register, long offset) {
        MemorySegment memory = pool.memory();
        long a = key(register) + offset;
        long b = key(register + 1) + offset;
        long c = key(register + 2) + offset;
        long d = key(register + 3) + offset;
        if (half) {
            HalfCache.fourScores(memory, a, b, c, d, query, queryAt, dim, weights, register * COUNT);
        } else {
            FloatCache.fourScores(memory, a, b, c, d, query, queryAt, dim, weights, register * COUNT);
        }
    }

    private void oneScore(float[] query, int queryAt, int register, long offset) {
        long at = key(register) + offset;
        if (half) {
            HalfCache.scores(pool.memory(), at, query, queryAt, dim, weights, register * COUNT);
        } else {
            FloatCache.scores(pool.memory(), at, query, queryAt, dim, weights, register * COUNT);
        }
    }

    /** The weighted sum of the values, which begin at byte {@code offset} of a block's keys, into {@code out}. */
    private void addValues(long offset) {
        MemorySegment memory = pool.memory();
        int stride = pool.valueStride();
        for (int column = 0; column < out.length; column += 2 * COUNT) {
            if (half) {
                long at = offset + (long) column * Short.BYTES;
                HalfCache.twoColumns(memory, blocks, used, blockCount, at, stride, weights, out, column);
            } else if (out.length - column >= 2 * COUNT) {
                long at = offset + (long) column * Float.BYTES;
                FloatCache.twoColumns(memory, blocks, used, blockCount, at, stride, weights, out, column);
            } else {
                long at = offset + (long) column * Float.BYTES;
                FloatCache.oneColumn(memory, blocks, used, blockCount, at, stride, weights, out, column);
            }
        }
    }

    /** Turns scores into exponentials relative to the highest; returns their sum. */
    private float exponentials() {
        int end = blockCount * BlockPool.POSITIONS;
        FloatVector highest = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < end; i += COUNT) {
            FloatVector score = FloatVector.fromArray(FLOATS, weights, i);
            highest = highest.blend(score, score.compare(VectorOperators.GT, highest));
        }
        float most = highest.reduceLanes(VectorOperators.MAX);
        Exponential.relative(weights, 0, end, most, 1, weights, 0);
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int i = 0; i < end; i += COUNT) {
            sum = sum.add(FloatVector.fromArray(FLOATS, weights, i));
        }
        sum.intoArray(lanes, 0);
        return Lanes.sum(lanes);
    }
}
