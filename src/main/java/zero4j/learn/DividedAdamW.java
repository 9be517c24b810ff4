package zero4j.learn;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.UserError;
import zero4j.dist.Communicator;
import zero4j.dist.Sharding;
import zero4j.learn.Buckets.Piece;
import zero4j.model.ComputedBytes;
import zero4j.model.ModelFiles;
import zero4j.model.Parameters;
import zero4j.torch.Lifetime;
import zero4j.torch.NoGrad;
import zero4j.weights.SafetensorsFile;
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
    private final List<Tensor> changing; // windows of the gradients, of the pieces that this process changes
    private final List<Tensor> own; // those of its own pieces
    private final FusedAdamW optimizer;

    /** @param ranks the caller closes it, and the parameters */
    public DividedAdamW(Parameters trained, FusedAdamW.Settings settings, Communicator ranks, Sharding sharding) {
        this(trained, settings, Buckets.of(trained.count(), trained.values().is_cuda(), ranks), sharding);
    }

    DividedAdamW(Parameters trained, FusedAdamW.Settings settings, Buckets buckets, Sharding sharding) {
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
            optimizer = new FusedAdamW(windows(pieces, values), changing, settings);
        }
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
     * Begins an update.
     *
     * @param passes backward passes that this process will make
     */
    public void begin(int passes) {
        stream.ifPresent(handed -> handed.begin(passes));
    }

    /** Whom gradients are handed to, if they are not kept. */
    Optional<GradientStream> stream() {
        return stream;
    }

    /** Sums the gradients of all processes, or waits until they are. */
    public void sum() {
        if (stream.isPresent()) {
            stream.get().finish();
            return;
        }
        buckets.reduce(gradients);
        if (!sharded) {
            buckets.gather(gradients);
        }
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
            buckets.gather(values);
        }
    }

    /** How far the parameters moved in the last step (Euclidean). */
    double moved(double learningRate) {
        return Math.sqrt(buckets.sum(optimizer.squares(learningRate, piece -> sharded || buckets.isOwn(piece))));
    }

    /** What this process has of {@link FusedAdamW#state}: all of it, or its pieces behind each other. */
    Map<String, Tensor> state() {
        if (sharded) {
            return optimizer.state();
        }
        Map<String, Tensor> state = new LinkedHashMap<>();
        optimizer
                .state()
                .forEach(
                        (name, tensor) -> state.put(name, isScalar(tensor) ? tensor : tensor.narrow(0, 0, parameters)));
        return state;
    }

    private static boolean isScalar(Tensor tensor) {
        return tensor.dim() == 0;
    }

    /** The name of a tensor of the state that holds NaN or infinite values on any process. */
    public Optional<String> notFinite() {
        Optional<String> own = TensorFile.notFinite(optimizer.state());
        return sharded
                ? ranks.gather(own.orElse("").getBytes(StandardCharsets.UTF_8)).stream()
                        .map(name -> new String(name, StandardCharsets.UTF_8))
                        .filter(name -> !name.isEmpty())
                        .findFirst()
                : own;
    }

    /**
     * The whole state as entries of a safetensors file, whoever has it: no file tells how many processes wrote it. Where it is divided,
     * the data come bucket by bucket, whenever all processes ask for them.
     */
    public List<SafetensorsWriter.Entry> entries() {
        return state().entrySet().stream()
                .map(of -> sharded && !isScalar(of.getValue())
                        ? gathered(of.getKey(), of.getValue())
                        : ModelFiles.entry(of.getKey(), of.getValue()))
                .toList();
    }

    private SafetensorsWriter.Entry gathered(String name, Tensor own) {
        ComputedBytes bytes = new ComputedBytes();
        int[] next = {0};
        return new SafetensorsWriter.Entry(
                name,
                ModelFiles.entry(name, own).dtype(),
                new long[] {parameters},
                () -> bytes.compute(() -> gathered(own, next[0]++)));
    }

    /** Gives another process what it writes. */
    public void assistSaving() {
        var _ = notFinite();
        if (!sharded) {
            return;
        }
        for (Tensor own : state().values()) {
            for (int bucket = 0; bucket < buckets.count() && !isScalar(own); bucket++) {
                try (var _ = new PointerScope();
                        var _ = new NoGrad()) {
                    var _ = gathered(own, bucket);
                }
            }
        }
    }

    /** A bucket of a tensor of the state, without what lies behind the parameters. */
    private Tensor gathered(Tensor own, int bucket) {
        Piece place = buckets.bucket(bucket);
        Tensor all = torch.zeros(new long[] {place.length()}, own.options());
        ranks.allGather(held(own, bucket), all);
        return all.narrow(0, 0, Math.min(place.length(), parameters - place.at()));
    }

    /** What this process has of a bucket of a tensor of the state. */
    private Tensor held(Tensor state, int bucket) {
        Piece place = buckets.bucket(bucket);
        if (!sharded) {
            return place.in(state);
        }
        long length = buckets.piece(bucket, ranks.rank()).length();
        return state.narrow(0, buckets.offset(bucket), length);
    }

    /**
     * Gives each process its part of a state that was written by however many.
     *
     * @param path of the file, where the first process has it; empty on the others
     * @throws UserError if the file has not what is needed, or what is not finite
     */
    public void resume(Optional<Path> path) {
        Optional<SafetensorsFile> file = path.map(SafetensorsFile::open);
        try {
            optimizer.state().forEach((name, tensor) -> read(file, name, tensor));
        } finally {
            file.ifPresent(SafetensorsFile::close);
        }
        notFinite().ifPresent(name -> {
            throw new UserError(path.map(Path::toString).orElse("the checkpoint of the first process") + ": " + name
                    + " holds NaN or infinite values");
        });
    }

    private void read(Optional<SafetensorsFile> file, String name, Tensor tensor) {
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            if (isScalar(tensor)) {
                file.ifPresent(from -> TensorFile.read(from, name, tensor));
                ranks.broadcast(tensor, 0);
                return;
            }
            Optional<Tensor> stored = file.map(from -> TensorFile.stored(from, name, parameters));
            for (int bucket = 0; bucket < buckets.count(); bucket++) {
                read(stored, tensor, bucket);
            }
        }
    }

    private void read(Optional<Tensor> stored, Tensor state, int bucket) {
        Piece place = buckets.bucket(bucket);
        try (var _ = new PointerScope()) {
            Tensor all = ranks.world() == 1 ? state : torch.zeros(new long[] {place.length()}, state.options());
            long length = Math.min(place.length(), parameters - place.at());
            stored.ifPresent(from -> {
                var _ = all.narrow(0, 0, length).copy_(from.narrow(0, place.at(), length));
            });
            if (ranks.world() > 1) {
                ranks.broadcast(all, 0);
                long first = sharded ? buckets.piece(bucket, ranks.rank()).at() - place.at() : 0;
                Tensor held = held(state, bucket);
                var _ = held.copy_(all.narrow(0, first, held.numel()));
            }
        }
    }

    @Override
    public void close() {
        stream.ifPresent(GradientStream::close);
        optimizer.close();
        own.forEach(Tensor::close);
        if (stream.isEmpty() && !sharded) { // else these are its own
            changing.forEach(Tensor::close);
        }
        List.of(values, gradients).forEach(Tensor::close);
    }
}
