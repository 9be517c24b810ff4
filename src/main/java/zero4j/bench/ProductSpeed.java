package zero4j.bench;

import zero4j.vector.ProductProbe;

/** How fast the vector engine multiplies with a weight matrix, all threads together, each with rows of its own. */
public final class ProductSpeed {
    private static final double OPERATIONS = 1e10;

    private ProductSpeed() {}

    /**
     * Floating-point operations per second, a multiply-add counted as two.
     *
     * @param rows that each thread multiplies at a time
     */
    public static double measure(int threads, int outputs, int inputs, int rows) {
        try (ProductProbe probe = new ProductProbe(outputs, inputs)) {
            return MachineSpeed.best(threads, () -> probe.multiply(rows, OPERATIONS));
        }
    }

    /** The same of the pieces of rows that a learner multiplies; {@code rows} is a multiple of 8. */
    static double ofPieces(int threads, int outputs, int inputs, int rows) {
        try (ProductProbe probe = new ProductProbe(outputs, inputs)) {
            return MachineSpeed.best(threads, () -> probe.multiplyPiece(rows, OPERATIONS));
        }
    }

    /**
     * The same of products that sum a matrix's gradient over tokens.
     *
     * @param tokens that each thread sums at a time
     */
    static double ofGradient(int threads, int outputs, int inputs, int tokens) {
        try (ProductProbe probe = new ProductProbe(outputs, inputs)) {
            return MachineSpeed.best(threads, () -> probe.addGradient(tokens, OPERATIONS));
        }
    }
}
