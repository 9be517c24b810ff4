package zero4j.engine.vector;

import static zero4j.engine.vector.Lanes.BYTES;
import static zero4j.engine.vector.Lanes.COUNT;
import static zero4j.engine.vector.Lanes.FLOATS;
import static zero4j.engine.vector.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Attention of one query head over the cache of its own sequence, at its own length. One thread's.
 *
 * <p>A sum runs in several chains, whose elements depend on position and coordinate only: one chain would wait for every
 * addition.
 */
final class Attention {
    private static final int KEY_ROW = PagePool.POSITIONS * Float.BYTES;
    private static final int REGISTERS = PagePool.POSITIONS / COUNT;
    private static final int CHAINS = 4;

    private final PagePool pool;
    private final int dim;
    private final int width;
    private final float[] out;
    private final float[] lanes = new float[COUNT];
    private float[] weights = new float[PagePool.POSITIONS];
    /** Bytes of each page's keys, the shared pages first. */
    private long[] pages = new long[1];
    /** Positions in use of each page. */
    private int[] used = new int[1];

    private int pageCount;

    /** @param dim width of a head */
    Attention(PagePool pool, int dim) {
        this.pool = pool;
        this.dim = dim;
        this.width = Lanes.wholeRegisters(dim);
        this.out = new float[width];
    }

    /**
     * Finds the pages of the first {@code length} positions of a sequence: {@link #attend} looks at them.
     *
     * @param layer whose keys and values
     */
    void look(KvView view, int length, int layer) {
        int shared = Math.min(length, view.sharedLength());
        int needed = PagePool.pages(shared) + PagePool.pages(length - shared);
        if (pages.length < needed) {
            pages = new long[2 * needed];
            used = new int[2 * needed];
            weights = new float[2 * needed * PagePool.POSITIONS];
        }
        pageCount = 0;
        add(view.sharedPages(), shared, layer);
        add(view.pages(), length - shared, layer);
    }

    private void add(int[] numbers, int positions, int layer) {
        for (int i = 0; i * PagePool.POSITIONS < positions; i++) {
            pages[pageCount] = pool.keys(numbers[i], layer, 0);
            used[pageCount] = Math.min(PagePool.POSITIONS, positions - i * PagePool.POSITIONS);
            pageCount++;
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
        for (int column = 0; column < width; column += 2 * COUNT) {
            if (width - column >= 2 * COUNT) {
                addValues(offset + pool.keyBytes() + (long) column * Float.BYTES, column);
            } else {
                addValuesOfOneRegister(offset + pool.keyBytes() + (long) column * Float.BYTES, column);
            }
        }
        for (int i = 0; i < dim; i++) {
            target[targetAt + i] = out[i] * scale;
        }
    }

    /** Scores of all positions; lanes beyond those in use get minus infinity. */
    private void scores(float[] query, int queryAt, long offset) {
        int registers = pageCount * REGISTERS;
        int register = 0;
        for (; register + CHAINS <= registers; register += CHAINS) {
            fourRegisters(query, queryAt, register, offset);
        }
        for (; register < registers; register++) {
            oneRegister(query, queryAt, register, offset);
        }
        for (int page = 0; page < pageCount; page++) {
            if (used[page] < PagePool.POSITIONS) {
                int first = page * PagePool.POSITIONS;
                Arrays.fill(weights, first + used[page], first + PagePool.POSITIONS, Float.NEGATIVE_INFINITY);
            }
        }
    }

    private long key(int register) {
        return pages[register / REGISTERS] + (long) (register % REGISTERS) * BYTES;
    }

    private void fourRegisters(float[] query, int queryAt, int register, long offset) {
        MemorySegment memory = pool.memory();
        long at0 = key(register) + offset;
        long at1 = key(register + 1) + offset;
        long at2 = key(register + 2) + offset;
        long at3 = key(register + 3) + offset;
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
        int at = register * COUNT;
        a.add(odd0).intoArray(weights, at);
        b.add(odd1).intoArray(weights, at + COUNT);
        c.add(odd2).intoArray(weights, at + 2 * COUNT);
        d.add(odd3).intoArray(weights, at + 3 * COUNT);
    }

    private void oneRegister(float[] query, int queryAt, int register, long offset) {
        MemorySegment memory = pool.memory();
        long at = key(register) + offset;
        FloatVector even = FloatVector.zero(FLOATS);
        FloatVector odd = even;
        for (int i = queryAt; i < queryAt + dim; i += 2) {
            FloatVector q = FloatVector.broadcast(FLOATS, query[i]);
            even = q.fma(FloatVector.fromMemorySegment(FLOATS, memory, at, ORDER), even);
            q = FloatVector.broadcast(FLOATS, query[i + 1]);
            odd = q.fma(FloatVector.fromMemorySegment(FLOATS, memory, at + KEY_ROW, ORDER), odd);
            at += 2L * KEY_ROW;
        }
        even.add(odd).intoArray(weights, register * COUNT);
    }

    /** Turns scores into exponentials relative to the highest; returns their sum. */
    private float exponentials() {
        int end = pageCount * PagePool.POSITIONS;
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

    /** The weighted sum of two registers of columns, into {@code out}; the chains are positions modulo 4. */
    private void addValues(long offset, int column) {
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
        for (int page = 0; page < pageCount; page++) {
            long at = pages[page] + offset;
            int i = page * PagePool.POSITIONS;
            int end = i + used[page];
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

    private void addValuesOfOneRegister(long offset, int column) {
        MemorySegment memory = pool.memory();
        long stride = pool.valueStride();
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int page = 0; page < pageCount; page++) {
            long at = pages[page] + offset;
            int first = page * PagePool.POSITIONS;
            for (int i = first; i < first + used[page]; i++) {
                FloatVector w = FloatVector.broadcast(FLOATS, weights[i]);
                sum = w.fma(FloatVector.fromMemorySegment(FLOATS, memory, at, ORDER), sum);
                at += stride;
            }
        }
        sum.intoArray(out, column);
    }
}
