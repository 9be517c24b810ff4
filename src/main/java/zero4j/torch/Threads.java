package zero4j.torch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;

/**
 * Who uses the cores.
 *
 * <p>LibTorch's own loops and the BLAS library each have a pool of threads, and two pools of full size fight for the cores.
 * LibTorch's setting belongs to the calling Java thread. The BLAS library's belongs to the whole process, so several learners
 * in one program share it: while threads of any of them compute on one core each it is 1, otherwise what the last of those that
 * are open asked for, and when none is open what it was before. It changes times, and the last bits of products of many threads.
 */
public final class Threads {
    /** Shares of the BLAS library's threads in the order of their opening; as process-wide as these, and guarded by itself. */
    private static final List<Share> OPEN = new ArrayList<>();

    /** What the BLAS library had before the first share was opened. */
    private static int before;

    private Threads() {}

    /** A time in which the cores are used in some way; it ends when closed. */
    public static final class Share implements AutoCloseable {
        private final int blasThreads;
        private final boolean ofWorkers;
        private final long owner = Thread.currentThread().threadId();
        private final int torchThreads; // of the owner, to be restored

        private Share(int blasThreads, boolean ofWorkers, int torchThreads) {
            this.blasThreads = blasThreads;
            this.ofWorkers = ofWorkers;
            this.torchThreads = torchThreads;
        }

        private boolean isOfThisThread() {
            return owner == Thread.currentThread().threadId();
        }

        /** Gives the threads back; those of LibTorch only on the thread that opened it. */
        @Override
        public void close() {
            synchronized (OPEN) {
                if (!OPEN.remove(this)) {
                    return;
                }
                apply();
            }
            if (!ofWorkers && isOfThisThread()) {
                torch.set_num_threads(torchThreads);
            }
        }
    }

    /** Cores of the machine, or the number a setting gives instead. */
    public static int resolve(int setting) {
        return setting > 0 ? setting : Runtime.getRuntime().availableProcessors();
    }

    /** Cores that the calling thread got by {@link #oneComputes}; if it got none, those that any thread got last, or all. */
    public static int cores() {
        synchronized (OPEN) {
            List<Share> given = OPEN.stream().filter(share -> !share.ofWorkers).toList();
            return given.stream()
                    .filter(Share::isOfThisThread)
                    .reduce((_, last) -> last)
                    .or(() -> given.stream().reduce((_, last) -> last))
                    .map(share -> share.blasThreads)
                    .orElseGet(() -> OPEN.isEmpty() ? blasThreads() : before);
        }
    }

    /** The calling thread computes alone (a learner), with {@code cores} cores: through the BLAS library's pool. */
    public static Share oneComputes(int cores) {
        Share share = open(new Share(cores, false, torch.get_num_threads()));
        onOneCore();
        return share;
    }

    /** The calling thread, one of many that compute, uses one core. */
    public static void onOneCore() {
        torch.set_num_threads(1);
    }

    /** Runs work whose own threads compute on one core each. */
    public static void manyCompute(Runnable work) {
        try (var _ = open(new Share(1, true, 0))) {
            work.run();
        }
    }

    private static Share open(Share share) {
        synchronized (OPEN) {
            before = OPEN.isEmpty() ? blasThreads() : before;
            OPEN.add(share);
            apply();
        }
        return share;
    }

    private static void apply() {
        boolean workers = OPEN.stream().anyMatch(share -> share.ofWorkers);
        setBlas(workers ? 1 : OPEN.isEmpty() ? before : OPEN.getLast().blasThreads);
    }

    private static int blasThreads() {
        int threads = openblas.blas_get_num_threads(); // below 1 until they are set for the first time
        return threads > 0 ? threads : resolve(0);
    }

    /** In a scope: every call makes a native function object. */
    private static void setBlas(int threads) {
        try (var _ = new PointerScope()) {
            openblas.blas_set_num_threads(threads);
        }
    }
}
