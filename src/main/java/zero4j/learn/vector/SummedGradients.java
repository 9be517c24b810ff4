package zero4j.learn.vector;

import java.lang.foreign.MemorySegment;
import zero4j.dist.Communicator;
import zero4j.learn.ExchangeThread;
import zero4j.learn.Exchanged;
import zero4j.vector.FlatBuffer;

/**
 * Gradients that all processes need the sum of. Some are summed on another thread as soon as this process adds nothing more to them,
 * while its last pass goes on; on all processes in the same pieces, from the last to the first.
 */
final class SummedGradients implements AutoCloseable {
    /** Elements that are summed at a time. */
    static final long PIECE = 1L << 22;

    private final FlatBuffer gradients;
    private final Communicator ranks;
    private final long piece;
    private final ExchangeThread thread = new ExchangeThread(Integer.MAX_VALUE, () -> {});
    private long begun; // from here on they are being summed

    /** @param piece elements that are summed at a time, the same on all processes */
    SummedGradients(FlatBuffer gradients, Communicator ranks, long piece) {
        this.gradients = gradients;
        this.ranks = ranks;
        this.piece = piece;
    }

    /** Begins an update. */
    void begin() {
        begun = gradients.size();
    }

    /** This process adds nothing more from a place on. From the first call until {@link #finish} nobody else may ask the others. */
    void complete(long from) {
        while (begun > 0 && first() >= from) {
            MemorySegment next = gradients.data().asSlice(first() * Float.BYTES, (begun - first()) * Float.BYTES);
            begun = first();
            thread.after(() -> thread.timed(() -> ranks.sum(next)));
        }
    }

    /** Where the last piece that is not yet being summed begins. */
    private long first() {
        return (begun - 1) / piece * piece;
    }

    /** Waits until nothing goes on that was begun. */
    void finish() {
        thread.finish();
    }

    /** What the sums took so far. */
    Exchanged exchanged() {
        return thread.exchanged();
    }

    @Override
    public void close() {
        thread.close();
    }
}
