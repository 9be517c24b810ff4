package zero4j.learn.torch;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import zero4j.dist.Communicator;
import zero4j.learn.ExchangeThread;
import zero4j.learn.Exchanged;
import zero4j.learn.torch.Buckets.Piece;
import zero4j.model.GradientSink;
import zero4j.torch.Lifetime;
import zero4j.torch.NoGrad;
import zero4j.torch.Threads;

/**
 * Gradients that no process keeps whole: a bucket of them is summed over all processes as soon as a backward pass has filled it, while
 * the pass goes on, and each process adds what comes out for its own piece to its sums.
 *
 * <p>Buckets go from the last to the first, as a backward pass finds them, on all processes. All make as many passes: whoever has fewer
 * micro-batches ends with empty ones.
 */
final class GradientStream implements GradientSink, AutoCloseable {
    /** Exchanges that are waiting or going on: more would only need memory. */
    private static final int MOST_RUNNING = 2;

    private final Buckets buckets;
    private final Communicator ranks;
    private final long parameters;
    private final Tensor sums; // float32 [own pieces]
    private final @Nullable Tensor[] filling; // float32 [bucket] each
    private final long[] missing; // elements of each bucket that this pass has not found yet
    private final ExchangeThread thread = new ExchangeThread(MOST_RUNNING, Threads::onOneCore);
    private int next; // bucket to exchange
    private long passes; // that are not over

    /** @param options of float32 tensors where the gradients are */
    GradientStream(Buckets buckets, long parameters, TensorOptions options) {
        this.buckets = buckets;
        this.ranks = buckets.ranks();
        this.parameters = parameters;
        this.filling = new Tensor[buckets.count()];
        this.missing = new long[buckets.count()];
        try (var _ = new PointerScope()) {
            long own = buckets.own().stream().mapToLong(Piece::length).sum();
            sums = Lifetime.beyondScope(torch.zeros(new long[] {own}, options));
        }
        beginPass();
    }

    /** Sums over the passes and processes, float32 [own pieces]. */
    Tensor sums() {
        return sums;
    }

    /**
     * Begins an update.
     *
     * @param own backward passes that this process will make
     */
    void begin(int own) {
        try (var _ = new PointerScope()) {
            var _ = sums.zero_();
        }
        long[] all = new long[ranks.world()];
        all[ranks.rank()] = own;
        passes = LongStream.of(ranks.sum(all)).max().orElseThrow();
    }

    private void beginPass() {
        for (int bucket = 0; bucket < missing.length; bucket++) {
            Piece place = buckets.bucket(bucket);
            missing[bucket] = Math.min(place.length(), parameters - place.at());
        }
        next = missing.length - 1;
    }

    @Override
    public void take(long at, Tensor gradient) {
        long end = at + gradient.numel();
        long length = buckets.bucket(0).length(); // of all but perhaps the last
        // From the last one on: so each is gone when the one before it is filled, also if all are of one large tensor.
        for (int bucket = Math.toIntExact((end - 1) / length); (bucket + 1) * length > at; bucket--) {
            long from = Math.max(at, bucket * length);
            long until = Math.min(end, (bucket + 1) * length);
            try (var _ = new PointerScope()) {
                // Added, not copied, so that no zero is negative: as where all are kept.
                var _ = filled(bucket)
                        .narrow(0, from - bucket * length, until - from)
                        .add_(gradient.narrow(0, from - at, until - from));
            }
            missing[bucket] -= until - from;
            while (next >= 0 && missing[next] == 0) {
                exchange(next--);
            }
        }
    }

    private Tensor filled(int bucket) {
        Tensor known = filling[bucket];
        if (known != null) {
            return known;
        }
        try (var _ = new PointerScope()) {
            Tensor made = Lifetime.beyondScope(
                    torch.zeros(new long[] {buckets.bucket(bucket).length()}, sums.options()));
            filling[bucket] = made;
            return made;
        }
    }

    @Override
    public void end() {
        while (next >= 0) {
            exchange(next--);
        }
        passes--;
        beginPass();
    }

    /** Waits until everything is summed. */
    void finish() {
        while (passes > 0) {
            end();
        }
        thread.finish();
    }

    /** Waits until nothing goes on that was begun. */
    void abandon() {
        thread.finish();
    }

    /** What the exchanges took so far. */
    Exchanged exchanged() {
        return thread.exchanged();
    }

    private void exchange(int bucket) {
        Tensor found = filled(bucket);
        filling[bucket] = null;
        thread.after(() -> reduce(bucket, found));
    }

    private void reduce(int bucket, Tensor found) {
        try (found;
                var _ = new PointerScope();
                var _ = new NoGrad()) {
            Piece piece = buckets.piece(bucket, ranks.rank());
            Tensor own = found.narrow(0, piece.at() - buckets.bucket(bucket).at(), piece.length());
            thread.timed(() -> ranks.reduceScatter(found, own));
            var _ = sums.narrow(0, buckets.offset(bucket), piece.length()).add_(own);
        }
    }

    @Override
    public void close() {
        thread.close();
        Arrays.stream(filling).filter(tensor -> tensor != null).forEach(Tensor::close);
        sums.close();
    }
}
