package zero4j.engine.vector;

import static zero4j.vector.Lanes.COUNT;
import static zero4j.vector.Lanes.FLOATS;
import static zero4j.vector.Lanes.INTS;
import static zero4j.vector.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * As {@link FloatCache}, of a bfloat16 cache: an int holds two coordinates, neighbours in a key, a register apart in a value.
 */
final class HalfCache {
    private static final int KEY_ROW = BlockPool.POSITIONS * Float.BYTES;
    private static final int HIGH = 0xFFFF0000;
    private static final int CHAINS = Attention.CHAINS;

    private HalfCache() {}

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
            FloatVector next = FloatVector.broadcast(FLOATS, query[i + 1]);
            IntVector pair = IntVector.fromMemorySegment(INTS, memory, at0 + row, ORDER);
            a = q.fma(pair.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), a);
            odd0 = next.fma(pair.and(HIGH).reinterpretAsFloats(), odd0);
            pair = IntVector.fromMemorySegment(INTS, memory, at1 + row, ORDER);
            b = q.fma(pair.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), b);
            odd1 = next.fma(pair.and(HIGH).reinterpretAsFloats(), odd1);
            pair = IntVector.fromMemorySegment(INTS, memory, at2 + row, ORDER);
            c = q.fma(pair.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), c);
            odd2 = next.fma(pair.and(HIGH).reinterpretAsFloats(), odd2);
            pair = IntVector.fromMemorySegment(INTS, memory, at3 + row, ORDER);
            d = q.fma(pair.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), d);
            odd3 = next.fma(pair.and(HIGH).reinterpretAsFloats(), odd3);
            row += KEY_ROW;
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
            IntVector pair = IntVector.fromMemorySegment(INTS, memory, at, ORDER);
            even = FloatVector.broadcast(FLOATS, query[i])
                    .fma(pair.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), even);
            odd = FloatVector.broadcast(FLOATS, query[i + 1]).fma(pair.and(HIGH).reinterpretAsFloats(), odd);
            at += KEY_ROW;
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
                IntVector pair = IntVector.fromMemorySegment(INTS, memory, at, ORDER);
                a0 = w.fma(pair.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), a0);
                a1 = w.fma(pair.and(HIGH).reinterpretAsFloats(), a1);
                w = FloatVector.broadcast(FLOATS, weights[i + 1]);
                pair = IntVector.fromMemorySegment(INTS, memory, at + stride, ORDER);
                b0 = w.fma(pair.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), b0);
                b1 = w.fma(pair.and(HIGH).reinterpretAsFloats(), b1);
                w = FloatVector.broadcast(FLOATS, weights[i + 2]);
                pair = IntVector.fromMemorySegment(INTS, memory, at + 2 * stride, ORDER);
                c0 = w.fma(pair.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), c0);
                c1 = w.fma(pair.and(HIGH).reinterpretAsFloats(), c1);
                w = FloatVector.broadcast(FLOATS, weights[i + 3]);
                pair = IntVector.fromMemorySegment(INTS, memory, at + 3 * stride, ORDER);
                d0 = w.fma(pair.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), d0);
                d1 = w.fma(pair.and(HIGH).reinterpretAsFloats(), d1);
                at += CHAINS * stride;
            }
            for (; i < end; i++) {
                FloatVector w = FloatVector.broadcast(FLOATS, weights[i]);
                IntVector pair = IntVector.fromMemorySegment(INTS, memory, at, ORDER);
                a0 = w.fma(pair.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), a0);
                a1 = w.fma(pair.and(HIGH).reinterpretAsFloats(), a1);
                at += stride;
            }
        }
        a0.add(b0).add(c0.add(d0)).intoArray(out, column);
        a1.add(b1).add(c1.add(d1)).intoArray(out, column + COUNT);
    }
}
