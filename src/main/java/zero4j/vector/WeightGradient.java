package zero4j.vector;

import static zero4j.vector.Lanes.BYTES;
import static zero4j.vector.Lanes.COUNT;
import static zero4j.vector.Lanes.FLOATS;
import static zero4j.vector.Lanes.ORDER;
import static zero4j.vector.Lanes.PANEL;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Gradients of the weights and biases of linear layers: {@code dW[o, i] += sum over tokens t of dy[t, o] * x[t, i]}.
 *
 * <p>An element grows by the sum of one block of tokens after the other, and such a sum by one product after the other: so its
 * bits do not depend on how the outputs are divided among threads. Blocks of activations are first copied into panels, whose rows
 * lie behind each other, whatever the strides.
 *
 * <p>One thread's: it has scratch of its own.
 */
public final class WeightGradient {
    /** Tokens whose products are summed in registers; a panel of so many fits into the first-level cache. */
    private static final int TOKENS = 256;
    /** Outputs whose panels are kept; so many fit into the second-level cache. */
    private static final int OUTPUTS = 256;

    private static final long PANEL_BYTES = 2L * BYTES;

    private static final int ROWS = Lanes.manyRegisters() ? 8 : 4;

    private final float[] dyPanels = new float[OUTPUTS * TOKENS]; // [OUTPUTS / PANEL, TOKENS, PANEL]
    /** Where its registers do not lie across lines of the cache, as those of an array do. */
    private final MemorySegment xPanel = Arena.ofAuto().allocate(TOKENS * PANEL_BYTES, BYTES);

    private final float[] sums = new float[8 * PANEL];

    /**
     * Adds to the gradients of outputs {@code from … to}; best if both are multiples of {@link Lanes#PANEL}.
     *
     * @param dy float32 [tokens, dyStride], gradients of the outputs
     * @param x float32 [tokens, xStride], the layer's inputs
     * @param gradient float32 [outputs, inputs]
     */
    public void add(
            MemorySegment dy,
            int dyStride,
            MemorySegment x,
            int xStride,
            int tokens,
            int from,
            int to,
            MemorySegment gradient,
            int inputs) {
        for (int first = from; first < to; first += OUTPUTS) {
            int outputs = Math.min(OUTPUTS, to - first);
            for (int token = 0; token < tokens; token += TOKENS) {
                int count = Math.min(TOKENS, tokens - token);
                int even = count + count % 2;
                for (int o = 0; o < outputs; o += PANEL) {
                    pack(dy, token, dyStride, count, first + o, Math.min(PANEL, outputs - o), dyPanels, o * TOKENS);
                }
                for (int i = 0; i < inputs; i += PANEL) {
                    int columns = Math.min(PANEL, inputs - i);
                    pack(x, token, xStride, count, i, columns, xPanel);
                    addPanel(even, outputs, gradient, (long) first * inputs + i, inputs, columns);
                }
            }
        }
    }

    /**
     * Adds to the gradients of the biases of outputs {@code from … to}: sums of columns.
     *
     * @param dy float32 [tokens, dyStride]
     * @param gradient float32 [outputs]
     */
    public void addBias(MemorySegment dy, int dyStride, int tokens, int from, int to, MemorySegment gradient) {
        for (int first = from; first < to; first += sums.length) {
            int count = Math.min(sums.length, to - first);
            for (int token = 0; token < tokens; token += TOKENS) {
                Arrays.fill(sums, 0, count, 0);
                for (int t = token; t < Math.min(tokens, token + TOKENS); t++) {
                    addTo(sums, dy, ((long) t * dyStride + first) * Float.BYTES, count);
                }
                for (int o = 0; o < count; o++) {
                    addElement(gradient, (long) (first + o) * Float.BYTES, sums[o]);
                }
            }
        }
    }

    private static void addTo(float[] sums, MemorySegment values, long at, int count) {
        int i = 0;
        for (; i <= count - COUNT; i += COUNT) {
            FloatVector.fromArray(FLOATS, sums, i)
                    .add(FloatVector.fromMemorySegment(FLOATS, values, at + (long) i * Float.BYTES, ORDER))
                    .intoArray(sums, i);
        }
        for (; i < count; i++) {
            sums[i] += values.get(ValueLayout.JAVA_FLOAT, at + (long) i * Float.BYTES);
        }
    }

    private static void addElement(MemorySegment gradient, long at, float added) {
        gradient.set(ValueLayout.JAVA_FLOAT, at, gradient.get(ValueLayout.JAVA_FLOAT, at) + added);
    }

    /** Copies columns of {@code count} tokens into a panel; where it is wider than these, and behind an odd count, it gets zeros. */
    private static void pack(
            MemorySegment source, int token, int stride, int count, int column, int columns, float[] panel, int at) {
        for (int t = 0; t < count; t++) {
            long from = ((long) (token + t) * stride + column) * Float.BYTES;
            int to = at + t * PANEL;
            if (columns == PANEL) {
                FloatVector.fromMemorySegment(FLOATS, source, from, ORDER).intoArray(panel, to);
                FloatVector.fromMemorySegment(FLOATS, source, from + BYTES, ORDER)
                        .intoArray(panel, to + COUNT);
            } else {
                MemorySegment.copy(source, ValueLayout.JAVA_FLOAT, from, panel, to, columns);
                Arrays.fill(panel, to + columns, to + PANEL, 0);
            }
        }
        if (count % 2 == 1) {
            Arrays.fill(panel, at + count * PANEL, at + (count + 1) * PANEL, 0);
        }
    }

    private static void pack(
            MemorySegment source, int token, int stride, int count, int column, int columns, MemorySegment panel) {
        for (int t = 0; t < count; t++) {
            long from = ((long) (token + t) * stride + column) * Float.BYTES;
            long to = t * PANEL_BYTES;
            if (columns == PANEL) {
                FloatVector.fromMemorySegment(FLOATS, source, from, ORDER).intoMemorySegment(panel, to, ORDER);
                FloatVector.fromMemorySegment(FLOATS, source, from + BYTES, ORDER)
                        .intoMemorySegment(panel, to + BYTES, ORDER);
            } else {
                MemorySegment.copy(source, from, panel, to, (long) columns * Float.BYTES);
                panel.asSlice(to + (long) columns * Float.BYTES, (long) (PANEL - columns) * Float.BYTES)
                        .fill((byte) 0);
            }
        }
        if (count % 2 == 1) {
            panel.asSlice(count * PANEL_BYTES, PANEL_BYTES).fill((byte) 0);
        }
    }

    /** Adds what the packed tokens give to {@code columns} columns of the gradient. */
    private void addPanel(int tokens, int outputs, MemorySegment gradient, long at, int inputs, int columns) {
        for (int o = 0; o < outputs; o += ROWS) {
            int dyAt = o / PANEL * PANEL * TOKENS + o % PANEL;
            if (ROWS == 8) {
                rows8(dyPanels, dyAt, xPanel, tokens, sums);
            } else {
                rows4(dyPanels, dyAt, xPanel, tokens, sums);
            }
            int rows = Math.min(ROWS, outputs - o);
            for (int row = 0; row < rows; row++) {
                addRow(row * PANEL, gradient, (at + (long) (o + row) * inputs) * Float.BYTES, columns);
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

    /** Eight outputs of a panel from {@code dyAt} on, all columns of {@code x}, an even number of tokens. */
    private static void rows8(float[] dy, int dyAt, MemorySegment x, int tokens, float[] sums) {
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
        for (int t = 0; t < tokens; t += 2) {
            FloatVector x0 = FloatVector.fromMemorySegment(FLOATS, x, t * PANEL_BYTES, ORDER);
            FloatVector x1 = FloatVector.fromMemorySegment(FLOATS, x, t * PANEL_BYTES + BYTES, ORDER);
            FloatVector v = FloatVector.broadcast(FLOATS, dy[dyAt + t * PANEL]);
            a0 = v.fma(x0, a0);
            a1 = v.fma(x1, a1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + t * PANEL + 1]);
            b0 = v.fma(x0, b0);
            b1 = v.fma(x1, b1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + t * PANEL + 2]);
            c0 = v.fma(x0, c0);
            c1 = v.fma(x1, c1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + t * PANEL + 3]);
            d0 = v.fma(x0, d0);
            d1 = v.fma(x1, d1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + t * PANEL + 4]);
            e0 = v.fma(x0, e0);
            e1 = v.fma(x1, e1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + t * PANEL + 5]);
            f0 = v.fma(x0, f0);
            f1 = v.fma(x1, f1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + t * PANEL + 6]);
            g0 = v.fma(x0, g0);
            g1 = v.fma(x1, g1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + t * PANEL + 7]);
            h0 = v.fma(x0, h0);
            h1 = v.fma(x1, h1);
            x0 = FloatVector.fromMemorySegment(FLOATS, x, t * PANEL_BYTES + PANEL_BYTES, ORDER);
            x1 = FloatVector.fromMemorySegment(FLOATS, x, t * PANEL_BYTES + PANEL_BYTES + BYTES, ORDER);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + (t + 1) * PANEL]);
            a0 = v.fma(x0, a0);
            a1 = v.fma(x1, a1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + (t + 1) * PANEL + 1]);
            b0 = v.fma(x0, b0);
            b1 = v.fma(x1, b1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + (t + 1) * PANEL + 2]);
            c0 = v.fma(x0, c0);
            c1 = v.fma(x1, c1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + (t + 1) * PANEL + 3]);
            d0 = v.fma(x0, d0);
            d1 = v.fma(x1, d1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + (t + 1) * PANEL + 4]);
            e0 = v.fma(x0, e0);
            e1 = v.fma(x1, e1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + (t + 1) * PANEL + 5]);
            f0 = v.fma(x0, f0);
            f1 = v.fma(x1, f1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + (t + 1) * PANEL + 6]);
            g0 = v.fma(x0, g0);
            g1 = v.fma(x1, g1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + (t + 1) * PANEL + 7]);
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

    private static void rows4(float[] dy, int dyAt, MemorySegment x, int tokens, float[] sums) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = FloatVector.zero(FLOATS);
        FloatVector b0 = FloatVector.zero(FLOATS);
        FloatVector b1 = FloatVector.zero(FLOATS);
        FloatVector c0 = FloatVector.zero(FLOATS);
        FloatVector c1 = FloatVector.zero(FLOATS);
        FloatVector d0 = FloatVector.zero(FLOATS);
        FloatVector d1 = FloatVector.zero(FLOATS);
        for (int t = 0; t < tokens; t += 2) {
            FloatVector x0 = FloatVector.fromMemorySegment(FLOATS, x, t * PANEL_BYTES, ORDER);
            FloatVector x1 = FloatVector.fromMemorySegment(FLOATS, x, t * PANEL_BYTES + BYTES, ORDER);
            FloatVector v = FloatVector.broadcast(FLOATS, dy[dyAt + t * PANEL]);
            a0 = v.fma(x0, a0);
            a1 = v.fma(x1, a1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + t * PANEL + 1]);
            b0 = v.fma(x0, b0);
            b1 = v.fma(x1, b1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + t * PANEL + 2]);
            c0 = v.fma(x0, c0);
            c1 = v.fma(x1, c1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + t * PANEL + 3]);
            d0 = v.fma(x0, d0);
            d1 = v.fma(x1, d1);
            x0 = FloatVector.fromMemorySegment(FLOATS, x, t * PANEL_BYTES + PANEL_BYTES, ORDER);
            x1 = FloatVector.fromMemorySegment(FLOATS, x, t * PANEL_BYTES + PANEL_BYTES + BYTES, ORDER);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + (t + 1) * PANEL]);
            a0 = v.fma(x0, a0);
            a1 = v.fma(x1, a1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + (t + 1) * PANEL + 1]);
            b0 = v.fma(x0, b0);
            b1 = v.fma(x1, b1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + (t + 1) * PANEL + 2]);
            c0 = v.fma(x0, c0);
            c1 = v.fma(x1, c1);
            v = FloatVector.broadcast(FLOATS, dy[dyAt + (t + 1) * PANEL + 3]);
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
