package zero4j.engine.vector;

import static zero4j.engine.vector.Lanes.BYTES;
import static zero4j.engine.vector.Lanes.COUNT;
import static zero4j.engine.vector.Lanes.FLOATS;
import static zero4j.engine.vector.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Attention of one query head over the cache of its own sequence, at its own length. One thread's. */
final class Attention {
    private static final int KEY_ROW = PagePool.POSITIONS * Float.BYTES;
    private static final int REGISTERS_PER_PAGE = PagePool.POSITIONS / COUNT;
    private static final int CHAINS = 4;

    private final PagePool pool;
    private final int dim;
    private final int width;
    private final float[] out;
    private final float[] lanes = new float[COUNT];
    private float[] weights = new float[COUNT];

    /** @param dim width of a head */
    Attention(PagePool pool, int dim) {
        this.pool = pool;
        this.dim = dim;
        this.width = Lanes.wholeRegisters(dim);
        this.out = new float[width];
    }

    /**
     * Attends to the first {@code length} positions.
     *
     * @param query scaled and rotated, at {@code queryAt}
     * @param target takes the result at {@code targetAt}, [dim]
     */
    void attend(
            float[] query, int queryAt, KvView view, int length, int layer, int head, float[] target, int targetAt) {
        int shared = Math.min(length, view.sharedLength());
        int own = length - shared;
        int split = Lanes.wholeRegisters(shared);
        int end = split + Lanes.wholeRegisters(own);
        if (weights.length < end) {
            weights = new float[Math.max(end, 2 * weights.length)];
        }
        scores(query, queryAt, view.sharedPages(), shared, layer, head, 0);
        scores(query, queryAt, view.pages(), own, layer, head, split);
        float total = exponentials(end);
        Arrays.fill(out, 0);
        for (int column = 0; column < width; column += 2 * COUNT) {
            addValues(view.sharedPages(), shared, layer, head, 0, column);
            addValues(view.pages(), own, layer, head, split, column);
        }
        float scale = 1 / total;
        for (int i = 0; i < dim; i++) {
            target[targetAt + i] = out[i] * scale;
        }
    }

    /** Scores of {@code count} positions into {@code weights[to …]}; lanes beyond get minus infinity. */
    private void scores(float[] query, int queryAt, int[] pages, int count, int layer, int head, int to) {
        MemorySegment memory = pool.memory();
        int registers = Math.ceilDiv(count, COUNT);
        int register = 0;
        for (; register + CHAINS <= registers; register += CHAINS) {
            long at0 = keys(pages, register, layer, head);
            long at1 = keys(pages, register + 1, layer, head);
            long at2 = keys(pages, register + 2, layer, head);
            long at3 = keys(pages, register + 3, layer, head);
            FloatVector a = FloatVector.zero(FLOATS);
            FloatVector b = a;
            FloatVector c = a;
            FloatVector d = a;
            long row = 0;
            for (int i = queryAt; i < queryAt + dim; i++) {
                FloatVector q = FloatVector.broadcast(FLOATS, query[i]);
                a = q.fma(FloatVector.fromMemorySegment(FLOATS, memory, at0 + row, ORDER), a);
                b = q.fma(FloatVector.fromMemorySegment(FLOATS, memory, at1 + row, ORDER), b);
                c = q.fma(FloatVector.fromMemorySegment(FLOATS, memory, at2 + row, ORDER), c);
                d = q.fma(FloatVector.fromMemorySegment(FLOATS, memory, at3 + row, ORDER), d);
                row += KEY_ROW;
            }
            int at = to + register * COUNT;
            a.intoArray(weights, at);
            b.intoArray(weights, at + COUNT);
            c.intoArray(weights, at + 2 * COUNT);
            d.intoArray(weights, at + 3 * COUNT);
        }
        for (; register < registers; register++) {
            long at = keys(pages, register, layer, head);
            FloatVector a = FloatVector.zero(FLOATS);
            for (int i = queryAt; i < queryAt + dim; i++) {
                FloatVector q = FloatVector.broadcast(FLOATS, query[i]);
                a = q.fma(FloatVector.fromMemorySegment(FLOATS, memory, at, ORDER), a);
                at += KEY_ROW;
            }
            a.intoArray(weights, to + register * COUNT);
        }
        Arrays.fill(weights, to + count, to + registers * COUNT, Float.NEGATIVE_INFINITY);
    }

    private long keys(int[] pages, int register, int layer, int head) {
        return pool.keys(pages[register / REGISTERS_PER_PAGE], layer, head)
                + (long) (register % REGISTERS_PER_PAGE) * BYTES;
    }

    /** Turns scores into exponentials relative to the highest; returns their sum. */
    private float exponentials(int end) {
        FloatVector highest = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < end; i += COUNT) {
            FloatVector score = FloatVector.fromArray(FLOATS, weights, i);
            highest = highest.blend(score, score.compare(VectorOperators.GT, highest));
        }
        float most = highest.reduceLanes(VectorOperators.MAX);
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int i = 0; i < end; i += COUNT) {
            FloatVector weight =
                    Exponential.of(FloatVector.fromArray(FLOATS, weights, i).sub(most));
            weight.intoArray(weights, i);
            sum = sum.add(weight);
        }
        return Lanes.sum(sum, lanes);
    }

    /** Adds the weighted values of {@code count} positions, two registers of columns, to {@code out}. */
    private void addValues(int[] pages, int count, int layer, int head, int from, int column) {
        if (width - column < 2 * COUNT) {
            addValuesOfOneRegister(pages, count, layer, head, from, column);
            return;
        }
        MemorySegment memory = pool.memory();
        long stride = pool.valueStride();
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector c0 = a0;
        FloatVector c1 = a0;
        FloatVector d0 = a0;
        FloatVector d1 = a0;
        for (int first = 0; first < count; first += PagePool.POSITIONS) {
            long at = pool.values(pages[first / PagePool.POSITIONS], layer, head) + (long) column * Float.BYTES;
            int end = from + Math.min(count, first + PagePool.POSITIONS);
            int i = from + first;
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
        FloatVector sum0 = a0.add(b0).add(c0.add(d0));
        FloatVector sum1 = a1.add(b1).add(c1.add(d1));
        sum0.add(FloatVector.fromArray(FLOATS, out, column)).intoArray(out, column);
        sum1.add(FloatVector.fromArray(FLOATS, out, column + COUNT)).intoArray(out, column + COUNT);
    }

    private void addValuesOfOneRegister(int[] pages, int count, int layer, int head, int from, int column) {
        MemorySegment memory = pool.memory();
        long stride = pool.valueStride();
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int first = 0; first < count; first += PagePool.POSITIONS) {
            long at = pool.values(pages[first / PagePool.POSITIONS], layer, head) + (long) column * Float.BYTES;
            int end = from + Math.min(count, first + PagePool.POSITIONS);
            for (int i = from + first; i < end; i++) {
                FloatVector w = FloatVector.broadcast(FLOATS, weights[i]);
                sum = w.fma(FloatVector.fromMemorySegment(FLOATS, memory, at, ORDER), sum);
                at += stride;
            }
        }
        sum.add(FloatVector.fromArray(FLOATS, out, column)).intoArray(out, column);
    }
}
