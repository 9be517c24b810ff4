package zero4j.engine.vector;

import java.lang.foreign.Arena;

/** How fast the engine multiplies with a weight matrix, all threads together, each with rows of its own. */
public final class ProductSpeed {
    private static final double OPERATIONS = 1e10;

    private ProductSpeed() {}

    /**
     * Floating-point operations per second, a multiply-add counted as two.
     *
     * @param rows that each thread multiplies at a time
     */
    public static double measure(int threads, int outputs, int inputs, int rows) {
        try (Arena arena = Arena.ofShared()) {
            PackedMatrix matrix = new PackedMatrix(outputs, inputs, false, arena);
            double operations = 2.0 * rows * outputs * inputs;
            int times = (int) Math.ceil(OPERATIONS / operations);
            return MachineSpeed.best(threads, () -> {
                float[] x = new float[rows * inputs];
                float[] y = new float[rows * matrix.stride()];
                for (int i = 0; i < times; i++) {
                    matrix.multiply(x, 0, inputs, rows, 0, matrix.panels(), y, matrix.stride());
                }
                return times * operations;
            });
        }
    }
}
