package zero4j.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Weights of a linear layer, [outputs, inputs], stored panel by panel: for each input the weights of {@link Lanes#PANEL}
 * neighbouring outputs lie together, so that a product streams through memory. Outputs beyond the last have zero weights.
 */
public final class PackedMatrix {
    /** Inputs that a panel's weights are read for at a time: so many fit into the first-level cache. */
    static final int DEPTH = 256;

    private static final int GROUP = 4;

    /** Rows that are copied at a time: with those of a part of the inputs they stay in the second-level cache. */
    private static final int TILED = 128;
    /** Between copied rows: no power of two, whose multiples would share few places of the first-level cache. */
    static final int STRIDE = DEPTH + 16;

    private static final ThreadLocal<float[]> COPIED = ThreadLocal.withInitial(() -> new float[TILED * STRIDE]);

    /** Inputs of a panel that are filled at a time: they stay in the first-level cache while its columns are written. */
    private static final int FILLED = 64;

    private final int outputs;
    private final int inputs;
    private final boolean half;
    private final int panels;
    private final long rowBytes;
    private final long panelBytes;
    private final MemorySegment data;
    private final float[] bias; // [panels * PANEL]

    /** @param half weights are rounded to bfloat16 */
    public PackedMatrix(int outputs, int inputs, boolean half, Arena arena) {
        this.outputs = outputs;
        this.inputs = inputs;
        this.half = half;
        this.panels = Math.ceilDiv(outputs, Lanes.PANEL);
        this.rowBytes = (long) Lanes.PANEL * (half ? Short.BYTES : Float.BYTES);
        this.panelBytes = inputs * rowBytes;
        this.data = arena.allocate(panels * panelBytes, Long.BYTES * 8L);
        this.bias = new float[panels * Lanes.PANEL];
    }

    /** Bytes that such a matrix takes. */
    public static long bytes(long outputs, long inputs, boolean half) {
        return Math.ceilDiv(outputs, (long) Lanes.PANEL) * Lanes.PANEL * inputs * (half ? Short.BYTES : Float.BYTES);
    }

    /** Number of outputs. */
    public int outputs() {
        return outputs;
    }

    /** Number of inputs. */
    public int inputs() {
        return inputs;
    }

    /** Number of panels. */
    public int panels() {
        return panels;
    }

    /** Outputs, padding included. */
    public int stride() {
        return panels * Lanes.PANEL;
    }

    /** Makes the outputs from {@code first} on and the padding minus infinity, so that a softmax over all is one over those before. */
    public void padWithMinusInfinity(int first) {
        Arrays.fill(bias, first, bias.length, Float.NEGATIVE_INFINITY);
    }

    /**
     * Overwrites the weights of {@code count} outputs from {@code first} on.
     *
     * @param values [count, inputs]
     * @return whether all are finite
     */
    public boolean fill(int first, int count, Values values) {
        float[] line = new float[FILLED];
        float[] block = new float[FILLED * Lanes.PANEL];
        boolean finite = true;
        for (int from = first; from < first + count; ) {
            int column = from % Lanes.PANEL;
            int rows = Math.min(first + count - from, Lanes.PANEL - column);
            for (int k = 0; k < inputs; k += FILLED) {
                int depth = Math.min(FILLED, inputs - k);
                for (int row = 0; row < rows; row++) {
                    finite &= values.readFinite((long) (from - first + row) * inputs + k, line, depth);
                    for (int i = 0; i < depth; i++) {
                        block[i * Lanes.PANEL + row] = line[i];
                    }
                }
                fillBlock(block, rows, depth, from / Lanes.PANEL * panelBytes + k * rowBytes, column);
            }
            from += rows;
        }
        return finite;
    }

    /**
     * Overwrites columns of a panel from {@code column} on.
     *
     * @param block [depth, PANEL], of which {@code columns} are taken
     * @param at byte of the first of {@code depth} inputs in the panel
     */
    private void fillBlock(float[] block, int columns, int depth, long at, int column) {
        if (!half && columns == Lanes.PANEL) {
            MemorySegment.copy(block, 0, data, ValueLayout.JAVA_FLOAT, at, depth * Lanes.PANEL);
            return;
        }
        for (int k = 0; k < depth; k++) {
            fillRow(block, k * Lanes.PANEL, columns, at + k * rowBytes, column);
        }
    }

    /** Overwrites columns of one input in a panel. */
    private void fillRow(float[] row, int rowAt, int columns, long at, int column) {
        if (!half) {
            MemorySegment.copy(row, rowAt, data, ValueLayout.JAVA_FLOAT, at + columnByte(column), columns);
            return;
        }
        for (int i = 0; i < columns; i++) {
            data.set(ValueLayout.JAVA_SHORT, at + columnByte(column + i), BFloat16.of(row[rowAt + i]));
        }
    }

    /**
     * Overwrites the weights that {@code count} inputs from {@code first} on have, by rows of the transposed matrix.
     *
     * @param values [count, outputs]
     * @return whether all are finite
     */
    public boolean fillTransposed(int first, int count, Values values) {
        float[] row = new float[outputs];
        boolean finite = true;
        for (int n = 0; n < count; n++) {
            finite &= values.readFinite((long) n * outputs, row, outputs);
            for (int from = 0; from < outputs; from += Lanes.PANEL) {
                int columns = Math.min(Lanes.PANEL, outputs - from);
                fillRow(row, from, columns, from / Lanes.PANEL * panelBytes + (first + n) * rowBytes, 0);
            }
        }
        return finite;
    }

    /** Overwrites the biases of {@code count} outputs from {@code first} on; returns whether all are finite. */
    public boolean fillBias(int first, int count, Values values) {
        float[] row = new float[count];
        boolean finite = values.readFinite(0, row, count);
        System.arraycopy(row, 0, bias, first, count);
        return finite;
    }

    /** Byte of a column in a row of a panel; see {@link HalfTiles} for the order of halves. */
    private long columnByte(int column) {
        return half
                ? (long) (column % Lanes.COUNT) * Integer.BYTES + (long) (column / Lanes.COUNT) * Short.BYTES
                : (long) column * Float.BYTES;
    }

    /** The weights of one output, as an embedding matrix is read. */
    public void copyOutput(int output, float[] target, int targetAt) {
        long at = output / Lanes.PANEL * panelBytes + columnByte(output % Lanes.PANEL);
        for (int k = 0; k < inputs; k++) {
            target[targetAt + k] = half
                    ? BFloat16.toFloat(data.get(ValueLayout.JAVA_SHORT, at))
                    : data.get(ValueLayout.JAVA_FLOAT, at);
            at += rowBytes;
        }
    }

    /**
     * Panels {@code from … to} of the product of {@code rows} rows.
     *
     * @param x [rows, xStride] from {@code xAt} on
     * @param y [rows, yStride] from {@code yAt} on; columns of these panels are overwritten
     */
    public void multiply(float[] x, int xAt, int xStride, int rows, int from, int to, float[] y, int yAt, int yStride) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(
                    bias, from * Lanes.PANEL, y, yAt + row * yStride + from * Lanes.PANEL, (to - from) * Lanes.PANEL);
        }
        multiplyAdd(x, xAt, xStride, rows, 0, inputs, from, to, y, yAt, yStride);
    }

    /**
     * All panels of the product of the first {@code rows} rows, of float32 weights.
     *
     * @param y [panels, room, PANEL], overwritten
     * @param room rows of {@code y}, a multiple of 8
     */
    public void multiply(ProductRows x, int rows, float[] y, int room) {
        for (int panel = 0; panel < panels; panel++) {
            multiply(x, rows, panel, y, panel * room * Lanes.PANEL);
        }
    }

    /**
     * A panel of the product of the first {@code rows} rows, of float32 weights.
     *
     * @param x at least as wide as the inputs; rows behind those, up to a multiple of 8, are multiplied, too
     * @param y [rows rounded up to a multiple of 8, PANEL] from {@code yAt} on, overwritten
     */
    public void multiply(ProductRows x, int rows, int panel, float[] y, int yAt) {
        if (half || x.columns() < inputs) {
            throw new IllegalArgumentException(
                    half ? "weights are bfloat16" : "columns: " + x.columns() + ", inputs: " + inputs);
        }
        float[] from = bias;
        int fromAt = panel * Lanes.PANEL;
        int fromStride = 0;
        for (int k = 0; k < inputs; k += x.depth()) {
            int count = Math.min(x.depth(), inputs - k);
            int xAt = x.part(k / x.depth());
            long at = panel * panelBytes + k * rowBytes;
            for (int row = 0; row < rows; row += Lanes.ROWS) {
                int start = fromAt + row * fromStride;
                int to = yAt + row * Lanes.PANEL;
                FloatTiles.rows(
                        x.data(), xAt + row * STRIDE, data, at, count, from, start, fromStride, y, to, Lanes.PANEL);
            }
            from = y;
            fromAt = yAt;
            fromStride = Lanes.PANEL;
        }
    }

    /**
     * Adds the product with the weights of some inputs only, without biases.
     *
     * @param x [rows, xStride] from {@code xAt} on, of inputs from {@code first} on
     * @param count inputs
     * @param y [rows, yStride] from {@code yAt} on; columns of panels {@code from … to} grow
     */
    public void multiplyAdd(
            float[] x,
            int xAt,
            int xStride,
            int rows,
            int first,
            int count,
            int from,
            int to,
            float[] y,
            int yAt,
            int yStride) {
        int depth = rows == 1 ? count : DEPTH;
        int tiled = Lanes.ROWS == 8 ? rows & ~7 : 0;
        for (int k = 0; k < count; k += depth) {
            int part = Math.min(depth, count - k);
            for (int row = 0; row < tiled; row += TILED) {
                int end = Math.min(TILED, tiled - row);
                add8Rows(
                        x,
                        xAt + row * xStride + k,
                        xStride,
                        end,
                        first + k,
                        part,
                        from,
                        to,
                        y,
                        yAt + row * yStride,
                        yStride);
            }
            for (int group = from; group < to && tiled < rows; group += GROUP) {
                int end = Math.min(to, group + GROUP);
                addRest(x, xAt + k, xStride, tiled, rows, first + k, part, group, end, y, yAt, yStride);
            }
        }
    }

    /** Whole tiles of eight rows, which are first copied to where one begins at a constant distance from the one before. */
    private void add8Rows(
            float[] x,
            int xAt,
            int xStride,
            int rows,
            int k,
            int count,
            int from,
            int to,
            float[] y,
            int yAt,
            int yStride) {
        float[] copied = COPIED.get();
        for (int row = 0; row < rows; row++) {
            System.arraycopy(x, xAt + row * xStride, copied, row * STRIDE, count);
        }
        for (int panel = from; panel < to; panel++) {
            long at = panel * panelBytes + k * rowBytes;
            for (int row = 0; row < rows; row += 8) {
                int tile = yAt + row * yStride + panel * Lanes.PANEL;
                if (half) {
                    HalfTiles.rows8(copied, row * STRIDE, data, at, count, y, tile, yStride);
                } else {
                    FloatTiles.rows8(copied, row * STRIDE, data, at, count, y, tile, yStride, y, tile, yStride);
                }
            }
        }
    }

    private void addRest(
            float[] x,
            int xAt,
            int xStride,
            int first,
            int rows,
            int k,
            int count,
            int from,
            int to,
            float[] y,
            int yAt,
            int yStride) {
        int row = first;
        for (; row + 4 <= rows; row += 4) {
            add4Rows(x, xAt + row * xStride, xStride, k, count, from, to, y, yAt + row * yStride, yStride);
        }
        for (; row < rows; row++) {
            addRow(x, xAt + row * xStride, k, count, from, to, y, yAt + row * yStride);
        }
    }

    private void add4Rows(
            float[] x, int xAt, int xStride, int k, int count, int from, int to, float[] y, int yRow, int yStride) {
        for (int panel = from; panel < to; panel++) {
            long at = panel * panelBytes + k * rowBytes;
            int yAt = yRow + panel * Lanes.PANEL;
            if (half) {
                HalfTiles.rows4(x, xAt, xStride, data, at, count, y, yAt, yStride);
            } else {
                FloatTiles.rows4(x, xAt, xStride, data, at, count, y, yAt, yStride, y, yAt, yStride);
            }
        }
    }

    private void addRow(float[] x, int xAt, int k, int count, int from, int to, float[] y, int yRow) {
        if (to - from == GROUP) {
            long at = from * panelBytes + k * rowBytes;
            int yAt = yRow + from * Lanes.PANEL;
            if (half) {
                HalfTiles.row4Panels(x, xAt, data, at, panelBytes, count, y, yAt);
            } else {
                FloatTiles.row4Panels(x, xAt, data, at, panelBytes, count, y, yAt);
            }
            return;
        }
        for (int panel = from; panel < to; panel++) {
            long at = panel * panelBytes + k * rowBytes;
            int yAt = yRow + panel * Lanes.PANEL;
            if (half) {
                HalfTiles.row(x, xAt, data, at, count, y, yAt);
            } else {
                FloatTiles.row(x, xAt, data, at, count, y, yAt);
            }
        }
    }
}
