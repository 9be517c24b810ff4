package zero4j.learn.vector;

import static zero4j.vector.Lanes.COUNT;
import static zero4j.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/**
 * Products of four rows with a panel of columns, on the heap. An element grows by one product after the other, in the order of
 * {@code k}.
 */
final class AttentionTiles {
    /** Rows of a tile. */
    static final int ROWS = 4;

    private AttentionTiles() {}

    /**
     * {@code y[row, column] = sum over k of x[row, k] * w[k, column]}.
     *
     * @param x row {@code i} begins at {@code xAt + i * xStride}
     * @param w the panel's columns of {@code k} begin at {@code wAt + k * wStride}
     * @param y row {@code i} begins at {@code yAt + i * yStride}
     */
    static void product(
            float[] x,
            int xAt,
            int xStride,
            float[] w,
            int wAt,
            int wStride,
            int depth,
            float[] y,
            int yAt,
            int yStride) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = FloatVector.zero(FLOATS);
        FloatVector b0 = FloatVector.zero(FLOATS);
        FloatVector b1 = FloatVector.zero(FLOATS);
        FloatVector c0 = FloatVector.zero(FLOATS);
        FloatVector c1 = FloatVector.zero(FLOATS);
        FloatVector d0 = FloatVector.zero(FLOATS);
        FloatVector d1 = FloatVector.zero(FLOATS);
        for (int k = 0; k < depth; k++) {
            FloatVector w0 = FloatVector.fromArray(FLOATS, w, wAt + k * wStride);
            FloatVector w1 = FloatVector.fromArray(FLOATS, w, wAt + k * wStride + COUNT);
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

    /**
     * The same with {@code x} transposed, added: {@code y[row, column] += sum over k of x[k, row] * w[k, column]}.
     *
     * @param x the four rows' elements of {@code k} begin at {@code xAt + k * xStride}
     */
    static void addTransposed(
            float[] x,
            int xAt,
            int xStride,
            float[] w,
            int wAt,
            int wStride,
            int depth,
            float[] y,
            int yAt,
            int yStride) {
        FloatVector a0 = FloatVector.fromArray(FLOATS, y, yAt);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y, yAt + COUNT);
        FloatVector b0 = FloatVector.fromArray(FLOATS, y, yAt + yStride);
        FloatVector b1 = FloatVector.fromArray(FLOATS, y, yAt + yStride + COUNT);
        FloatVector c0 = FloatVector.fromArray(FLOATS, y, yAt + 2 * yStride);
        FloatVector c1 = FloatVector.fromArray(FLOATS, y, yAt + 2 * yStride + COUNT);
        FloatVector d0 = FloatVector.fromArray(FLOATS, y, yAt + 3 * yStride);
        FloatVector d1 = FloatVector.fromArray(FLOATS, y, yAt + 3 * yStride + COUNT);
        for (int k = 0; k < depth; k++) {
            int from = xAt + k * xStride;
            FloatVector w0 = FloatVector.fromArray(FLOATS, w, wAt + k * wStride);
            FloatVector w1 = FloatVector.fromArray(FLOATS, w, wAt + k * wStride + COUNT);
            FloatVector v = FloatVector.broadcast(FLOATS, x[from]);
            a0 = v.fma(w0, a0);
            a1 = v.fma(w1, a1);
            v = FloatVector.broadcast(FLOATS, x[from + 1]);
            b0 = v.fma(w0, b0);
            b1 = v.fma(w1, b1);
            v = FloatVector.broadcast(FLOATS, x[from + 2]);
            c0 = v.fma(w0, c0);
            c1 = v.fma(w1, c1);
            v = FloatVector.broadcast(FLOATS, x[from + 3]);
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
}
