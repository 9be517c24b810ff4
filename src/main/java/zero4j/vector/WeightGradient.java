package zero4j.vector;

import static zero4j.vector.Lanes.BYTES;
import static zero4j.vector.Lanes.COUNT;
import static zero4j.vector.Lanes.FLOATS;
import static zero4j.vector.Lanes.ORDER;
import static zero4j.vector.Lanes.PANEL;
import static zero4j.vector.Lanes.ROWS;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Gradients of the weights and biases of linear layers: {@code dW[o, i] += sum over tokens t of dy[t, o] * x[t, i]}.
 *
 * <p>An element grows by the sum of one block of tokens after the other, and such a sum by one product after the other: so its
 * bits do not depend on how the outputs are divided among threads.
 *
 * <p>One thread's: it has scratch of its own.
 */
public final class WeightGradient {
    /** Tokens whose products are summed in registers; a panel of so many fits into the first-level cache. */
    private static final int TOKENS = 256;
    /** Outputs whose panels are read again for every panel of inputs; so many fit into the second-level cache. */
    private static final int OUTPUTS = 256;

    private static final long PANEL_BYTES = 2L * BYTES;

    /** Registers that the outputs of a tile are a multiple of. */
    private static final VectorSpecies<Float> OF_TILE =
            VectorSpecies.of(float.class, VectorShape.forBitSize(Math.min(ROWS, COUNT) * Float.SIZE));

    private final float[] dys = new float[OUTPUTS * TOKENS]; // [OUTPUTS / ROWS, TOKENS, ROWS]
    private final float[] sums = new float[ROWS * PANEL];

    /**
     * Adds to the gradients of outputs {@code from … to}; best if both are multiples of {@link Lanes#PANEL}.
     *
     * @param dy gradients of the outputs, of the first one in column {@code dyColumn}, a multiple of {@link Lanes#PANEL}
     * @param x the layer's inputs
     * @param gradient float32 [outputs, inputs]
     */
    public void add(
            PanelRows dy, int dyColumn, PanelRows x, int tokens, int from, int to, MemorySegment gradient, int inputs) {
        for (int first = from / PANEL * PANEL; first < to; first += OUTPUTS) {
            int end = Math.min(to, first + OUTPUTS);
            for (int token = 0; token < tokens; token += TOKENS) {
                int count = Math.min(TOKENS, tokens - token);
                for (int o = first; o < end; o += PANEL) {
                    split(dy.data(), dy.at((dyColumn + o) / PANEL, token), count, (o - first) * TOKENS);
                }
                for (int i = 0; i < inputs; i += PANEL) {
                    addPanel(x.data(), x.at(i / PANEL, token), count, first, from, end, gradient, i, inputs);
                }
            }
        }
    }

    /** Copies a panel to where a tile's outputs of one token lie behind those of the token before. */
    private void split(MemorySegment panel, long at, int tokens, int to) {
        for (int t = 0; t < tokens; t++) {
            long from = at + t * PANEL_BYTES;
            int target = to + t * ROWS;
            for (int o = 0; o < PANEL; o += OF_TILE.length()) {
                FloatVector.fromMemorySegment(OF_TILE, panel, from + (long) o * Float.BYTES, ORDER)
                        .intoArray(dys, target + o / ROWS * ROWS * TOKENS + o % ROWS);
            }
        }
    }

    /** Adds what the tokens give to a panel of inputs of outputs {@code from … end}; those from {@code first} on are copied. */
    private void addPanel(
            MemorySegment x,
            long xAt,
            int tokens,
            int first,
            int from,
            int end,
            MemorySegment gradient,
            int i,
            int inputs) {
        int columns = Math.min(PANEL, inputs - i);
        for (int o = first; o < end; o += ROWS) {
            int dyAt = (o - first) * TOKENS;
            if (ROWS == 8) {
                rows8(dys, dyAt, x, xAt, tokens, sums);
            } else {
                rows4(dys, dyAt, x, xAt, tokens, sums);
            }
            for (int output = Math.max(o, from); output < Math.min(o + ROWS, end); output++) {
                addRow((output - o) * PANEL, gradient, ((long) output * inputs + i) * Float.BYTES, columns);
            }
        }
    }

    private void addRow(int from, MemorySegment gradient, long at, int columns) {
        if (columns == PANEL) {
            FloatVector.fromMemorySegment(FLOATS, gradient, at, ORDER)
                    .add(FloatVector.fromArray(FLOATS, sums, from))
                    .intoMemorySegment(gradient, at, ORDER);
            FloatVector.fromMemorySegment(FLOATS, gradient, at + BYTES, ORDER)
                    .add(FloatVector.fromArray(FLOATS, sums, from + COUNT))
                    .intoMemorySegment(gradient, at + BYTES, ORDER);
            return;
        }
        for (int i = 0; i < columns; i++) {
            addElement(gradient, at + (long) i * Float.BYTES, sums[from + i]);
        }
    }

    /**
     * Adds to the gradients of the biases of outputs {@code from … to}: sums of columns.
     *
     * @param dy as for {@link #add}
     * @param gradient float32 [outputs]
     */
    public void addBias(PanelRows dy, int dyColumn, int tokens, int from, int to, MemorySegment gradient) {
        for (int first = from / PANEL * PANEL; first < to; first += PANEL) {
            for (int token = 0; token < tokens; token += TOKENS) {
                int count = Math.min(TOKENS, tokens - token);
                sumColumns(dy.data(), dy.at((dyColumn + first) / PANEL, token), count);
                for (int o = Math.max(first, from); o < Math.min(first + PANEL, to); o++) {
                    addElement(gradient, (long) o * Float.BYTES, sums[o - first]);
                }
            }
        }
    }

    private void sumColumns(MemorySegment panel, long at, int tokens) {
        FloatVector first = FloatVector.zero(FLOATS);
        FloatVector second = FloatVector.zero(FLOATS);
        for (int t = 0; t < tokens; t++) {
            long row = at + t * PANEL_BYTES;
            first = first.add(FloatVector.fromMemorySegment(FLOATS, panel, row, ORDER));
            second = second.add(FloatVector.fromMemorySegment(FLOATS, panel, row + BYTES, ORDER));
        }
        first.intoArray(sums, 0);
        second.intoArray(sums, COUNT);
    }

    private static void addElement(MemorySegment gradient, long at, float added) {
        gradient.set(ValueLayout.JAVA_FLOAT, at, gradient.get(ValueLayout.JAVA_FLOAT, at) + added);
    }

    /** Eight outputs of a panel from {@code dyAt} on, a panel of inputs. */
    static void rows8(float[] dy, int dyAt, MemorySegment x, long xAt, int tokens, float[] sums) {
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
        for (int t = 0; t < tokens; t++) {
            FloatVector x0 = FloatVector.fromMemorySegment(FLOATS, x, xAt + t * PANEL_BYTES, ORDER);
            FloatVector x1 = FloatVector.fromMemorySegment(FLOATS, x, xAt + t * PANEL_BYTES + BYTES, ORDER);
            FloatVector v = FloatVector.broadcast(FLOATS, dy[dyAt + t * 8]);
            a0 = v.fma(x0, a0);
            a1 = v.fma(x1, a1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + t * 8 + 1]);
            b0 = v.fma(x0, b0);
            b1 = v.fma(x1, b1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + t * 8 + 2]);
            c0 = v.fma(x0, c0);
            c1 = v.fma(x1, c1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + t * 8 + 3]);
            d0 = v.fma(x0, d0);
            d1 = v.fma(x1, d1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + t * 8 + 4]);
            e0 = v.fma(x0, e0);
            e1 = v.fma(x1, e1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + t * 8 + 5]);
            f0 = v.fma(x0, f0);
            f1 = v.fma(x1, f1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + t * 8 + 6]);
            g0 = v.fma(x0, g0);
            g1 = v.fma(x1, g1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + t * 8 + 7]);
            h0 = v.fma(x0, h0);
            h1 = v.fma(x1, h1);
        }
        a0.intoArray(sums, 0);
        a1.intoArray(sums, COUNT);
        b0.intoArray(sums, PANEL);
        b1.intoArray(sums, PANEL + COUNT);
        c0.intoArray(sums, 2 * PANEL);
        c1.intoArray(sums, 2 * PANEL + COUNT);
        d0.intoArray(sums, 3 * PANEL);
        d1.intoArray(sums, 3 * PANEL + COUNT);
        e0.intoArray(sums, 4 * PANEL);
        e1.intoArray(sums, 4 * PANEL + COUNT);
        f0.intoArray(sums, 5 * PANEL);
        f1.intoArray(sums, 5 * PANEL + COUNT);
        g0.intoArray(sums, 6 * PANEL);
        g1.intoArray(sums, 6 * PANEL + COUNT);
        h0.intoArray(sums, 7 * PANEL);
        h1.intoArray(sums, 7 * PANEL + COUNT);
    }

    /** Four outputs. */
    static void rows4(float[] dy, int dyAt, MemorySegment x, long xAt, int tokens, float[] sums) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = FloatVector.zero(FLOATS);
        FloatVector b0 = FloatVector.zero(FLOATS);
        FloatVector b1 = FloatVector.zero(FLOATS);
        FloatVector c0 = FloatVector.zero(FLOATS);
        FloatVector c1 = FloatVector.zero(FLOATS);
        FloatVector d0 = FloatVector.zero(FLOATS);
        FloatVector d1 = FloatVector.zero(FLOATS);
        for (int t = 0; t < tokens; t++) {
            FloatVector x0 = FloatVector.fromMemorySegment(FLOATS, x, xAt + t * PANEL_BYTES, ORDER);
            FloatVector x1 = FloatVector.fromMemorySegment(FLOATS, x, xAt + t * PANEL_BYTES + BYTES, ORDER);
            FloatVector v = FloatVector.broadcast(FLOATS, dy[dyAt + t * 4]);
            a0 = v.fma(x0, a0);
            a1 = v.fma(x1, a1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + t * 4 + 1]);
            b0 = v.fma(x0, b0);
            b1 = v.fma(x1, b1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + t * 4 + 2]);
            c0 = v.fma(x0, c0);
            c1 = v.fma(x1, c1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + t * 4 + 3]);
            d0 = v.fma(x0, d0);
            d1 = v.fma(x1, d1);
        }
        a0.intoArray(sums, 0);
        a1.intoArray(sums, COUNT);
        b0.intoArray(sums, PANEL);
        b1.intoArray(sums, PANEL + COUNT);
        c0.intoArray(sums, 2 * PANEL);
        c1.intoArray(sums, 2 * PANEL + COUNT);
        d0.intoArray(sums, 3 * PANEL);
        d1.intoArray(sums, 3 * PANEL + COUNT);
    }
}
