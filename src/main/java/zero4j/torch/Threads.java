package zero4j.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;

/**
 * Who uses the cores.
 *
 * <p>LibTorch's own loops and the BLAS library each have a pool of threads, and two pools of full size fight for the cores.
 * LibTorch's setting belongs to the calling Java thread, the BLAS library's to the whole process.
 */
public final class Threads {
    private Threads() {}

    /** Cores of the machine, or the number a setting gives instead. */
    public static int resolve(int setting) {
        return setting > 0 ? setting : Runtime.getRuntime().availableProcessors();
    }

    /** Cores that {@link #oneComputes} gave last; all cores if it was never called. */
    public static int cores() {
        int threads = openblas.blas_get_num_threads(); // below 1 until they are set for the first time
        return threads > 0 ? threads : resolve(0);
    }

    /** One computing thread (the learner) uses {@code cores} cores: through the BLAS library's pool. */
    public static void oneComputes(int cores) {
        torch.set_num_threads(1);
        setBlas(cores);
    }

    /** The calling thread, one of many that compute, uses one core. */
    public static void onOneCore() {
        torch.set_num_threads(1);
    }

    /** Runs work whose own threads compute on one core each, then gives the BLAS library the threads back that it had. */
    public static void manyCompute(Runnable work) {
        int before = cores();
        setBlas(1);
        try {
            work.run();
        } finally {
            setBlas(before);
        }
    }

    /** In a scope: every call makes a native function object. */
    private static void setBlas(int threads) {
        try (var _ = new PointerScope()) {
            openblas.blas_set_num_threads(threads);
        }
    }
}
