package zero4j.learn.torch;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import zero4j.dist.Communicator;
import zero4j.learn.ExchangeThread;
import zero4j.learn.Exchanged;
import zero4j.learn.torch.Buckets.Piece;
import zero4j.torch.NoGrad;
import zero4j.torch.Threads;

/**
 * Gradients that every process keeps whole: a bucket of them is summed over all processes as soon as nothing more will be added to it,
 * while the last backward pass of an update goes on. So the sums are those that were taken afterwards, bit for bit.
 *
 * <p>Buckets go from the last to the first, as a backward pass completes them, on all processes.
 */
final class EarlySum implements AutoCloseable {
    private final Buckets buckets;
    private final Communicator ranks;
    private final Tensor gradients; // float32 [parameters and some zeros]
    private final boolean whole;
    private final ExchangeThread thread = new ExchangeThread(Integer.MAX_VALUE, Threads::onOneCore);
    private List<Tensor> others = List.of(); // float32 [parameters] each
    private long[] complete = {}; // from where on each worker's gradients are
    private int next = -1; // bucket to exchange

    /**
     * @param gradients the caller closes it
     * @param whole whether all processes need all sums, and not only those of their own pieces
     */
    EarlySum(Buckets buckets, Tensor gradients, boolean whole) {
        this.buckets = buckets;
        this.ranks = buckets.ranks();
        this.gradients = gradients;
        this.whole = whole;
    }

    /**
     * Begins an update.
     *
     * @param ofOthers gradients of the workers after the first one, which are added to the first one's in this order
     */
    synchronized void begin(List<Tensor> ofOthers) {
        others = List.copyOf(ofOthers);
        complete = new long[1 + others.size()];
        Arrays.fill(complete, buckets.length());
        next = buckets.count() - 1;
    }

    /** A worker will add nothing more to its gradients from a place on. */
    synchronized void complete(int worker, long from) {
        complete[worker] = Math.min(complete[worker], from);
        long ofAll = Arrays.stream(complete).max().orElseThrow();
        while (next >= 0 && buckets.bucket(next).at() >= ofAll) {
            int bucket = next--;
            thread.after(() -> sum(bucket));
        }
    }

    /** Waits until everything is summed. */
    void finish() {
        for (int worker = 0; worker < complete.length; worker++) {
            complete(worker, 0);
        }
        thread.finish();
    }

    /** Waits until nothing goes on that was begun. */
    void abandon() {
        thread.finish();
    }

    private void sum(int bucket) {
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            Piece place = buckets.bucket(bucket);
            Tensor all = place.in(gradients);
            for (Tensor other : others) {
                long length = Math.min(place.length(), other.numel() - place.at());
                var _ = all.narrow(0, 0, length).add_(other.narrow(0, place.at(), length));
            }
            Tensor own = buckets.piece(bucket, ranks.rank()).in(gradients);
            thread.timed(() -> {
                ranks.reduceScatter(all, own);
                if (whole) {
                    ranks.allGather(own, all);
                }
            });
        }
    }

    /** What the exchanges took so far. */
    Exchanged exchanged() {
        return thread.exchanged();
    }

    @Override
    public void close() {
        thread.close();
    }
}
