package zero4j.learn.vector;

import static zero4j.vector.Lanes.COUNT;
import static zero4j.vector.Lanes.FLOATS;
import static zero4j.vector.Lanes.PANEL;
import static zero4j.vector.Lanes.ROWS;

import jdk.incubator.vector.FloatVector;
import zero4j.vector.Lanes;

/**
 * Products of a few rows with a panel of columns, on the heap: tiles of eight rows where the processor has registers for them, and of
 * four elsewhere. All matrices have {@link Lanes#PANEL} columns, so that the compiler knows the distances between rows. An element
 * grows by one product after the other, in the order of {@code k}, whatever the tile.
 */
final class AttentionTiles {
    private static final float[] ZEROS = new float[PANEL];

    private AttentionTiles() {}

    /**
     * {@code y[row] = sum over k of x[row, k] * w[k]}, of {@link Lanes#ROWS} rows.
     *
     * @param depth how many {@code k}, a panel's columns at most
     * @param add whether the sums go on from what {@code y} holds
     */
    static void product(float[] x, int xAt, float[] w, int wAt, int depth, boolean add, float[] y, int yAt) {
        if (ROWS == 8) {
            product8(x, xAt, w, wAt, depth, add, y, yAt);
        } else {
            product4(x, xAt, w, wAt, depth, add, y, yAt);
        }
    }

    /** The same with {@code x} transposed: {@code y[row] = sum over k of x[k, row] * w[k]}, of as many {@code k} as there are. */
    static void transposed(float[] x, int xAt, float[] w, int wAt, int depth, float[] y, int yAt) {
        if (ROWS == 8) {
            transposed8(x, xAt, w, wAt, depth, y, yAt);
        } else {
            transposed4(x, xAt, w, wAt, depth, y, yAt);
        }
    }

    static void product8(float[] x, int xAt, float[] w, int wAt, int depth, boolean add, float[] y, int yAt) {
        float[] from = add ? y : ZEROS;
        int at = add ? yAt : 0;
        int stride = add ? PANEL : 0;
        FloatVector a0 = FloatVector.fromArray(FLOATS, from, at);
        FloatVector a1 = FloatVector.fromArray(FLOATS, from, at + COUNT);
        FloatVector b0 = FloatVector.fromArray(FLOATS, from, at + stride);
        FloatVector b1 = FloatVector.fromArray(FLOATS, from, at + stride + COUNT);
        FloatVector c0 = FloatVector.fromArray(FLOATS, from, at + 2 * stride);
        FloatVector c1 = FloatVector.fromArray(FLOATS, from, at + 2 * stride + COUNT);
        FloatVector d0 = FloatVector.fromArray(FLOATS, from, at + 3 * stride);
        FloatVector d1 = FloatVector.fromArray(FLOATS, from, at + 3 * stride + COUNT);
        FloatVector e0 = FloatVector.fromArray(FLOATS, from, at + 4 * stride);
        FloatVector e1 = FloatVector.fromArray(FLOATS, from, at + 4 * stride + COUNT);
        FloatVector f0 = FloatVector.fromArray(FLOATS, from, at + 5 * stride);
        FloatVector f1 = FloatVector.fromArray(FLOATS, from, at + 5 * stride + COUNT);
        FloatVector g0 = FloatVector.fromArray(FLOATS, from, at + 6 * stride);
        FloatVector g1 = FloatVector.fromArray(FLOATS, from, at + 6 * stride + COUNT);
        FloatVector h0 = FloatVector.fromArray(FLOATS, from, at + 7 * stride);
        FloatVector h1 = FloatVector.fromArray(FLOATS, from, at + 7 * stride + COUNT);
        for (int k = 0; k < depth; k++) {
            FloatVector w0 = FloatVector.fromArray(FLOATS, w, wAt + k * PANEL);
            FloatVector w1 = FloatVector.fromArray(FLOATS, w, wAt + k * PANEL + COUNT);
            FloatVector v = FloatVector.broadcast(FLOATS, x[xAt + k]);
            a0 = v.fma(w0, a0);
            a1 = v.fma(w1, a1);
            v = FloatVector.broadcast(FLOATS, x[xAt + k + PANEL]);
            b0 = v.fma(w0, b0);
            b1 = v.fma(w1, b1);
            v = FloatVector.broadcast(FLOATS, x[xAt + k + 2 * PANEL]);
            c0 = v.fma(w0, c0);
            c1 = v.fma(w1, c1);
            v = FloatVector.broadcast(FLOATS, x[xAt + k + 3 * PANEL]);
            d0 = v.fma(w0, d0);
            d1 = v.fma(w1, d1);
            v = FloatVector.broadcast(FLOATS, x[xAt + k + 4 * PANEL]);
            e0 = v.fma(w0, e0);
            e1 = v.fma(w1, e1);
            v = FloatVector.broadcast(FLOATS, x[xAt + k + 5 * PANEL]);
            f0 = v.fma(w0, f0);
            f1 = v.fma(w1, f1);
            v = FloatVector.broadcast(FLOATS, x[xAt + k + 6 * PANEL]);
            g0 = v.fma(w0, g0);
            g1 = v.fma(w1, g1);
            v = FloatVector.broadcast(FLOATS, x[xAt + k + 7 * PANEL]);
            h0 = v.fma(w0, h0);
            h1 = v.fma(w1, h1);
        }
        a0.intoArray(y, yAt);
        a1.intoArray(y, yAt + COUNT);
        b0.intoArray(y, yAt + PANEL);
        b1.intoArray(y, yAt + PANEL + COUNT);
        c0.intoArray(y, yAt + 2 * PANEL);
        c1.intoArray(y, yAt + 2 * PANEL + COUNT);
        d0.intoArray(y, yAt + 3 * PANEL);
        d1.intoArray(y, yAt + 3 * PANEL + COUNT);
        e0.intoArray(y, yAt + 4 * PANEL);
        e1.intoArray(y, yAt + 4 * PANEL + COUNT);
        f0.intoArray(y, yAt + 5 * PANEL);
        f1.intoArray(y, yAt + 5 * PANEL + COUNT);
        g0.intoArray(y, yAt + 6 * PANEL);
        g1.intoArray(y, yAt + 6 * PANEL + COUNT);
        h0.intoArray(y, yAt + 7 * PANEL);
        h1.intoArray(y, yAt + 7 * PANEL + COUNT);
    }

    static void product4(float[] x, int xAt, float[] w, int wAt, int depth, boolean add, float[] y, int yAt) {
        float[] from = add ? y : ZEROS;
        int at = add ? yAt : 0;
        int stride = add ? PANEL : 0;
        FloatVector a0 = FloatVector.fromArray(FLOATS, from, at);
        FloatVector a1 = FloatVector.fromArray(FLOATS, from, at + COUNT);
        FloatVector b0 = FloatVector.fromArray(FLOATS, from, at + stride);
        FloatVector b1 = FloatVector.fromArray(FLOATS, from, at + stride + COUNT);
        FloatVector c0 = FloatVector.fromArray(FLOATS, from, at + 2 * stride);
        FloatVector c1 = FloatVector.fromArray(FLOATS, from, at + 2 * stride + COUNT);
        FloatVector d0 = FloatVector.fromArray(FLOATS, from, at + 3 * stride);
        FloatVector d1 = FloatVector.fromArray(FLOATS, from, at + 3 * stride + COUNT);
        for (int k = 0; k < depth; k++) {
            FloatVector w0 = FloatVector.fromArray(FLOATS, w, wAt + k * PANEL);
            FloatVector w1 = FloatVector.fromArray(FLOATS, w, wAt + k * PANEL + COUNT);
            FloatVector v = FloatVector.broadcast(FLOATS, x[xAt + k]);
            a0 = v.fma(w0, a0);
            a1 = v.fma(w1, a1);
            v = FloatVector.broadcast(FLOATS, x[xAt + k + PANEL]);
            b0 = v.fma(w0, b0);
            b1 = v.fma(w1, b1);
            v = FloatVector.broadcast(FLOATS, x[xAt + k + 2 * PANEL]);
            c0 = v.fma(w0, c0);
            c1 = v.fma(w1, c1);
            v = FloatVector.broadcast(FLOATS, x[xAt + k + 3 * PANEL]);
            d0 = v.fma(w0, d0);
            d1 = v.fma(w1, d1);
        }
        a0.intoArray(y, yAt);
        a1.intoArray(y, yAt + COUNT);
        b0.intoArray(y, yAt + PANEL);
        b1.intoArray(y, yAt + PANEL + COUNT);
        c0.intoArray(y, yAt + 2 * PANEL);
        c1.intoArray(y, yAt + 2 * PANEL + COUNT);
        d0.intoArray(y, yAt + 3 * PANEL);
        d1.intoArray(y, yAt + 3 * PANEL + COUNT);
    }

    static void transposed8(float[] x, int xAt, float[] w, int wAt, int depth, float[] y, int yAt) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = FloatVector.zero(FLOATS);
        FloatVector b0 = FloatVector.zero(FLOATS);
        FloatVector b1 = FloatVector.zero(FLOATS);
        FloatVector c0 = FloatVector.zero(FLOATS);
        FloatVector c1 = FloatVector.zero(FLOATS);
        FloatVector d0 = FloatVector.zero(FLOATS);
        FloatVector d1 = FloatVector.zero(FLOATS);
        FloatVector e0 = FloatVector.zero(FLOATS);
        FloatVector e1 = FloatVector.zero(FLOATS);
        FloatVector f0 = FloatVector.zero(FLOATS);
        FloatVector f1 = FloatVector.zero(FLOATS);
        FloatVector g0 = FloatVector.zero(FLOATS);
        FloatVector g1 = FloatVector.zero(FLOATS);
        FloatVector h0 = FloatVector.zero(FLOATS);
        FloatVector h1 = FloatVector.zero(FLOATS);
        for (int k = 0; k < depth; k++) {
            int row = xAt + k * PANEL;
            FloatVector w0 = FloatVector.fromArray(FLOATS, w, wAt + k * PANEL);
            FloatVector w1 = FloatVector.fromArray(FLOATS, w, wAt + k * PANEL + COUNT);
            FloatVector v = FloatVector.broadcast(FLOATS, x[row]);
            a0 = v.fma(w0, a0);
            a1 = v.fma(w1, a1);
            v = FloatVector.broadcast(FLOATS, x[row + 1]);
            b0 = v.fma(w0, b0);
            b1 = v.fma(w1, b1);
            v = FloatVector.broadcast(FLOATS, x[row + 2]);
            c0 = v.fma(w0, c0);
            c1 = v.fma(w1, c1);
            v = FloatVector.broadcast(FLOATS, x[row + 3]);
            d0 = v.fma(w0, d0);
            d1 = v.fma(w1, d1);
            v = FloatVector.broadcast(FLOATS, x[row + 4]);
            e0 = v.fma(w0, e0);
            e1 = v.fma(w1, e1);
            v = FloatVector.broadcast(FLOATS, x[row + 5]);
            f0 = v.fma(w0, f0);
            f1 = v.fma(w1, f1);
            v = FloatVector.broadcast(FLOATS, x[row + 6]);
            g0 = v.fma(w0, g0);
            g1 = v.fma(w1, g1);
            v = FloatVector.broadcast(FLOATS, x[row + 7]);
            h0 = v.fma(w0, h0);
            h1 = v.fma(w1, h1);
        }
        a0.intoArray(y, yAt);
        a1.intoArray(y, yAt + COUNT);
        b0.intoArray(y, yAt + PANEL);
        b1.intoArray(y, yAt + PANEL + COUNT);
        c0.intoArray(y, yAt + 2 * PANEL);
        c1.intoArray(y, yAt + 2 * PANEL + COUNT);
        d0.intoArray(y, yAt + 3 * PANEL);
        d1.intoArray(y, yAt + 3 * PANEL + COUNT);
        e0.intoArray(y, yAt + 4 * PANEL);
        e1.intoArray(y, yAt + 4 * PANEL + COUNT);
        f0.intoArray(y, yAt + 5 * PANEL);
        f1.intoArray(y, yAt + 5 * PANEL + COUNT);
        g0.intoArray(y, yAt + 6 * PANEL);
        g1.intoArray(y, yAt + 6 * PANEL + COUNT);
        h0.intoArray(y, yAt + 7 * PANEL);
        h1.intoArray(y, yAt + 7 * PANEL + COUNT);
    }

    static void transposed4(float[] x, int xAt, float[] w, int wAt, int depth, float[] y, int yAt) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = FloatVector.zero(FLOATS);
        FloatVector b0 = FloatVector.zero(FLOATS);
        FloatVector b1 = FloatVector.zero(FLOATS);
        FloatVector c0 = FloatVector.zero(FLOATS);
        FloatVector c1 = FloatVector.zero(FLOATS);
        FloatVector d0 = FloatVector.zero(FLOATS);
        FloatVector d1 = FloatVector.zero(FLOATS);
        for (int k = 0; k < depth; k++) {
            int row = xAt + k * PANEL;
            FloatVector w0 = FloatVector.fromArray(FLOATS, w, wAt + k * PANEL);
            FloatVector w1 = FloatVector.fromArray(FLOATS, w, wAt + k * PANEL + COUNT);
            FloatVector v = FloatVector.broadcast(FLOATS, x[row]);
            a0 = v.fma(w0, a0);
            a1 = v.fma(w1, a1);
            v = FloatVector.broadcast(FLOATS, x[row + 1]);
            b0 = v.fma(w0, b0);
            b1 = v.fma(w1, b1);
            v = FloatVector.broadcast(FLOATS, x[row + 2]);
            c0 = v.fma(w0, c0);
            c1 = v.fma(w1, c1);
            v = FloatVector.broadcast(FLOATS, x[row + 3]);
            d0 = v.fma(w0, d0);
            d1 = v.fma(w1, d1);
        }
        a0.intoArray(y, yAt);
        a1.intoArray(y, yAt + COUNT);
        b0.intoArray(y, yAt + PANEL);
        b1.intoArray(y, yAt + PANEL + COUNT);
        c0.intoArray(y, yAt + 2 * PANEL);
        c1.intoArray(y, yAt + 2 * PANEL + COUNT);
        d0.intoArray(y, yAt + 3 * PANEL);
        d1.intoArray(y, yAt + 3 * PANEL + COUNT);
    }
}
