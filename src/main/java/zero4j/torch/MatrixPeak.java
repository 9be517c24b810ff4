package zero4j.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** How fast this machine multiplies matrices: what a learner's arithmetic is compared with. */
public final class MatrixPeak {
    private static final int REPEATS = 5;

    private MatrixPeak() {}

    /**
     * Floating-point operations per second of the fastest of some large products, in the placement's precision and with the
     * threads that are set. Takes a fraction of a second.
     */
    public static double measure(DeviceAndDtype placement) {
        long size = placement.isCuda() ? 8192 : 1024;
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            Tensor matrix = torch.ones(new long[] {size, size}, placement.options());
            Tensor product = torch.ones(new long[] {size, size}, placement.options());
            long fastest = Long.MAX_VALUE;
            for (int i = 0; i <= REPEATS; i++) { // the first is to warm up
                long start = System.nanoTime();
                var _ = torch.matmul_out(product, matrix, matrix);
                var _ = product.select(0, 0).select(0, 0).item_double(); // waits for a card
                fastest = i == 0 ? fastest : Math.min(fastest, System.nanoTime() - start);
            }
            return 2.0 * size * size * size / (fastest / 1e9);
        }
    }
}
