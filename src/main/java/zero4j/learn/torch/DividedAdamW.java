package zero4j.learn.torch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.UserError;
import zero4j.dist.Communicator;
import zero4j.dist.Sharding;
import zero4j.learn.AdamWSettings;
import zero4j.learn.Exchanged;
import zero4j.learn.torch.Buckets.Piece;
import zero4j.model.Parameters;
import zero4j.torch.Lifetime;
import zero4j.torch.NoGrad;
import zero4j.weights.SafetensorsWriter;

/**
 * AdamW over the flat buffers of parameters that several processes train. Each has the whole of its state, or the pieces of it that
 * are its own ({@link Sharding}): then each changes its pieces of the parameters, and gives them to the others.
 *
 * <p>Whoever has what, the same sums are taken in the same order, and the parameters get the same bits. Where gradients are handed over
 * ({@link GradientStream}), that holds as long as no process makes more than one backward pass in an update: of several, those of
 * all processes are added up first, and otherwise those of one process.
 *
 * <p>All processes call the same methods together, but for {@link #state}.
 */
public final class DividedAdamW implements AutoCloseable {
    private final Communicator ranks;
    private final Buckets buckets;
    private final boolean sharded;
    private final List<Piece> pieces; // that this process changes
    private final long parameters;
    private final Tensor values; // [parameters and some zeros]
    private final Tensor gradients; // float32 [parameters and some zeros]; empty if they are handed over
    private final Optional<GradientStream> stream; // whom they are handed to
    private final Optional<EarlySum> early; // who sums those that are kept, while the last of them are found
    private final List<Tensor> changing; // windows of the gradients, of the pieces that this process changes
    private final List<Tensor> own; // those of its own pieces
    private final FusedAdamW optimizer;
    private final DividedState state;
    private List<Tensor> others = List.of(); // gradients of other workers, where they are still to be added
    private Exchanged exchanged = Exchanged.NOTHING; // where the learner waited for all of it

    /** @param ranks the caller closes it, and the parameters */
    public DividedAdamW(Parameters trained, AdamWSettings settings, Communicator ranks, Sharding sharding) {
        this(trained, settings, Buckets.of(trained.count(), trained.values().is_cuda(), ranks), sharding);
    }

    DividedAdamW(Parameters trained, AdamWSettings settings, Buckets buckets, Sharding sharding) {
        this.ranks = buckets.ranks();
        this.buckets = buckets;
        this.sharded = sharding != Sharding.NONE && ranks.world() > 1;
        this.pieces = sharded ? buckets.own() : buckets.pieces();
        this.parameters = trained.count();
        try (var _ = new PointerScope()) {
            values = Lifetime.beyondScope(trained.values(buckets.length()));
            if (trained.handsOver()) {
                TensorOptions options = values.options().dtype(new ScalarTypeOptional(ScalarType.Float));
                GradientStream made = new GradientStream(buckets, parameters, options);
                trained.handTo(made);
                stream = Optional.of(made);
                gradients = Lifetime.beyondScope(made.sums().narrow(0, 0, 0));
                own = ofOwn(made.sums());
                changing = own;
            } else {
                stream = Optional.empty();
                gradients = Lifetime.beyondScope(trained.gradients(buckets.length()));
                own = windows(buckets.own(), gradients);
                changing = sharded ? own : windows(pieces, gradients);
            }
            own.forEach(Lifetime::beyondScope);
            if (stream.isEmpty() && !sharded) { // else these are its own
                changing.forEach(Lifetime::beyondScope);
            }
            early = stream.isEmpty() && ranks.world() > 1
                    ? Optional.of(new EarlySum(buckets, gradients, !sharded))
                    : Optional.empty();
            optimizer = new FusedAdamW(windows(pieces, values), changing, settings);
        }
        state = new DividedState(optimizer, buckets, parameters, sharded);
    }

    /** Most elements that are exchanged at a time. */
    public static long bucket(boolean cuda) {
        return Buckets.most(cuda);
    }

    private static List<Tensor> windows(List<Piece> pieces, Tensor flat) {
        return pieces.stream().map(piece -> piece.in(flat)).toList();
    }

    /** Where only the own pieces are kept, one behind the other. */
    private List<Tensor> ofOwn(Tensor flat) {
        List<Tensor> windows = new ArrayList<>();
        for (int bucket = 0; bucket < buckets.count(); bucket++) {
            windows.add(flat.narrow(
                    0,
                    buckets.offset(bucket),
                    buckets.piece(bucket, ranks.rank()).length()));
        }
        return windows;
    }

    /**
     * Begins an update, in the work of {@link #summed}.
     *
     * @param passes backward passes that this process will make
     */
    public void begin(int passes) {
        begin(passes, List.of());
    }

    /** @param ofOthers gradients of the workers after the first one, which are to be added to the first one's in this order */
    void begin(int passes, List<Tensor> ofOthers) {
        stream.ifPresent(handed -> handed.begin(passes));
        early.ifPresent(sum -> sum.begin(ofOthers));
        others = early.isPresent() ? List.of() : ofOthers;
    }

    /**
     * Who is to be told, on the way back of a worker's last backward pass, from which place on its gradients are complete; nobody where
     * that is of no use.
     */
    public Optional<LongConsumer> complete(int worker) {
        return early.map(sum -> from -> sum.complete(worker, from));
    }

    /** Whom gradients are handed to, if they are not kept. */
    Optional<GradientStream> stream() {
        return stream;
    }

    /**
     * Makes the backward passes of an update, and sums the gradients of all workers and processes: as far as they are known, while the
     * last passes go on.
     *
     * @param passes calls {@link #begin} first; nothing in it asks the other processes afterwards
     */
    public <T> T summed(Supplier<T> passes) {
        T result;
        try {
            result = passes.get();
        } catch (RuntimeException | Error e) {
            abandon(e);
            throw e;
        }
        stream.ifPresent(GradientStream::finish);
        early.ifPresent(EarlySum::finish);
        others.forEach(other -> {
            try (var _ = new PointerScope();
                    var _ = new NoGrad()) {
                var _ = gradients.narrow(0, 0, parameters).add_(other);
            }
        });
        return result;
    }

    /** What has been begun ends before anybody tells the other processes that this one fails. */
    private void abandon(Throwable failure) {
        try {
            stream.ifPresent(GradientStream::abandon);
            early.ifPresent(EarlySum::abandon);
        } catch (RuntimeException alsoGone) {
            failure.addSuppressed(alsoGone);
        }
    }

    /** What summing gradients and giving away weights took so far. */
    Exchanged exchanged() {
        Exchanged beside = stream.map(GradientStream::exchanged)
                .or(() -> early.map(EarlySum::exchanged))
                .orElse(Exchanged.NOTHING);
        return exchanged.plus(beside);
    }

    /**
     * Scales the gradient down to a norm of {@code max} if its norm is larger; one that is not finite changes nothing.
     *
     * @return the Euclidean norm before
     */
    public double clip(double max) {
        double norm = Math.sqrt(
                buckets.sum(own.stream().mapToDouble(GradientNorm::squares).reduce(0, Double::sum)));
        if (Double.isFinite(norm) && norm > max) {
            try (var _ = new PointerScope();
                    var _ = new NoGrad()) {
                Scalar scale = new Scalar(max / norm);
                changing.forEach(piece -> {
                    var _ = piece.mul_(scale);
                });
            }
        }
        return norm;
    }

    /** Applies the gradients. */
    public void step(double learningRate) {
        optimizer.step(learningRate);
        if (sharded) {
            long begun = System.nanoTime();
            buckets.gather(values);
            double seconds = (System.nanoTime() - begun) / 1e9;
            exchanged = exchanged.plus(new Exchanged(seconds, seconds));
        }
    }

    /** How far the parameters moved in the last step (Euclidean). */
    double moved(double learningRate) {
        return Math.sqrt(buckets.sum(optimizer.squares(learningRate, piece -> sharded || buckets.isOwn(piece))));
    }

    /** What this process has of {@link FusedAdamW#state}: all of it, or its pieces behind each other. */
    Map<String, Tensor> state() {
        return state.own();
    }

    /** The name of a tensor of the state that holds NaN or infinite values on any process. */
    public Optional<String> notFinite() {
        return state.notFinite();
    }

    /**
     * The whole state as entries of a safetensors file, whoever has it: no file tells how many processes wrote it. Where it is divided,
     * the data come bucket by bucket, whenever all processes ask for them.
     */
    public List<SafetensorsWriter.Entry> entries() {
        return state.entries();
    }

    /** Gives another process what it writes. */
    public void assistSaving() {
        state.assistSaving();
    }

    /**
     * Gives each process its part of a state that was written by however many.
     *
     * @param path of the file, where the first process has it; empty on the others
     * @throws UserError if the file has not what is needed, or what is not finite
     */
    public void resume(Optional<Path> path) {
        state.resume(path);
    }

    @Override
    public void close() {
        stream.ifPresent(GradientStream::close);
        early.ifPresent(EarlySum::close);
        optimizer.close();
        own.forEach(Tensor::close);
        if (stream.isEmpty() && !sharded) { // else these are its own
            changing.forEach(Tensor::close);
        }
        List.of(values, gradients).forEach(Tensor::close);
    }
}
