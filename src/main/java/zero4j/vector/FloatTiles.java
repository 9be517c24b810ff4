package zero4j.vector;

import static zero4j.vector.Lanes.BYTES;
import static zero4j.vector.Lanes.COUNT;
import static zero4j.vector.Lanes.FLOATS;
import static zero4j.vector.Lanes.ORDER;
import static zero4j.vector.PackedMatrix.STRIDE;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Products of a few rows of activations with panels of float32 weights.
 *
 * <p>Each adds to {@code y}, or to what {@code y} is to begin with: an element grows by one product after the other, in the order of
 * {@code k}, whatever the tile.
 * Accumulators are locals, not an array: only so does the compiler keep them in registers.
 */
final class FloatTiles {
    private static final int STEP = 2 * BYTES;

    private FloatTiles() {}

    /** {@link Lanes#ROWS} rows, one panel; as {@link #rows8}. */
    static void rows(
            float[] x,
            int xAt,
            MemorySegment w,
            long at,
            int depth,
            float[] from,
            int fromAt,
            int fromStride,
            float[] y,
            int yAt,
            int yStride) {
        if (Lanes.ROWS == 8) {
            rows8(x, xAt, w, at, depth, from, fromAt, fromStride, y, yAt, yStride);
        } else {
            rows4(x, xAt, STRIDE, w, at, depth, from, fromAt, fromStride, y, yAt, yStride);
        }
    }

    /**
     * Eight rows, one panel.
     *
     * @param x row {@code i} begins at {@code xAt + i * STRIDE}
     * @param at byte in {@code w} of the panel's weights for the first {@code k}
     * @param depth how many {@code k}
     * @param from what rows begin with: row {@code i} at {@code fromAt + i * fromStride}; with stride 0, all with the same
     * @param y row {@code i} begins at {@code yAt + i * yStride}
     */
    static void rows8(
            float[] x,
            int xAt,
            MemorySegment w,
            long at,
            int depth,
            float[] from,
            int fromAt,
            int fromStride,
            float[] y,
            int yAt,
            int yStride) {
        FloatVector a0 = FloatVector.fromArray(FLOATS, from, fromAt);
        FloatVector a1 = FloatVector.fromArray(FLOATS, from, fromAt + COUNT);
        FloatVector b0 = FloatVector.fromArray(FLOATS, from, fromAt + fromStride);
        FloatVector b1 = FloatVector.fromArray(FLOATS, from, fromAt + fromStride + COUNT);
        FloatVector c0 = FloatVector.fromArray(FLOATS, from, fromAt + 2 * fromStride);
        FloatVector c1 = FloatVector.fromArray(FLOATS, from, fromAt + 2 * fromStride + COUNT);
        FloatVector d0 = FloatVector.fromArray(FLOATS, from, fromAt + 3 * fromStride);
        FloatVector d1 = FloatVector.fromArray(FLOATS, from, fromAt + 3 * fromStride + COUNT);
        FloatVector e0 = FloatVector.fromArray(FLOATS, from, fromAt + 4 * fromStride);
        FloatVector e1 = FloatVector.fromArray(FLOATS, from, fromAt + 4 * fromStride + COUNT);
        FloatVector f0 = FloatVector.fromArray(FLOATS, from, fromAt + 5 * fromStride);
        FloatVector f1 = FloatVector.fromArray(FLOATS, from, fromAt + 5 * fromStride + COUNT);
        FloatVector g0 = FloatVector.fromArray(FLOATS, from, fromAt + 6 * fromStride);
        FloatVector g1 = FloatVector.fromArray(FLOATS, from, fromAt + 6 * fromStride + COUNT);
        FloatVector h0 = FloatVector.fromArray(FLOATS, from, fromAt + 7 * fromStride);
        FloatVector h1 = FloatVector.fromArray(FLOATS, from, fromAt + 7 * fromStride + COUNT);
        for (int k = 0; k < depth; k++) {
            long panel = at + (long) k * STEP;
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, w, panel, ORDER);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, w, panel + BYTES, ORDER);
            FloatVector v = FloatVector.broadcast(FLOATS, x[xAt + k]);
            a0 = v.fma(w0, a0);
            a1 = v.fma(w1, a1);
            v = FloatVector.broadcast(FLOATS, x[xAt + k + STRIDE]);
            b0 = v.fma(w0, b0);
            b1 = v.fma(w1, b1);
            v = FloatVector.broadcast(FLOATS, x[xAt + k + 2 * STRIDE]);
            c0 = v.fma(w0, c0);
            c1 = v.fma(w1, c1);
            v = FloatVector.broadcast(FLOATS, x[xAt + k + 3 * STRIDE]);
            d0 = v.fma(w0, d0);
            d1 = v.fma(w1, d1);
            v = FloatVector.broadcast(FLOATS, x[xAt + k + 4 * STRIDE]);
            e0 = v.fma(w0, e0);
            e1 = v.fma(w1, e1);
            v = FloatVector.broadcast(FLOATS, x[xAt + k + 5 * STRIDE]);
            f0 = v.fma(w0, f0);
            f1 = v.fma(w1, f1);
            v = FloatVector.broadcast(FLOATS, x[xAt + k + 6 * STRIDE]);
            g0 = v.fma(w0, g0);
            g1 = v.fma(w1, g1);
            v = FloatVector.broadcast(FLOATS, x[xAt + k + 7 * STRIDE]);
            h0 = v.fma(w0, h0);
            h1 = v.fma(w1, h1);
        }
        a0.intoArray(y, yAt);
        a1.intoArray(y, yAt + COUNT);
        b0.intoArray(y, yAt + yStride);
        b1.intoArray(y, yAt + yStride + COUNT);
        c0.intoArray(y, yAt + 2 * yStride);
        c1.intoArray(y, yAt + 2 * yStride + COUNT);
        d0.intoArray(y, yAt + 3 * yStride);
        d1.intoArray(y, yAt + 3 * yStride + COUNT);
        e0.intoArray(y, yAt + 4 * yStride);
        e1.intoArray(y, yAt + 4 * yStride + COUNT);
        f0.intoArray(y, yAt + 5 * yStride);
        f1.intoArray(y, yAt + 5 * yStride + COUNT);
        g0.intoArray(y, yAt + 6 * yStride);
        g1.intoArray(y, yAt + 6 * yStride + COUNT);
        h0.intoArray(y, yAt + 7 * yStride);
        h1.intoArray(y, yAt + 7 * yStride + COUNT);
    }

    /** Four rows, one panel. */
    static void rows4(
            float[] x,
            int xAt,
            int xStride,
            MemorySegment w,
            long at,
            int depth,
            float[] from,
            int fromAt,
            int fromStride,
            float[] y,
            int yAt,
            int yStride) {
        FloatVector a0 = FloatVector.fromArray(FLOATS, from, fromAt);
        FloatVector a1 = FloatVector.fromArray(FLOATS, from, fromAt + COUNT);
        FloatVector b0 = FloatVector.fromArray(FLOATS, from, fromAt + fromStride);
        FloatVector b1 = FloatVector.fromArray(FLOATS, from, fromAt + fromStride + COUNT);
        FloatVector c0 = FloatVector.fromArray(FLOATS, from, fromAt + 2 * fromStride);
        FloatVector c1 = FloatVector.fromArray(FLOATS, from, fromAt + 2 * fromStride + COUNT);
        FloatVector d0 = FloatVector.fromArray(FLOATS, from, fromAt + 3 * fromStride);
        FloatVector d1 = FloatVector.fromArray(FLOATS, from, fromAt + 3 * fromStride + COUNT);
        for (int k = 0; k < depth; k++) {
            long panel = at + (long) k * STEP;
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, w, panel, ORDER);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, w, panel + BYTES, ORDER);
            FloatVector v = FloatVector.broadcast(FLOATS, x[xAt + k]);
            a0 = v.fma(w0, a0);
            a1 = v.fma(w1, a1);
            v = FloatVector.broadcast(FLOATS, x[xAt + k + xStride]);
            b0 = v.fma(w0, b0);
            b1 = v.fma(w1, b1);
            v = FloatVector.broadcast(FLOATS, x[xAt + k + 2 * xStride]);
            c0 = v.fma(w0, c0);
            c1 = v.fma(w1, c1);
            v = FloatVector.broadcast(FLOATS, x[xAt + k + 3 * xStride]);
            d0 = v.fma(w0, d0);
            d1 = v.fma(w1, d1);
        }
        a0.intoArray(y, yAt);
        a1.intoArray(y, yAt + COUNT);
        b0.intoArray(y, yAt + yStride);
        b1.intoArray(y, yAt + yStride + COUNT);
        c0.intoArray(y, yAt + 2 * yStride);
        c1.intoArray(y, yAt + 2 * yStride + COUNT);
        d0.intoArray(y, yAt + 3 * yStride);
        d1.intoArray(y, yAt + 3 * yStride + COUNT);
    }

    /** One row, four panels that lie {@code panelBytes} apart. */
    static void row4Panels(
            float[] x, int xAt, MemorySegment w, long at, long panelBytes, int depth, float[] y, int yAt) {
        FloatVector a0 = FloatVector.fromArray(FLOATS, y, yAt);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y, yAt + COUNT);
        FloatVector a2 = FloatVector.fromArray(FLOATS, y, yAt + 2 * COUNT);
        FloatVector a3 = FloatVector.fromArray(FLOATS, y, yAt + 3 * COUNT);
        FloatVector a4 = FloatVector.fromArray(FLOATS, y, yAt + 4 * COUNT);
        FloatVector a5 = FloatVector.fromArray(FLOATS, y, yAt + 5 * COUNT);
        FloatVector a6 = FloatVector.fromArray(FLOATS, y, yAt + 6 * COUNT);
        FloatVector a7 = FloatVector.fromArray(FLOATS, y, yAt + 7 * COUNT);
        for (int k = 0; k < depth; k++) {
            long from = at + (long) k * STEP;
            FloatVector v = FloatVector.broadcast(FLOATS, x[xAt + k]);
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, w, from, ORDER);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, w, from + BYTES, ORDER);
            a0 = v.fma(w0, a0);
            a1 = v.fma(w1, a1);
            FloatVector w2 = FloatVector.fromMemorySegment(FLOATS, w, from + panelBytes, ORDER);
            FloatVector w3 = FloatVector.fromMemorySegment(FLOATS, w, from + panelBytes + BYTES, ORDER);
            a2 = v.fma(w2, a2);
            a3 = v.fma(w3, a3);
            FloatVector w4 = FloatVector.fromMemorySegment(FLOATS, w, from + 2 * panelBytes, ORDER);
            FloatVector w5 = FloatVector.fromMemorySegment(FLOATS, w, from + 2 * panelBytes + BYTES, ORDER);
            a4 = v.fma(w4, a4);
            a5 = v.fma(w5, a5);
            FloatVector w6 = FloatVector.fromMemorySegment(FLOATS, w, from + 3 * panelBytes, ORDER);
            FloatVector w7 = FloatVector.fromMemorySegment(FLOATS, w, from + 3 * panelBytes + BYTES, ORDER);
            a6 = v.fma(w6, a6);
            a7 = v.fma(w7, a7);
        }
        a0.intoArray(y, yAt);
        a1.intoArray(y, yAt + COUNT);
        a2.intoArray(y, yAt + 2 * COUNT);
        a3.intoArray(y, yAt + 3 * COUNT);
        a4.intoArray(y, yAt + 4 * COUNT);
        a5.intoArray(y, yAt + 5 * COUNT);
        a6.intoArray(y, yAt + 6 * COUNT);
        a7.intoArray(y, yAt + 7 * COUNT);
    }

    /** One row, one panel. */
    static void row(float[] x, int xAt, MemorySegment w, long at, int depth, float[] y, int yAt) {
        FloatVector a0 = FloatVector.fromArray(FLOATS, y, yAt);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y, yAt + COUNT);
        for (int k = 0; k < depth; k++) {
            long from = at + (long) k * STEP;
            FloatVector v = FloatVector.broadcast(FLOATS, x[xAt + k]);
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, w, from, ORDER);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, w, from + BYTES, ORDER);
            a0 = v.fma(w0, a0);
            a1 = v.fma(w1, a1);
        }
        a0.intoArray(y, yAt);
        a1.intoArray(y, yAt + COUNT);
    }
}
