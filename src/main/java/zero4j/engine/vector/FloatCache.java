package zero4j.engine.vector;

import static zero4j.vector.Lanes.BYTES;
import static zero4j.vector.Lanes.COUNT;
import static zero4j.vector.Lanes.FLOATS;
import static zero4j.vector.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Reading a float32 cache, whose blocks are laid out as {@link BlockPool} says.
 *
 * <p>A sum runs in several chains, whose elements depend on position and coordinate only: one chain would wait for every
 * addition.
 */
final class FloatCache {
    private static final int KEY_ROW = BlockPool.POSITIONS * Float.BYTES;
    private static final int CHAINS = Attention.CHAINS;

    private FloatCache() {}

    /** Scores of four registers of positions, whose keys begin at these bytes; as {@link #scores} gives them one by one. */
    static void fourScores(
            MemorySegment memory,
            long at0,
            long at1,
            long at2,
            long at3,
            float[] query,
            int queryAt,
            int dim,
            float[] scores,
            int scoresAt) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        FloatVector odd0 = a;
        FloatVector odd1 = a;
        FloatVector odd2 = a;
        FloatVector odd3 = a;
        long row = 0;
        for (int i = queryAt; i < queryAt + dim; i += 2) {
            FloatVector q = FloatVector.broadcast(FLOATS, query[i]);
            a = q.fma(FloatVector.fromMemorySegment(FLOATS, memory, at0 + row, ORDER), a);
            b = q.fma(FloatVector.fromMemorySegment(FLOATS, memory, at1 + row, ORDER), b);
            c = q.fma(FloatVector.fromMemorySegment(FLOATS, memory, at2 + row, ORDER), c);
            d = q.fma(FloatVector.fromMemorySegment(FLOATS, memory, at3 + row, ORDER), d);
            q = FloatVector.broadcast(FLOATS, query[i + 1]);
            long next = row + KEY_ROW;
            odd0 = q.fma(FloatVector.fromMemorySegment(FLOATS, memory, at0 + next, ORDER), odd0);
            odd1 = q.fma(FloatVector.fromMemorySegment(FLOATS, memory, at1 + next, ORDER), odd1);
            odd2 = q.fma(FloatVector.fromMemorySegment(FLOATS, memory, at2 + next, ORDER), odd2);
            odd3 = q.fma(FloatVector.fromMemorySegment(FLOATS, memory, at3 + next, ORDER), odd3);
            row += 2L * KEY_ROW;
        }
        a.add(odd0).intoArray(scores, scoresAt);
        b.add(odd1).intoArray(scores, scoresAt + COUNT);
        c.add(odd2).intoArray(scores, scoresAt + 2 * COUNT);
        d.add(odd3).intoArray(scores, scoresAt + 3 * COUNT);
    }

    /**
     * Scores of a register of positions.
     *
     * @param key byte of the first coordinate of their keys
     * @param dim coordinates, an even number
     */
    static void scores(
            MemorySegment memory, long key, float[] query, int queryAt, int dim, float[] scores, int scoresAt) {
        long at = key;
        FloatVector even = FloatVector.zero(FLOATS);
        FloatVector odd = even;
        for (int i = queryAt; i < queryAt + dim; i += 2) {
            FloatVector q = FloatVector.broadcast(FLOATS, query[i]);
            even = q.fma(FloatVector.fromMemorySegment(FLOATS, memory, at, ORDER), even);
            q = FloatVector.broadcast(FLOATS, query[i + 1]);
            odd = q.fma(FloatVector.fromMemorySegment(FLOATS, memory, at + KEY_ROW, ORDER), odd);
            at += 2L * KEY_ROW;
        }
        even.add(odd).intoArray(scores, scoresAt);
    }

    /** The weighted sum of two registers of coordinates of values; the chains are positions modulo 4. */
    static void twoColumns(
            MemorySegment memory,
            long[] blocks,
            int[] used,
            int blockCount,
            long offset,
            long stride,
            float[] weights,
            float[] out,
            int column) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector c0 = a0;
        FloatVector c1 = a0;
        FloatVector d0 = a0;
        FloatVector d1 = a0;
        for (int block = 0; block < blockCount; block++) {
            long at = blocks[block] + offset;
            int i = block * BlockPool.POSITIONS;
            int end = i + used[block];
            for (; i + CHAINS <= end; i += CHAINS) {
                FloatVector w = FloatVector.broadcast(FLOATS, weights[i]);
                a0 = w.fma(FloatVector.fromMemorySegment(FLOATS, memory, at, ORDER), a0);
                a1 = w.fma(FloatVector.fromMemorySegment(FLOATS, memory, at + BYTES, ORDER), a1);
                w = FloatVector.broadcast(FLOATS, weights[i + 1]);
                b0 = w.fma(FloatVector.fromMemorySegment(FLOATS, memory, at + stride, ORDER), b0);
                b1 = w.fma(FloatVector.fromMemorySegment(FLOATS, memory, at + stride + BYTES, ORDER), b1);
                w = FloatVector.broadcast(FLOATS, weights[i + 2]);
                c0 = w.fma(FloatVector.fromMemorySegment(FLOATS, memory, at + 2 * stride, ORDER), c0);
                c1 = w.fma(FloatVector.fromMemorySegment(FLOATS, memory, at + 2 * stride + BYTES, ORDER), c1);
                w = FloatVector.broadcast(FLOATS, weights[i + 3]);
                d0 = w.fma(FloatVector.fromMemorySegment(FLOATS, memory, at + 3 * stride, ORDER), d0);
                d1 = w.fma(FloatVector.fromMemorySegment(FLOATS, memory, at + 3 * stride + BYTES, ORDER), d1);
                at += CHAINS * stride;
            }
            for (; i < end; i++) {
                FloatVector w = FloatVector.broadcast(FLOATS, weights[i]);
                a0 = w.fma(FloatVector.fromMemorySegment(FLOATS, memory, at, ORDER), a0);
                a1 = w.fma(FloatVector.fromMemorySegment(FLOATS, memory, at + BYTES, ORDER), a1);
                at += stride;
            }
        }
        a0.add(b0).add(c0.add(d0)).intoArray(out, column);
        a1.add(b1).add(c1.add(d1)).intoArray(out, column + COUNT);
    }

    static void oneColumn(
            MemorySegment memory,
            long[] blocks,
            int[] used,
            int blockCount,
            long offset,
            long stride,
            float[] weights,
            float[] out,
            int column) {
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int block = 0; block < blockCount; block++) {
            long at = blocks[block] + offset;
            int first = block * BlockPool.POSITIONS;
            for (int i = first; i < first + used[block]; i++) {
                FloatVector w = FloatVector.broadcast(FLOATS, weights[i]);
                sum = w.fma(FloatVector.fromMemorySegment(FLOATS, memory, at, ORDER), sum);
                at += stride;
            }
        }
        sum.intoArray(out, column);
    }
}
