package zero4j.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A weight matrix of the engine to multiply with, for benches: it stays beside the kernels, which nobody else needs to see. For
 * several threads.
 */
public final class ProductProbe implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final PackedMatrix matrix;
    private final int inputs;
    private final int outputs;

    public ProductProbe(int outputs, int inputs) {
        this.outputs = outputs;
        this.inputs = inputs;
        this.matrix = new PackedMatrix(outputs, inputs, false, arena);
    }

    /**
     * Multiplies on the calling thread, over and over.
     *
     * @param operations to do at least, a multiply-add counted as two
     * @return operations done
     */
    public double multiply(int rows, double operations) {
        double once = 2.0 * rows * outputs * inputs;
        int times = (int) Math.ceil(operations / once);
        float[] x = new float[rows * inputs];
        float[] y = new float[rows * matrix.stride()];
        for (int i = 0; i < times; i++) {
            matrix.multiply(x, 0, inputs, rows, 0, matrix.panels(), y, 0, matrix.stride());
        }
        return times * once;
    }

    /**
     * Multiplies rows as a learner does, over and over; otherwise as {@link #multiply}.
     *
     * @param rows a multiple of 8
     */
    public double multiplyPiece(int rows, double operations) {
        double once = 2.0 * rows * outputs * inputs;
        int times = (int) Math.ceil(operations / once);
        ProductRows x = new ProductRows(rows, inputs);
        float[] y = new float[rows * matrix.stride()];
        for (int i = 0; i < times; i++) {
            matrix.multiply(x, rows, y, rows);
        }
        return times * once;
    }

    /**
     * Adds to the gradient of such a matrix on the calling thread, over and over.
     *
     * @param tokens whose outer products are summed
     * @param operations to do at least, a multiply-add counted as two
     * @return operations done
     */
    public double addGradient(int tokens, double operations) {
        double once = 2.0 * tokens * outputs * inputs;
        int times = (int) Math.ceil(operations / once);
        WeightGradient kernel = new WeightGradient();
        try (Arena own = Arena.ofConfined()) {
            PanelRows dy = PanelRows.of(own, tokens, outputs);
            PanelRows x = PanelRows.of(own, tokens, inputs);
            MemorySegment gradient = own.allocate((long) outputs * inputs * Float.BYTES, Lanes.BYTES);
            for (int i = 0; i < times; i++) {
                kernel.add(dy, 0, x, tokens, 0, outputs, gradient, inputs);
            }
        }
        return times * once;
    }

    @Override
    public void close() {
        arena.close();
    }
}
