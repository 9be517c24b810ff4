package zero4j.learn.torch;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import zero4j.UserError;
import zero4j.dist.Communicator;
import zero4j.learn.torch.Buckets.Piece;
import zero4j.model.ComputedBytes;
import zero4j.model.ModelFiles;
import zero4j.torch.NoGrad;
import zero4j.weights.SafetensorsFile;
import zero4j.weights.SafetensorsWriter;

/** The state of an optimizer in and out of files that know nothing of the number of processes that have it. */
final class DividedState {
    private final FusedAdamW optimizer;
    private final Buckets buckets;
    private final Communicator ranks;
    private final long parameters;
    private final boolean sharded;

    /** @param sharded whether each process has its own pieces only */
    DividedState(FusedAdamW optimizer, Buckets buckets, long parameters, boolean sharded) {
        this.optimizer = optimizer;
        this.buckets = buckets;
        this.ranks = buckets.ranks();
        this.parameters = parameters;
        this.sharded = sharded;
    }

    /** What this process has of it: all, or its pieces behind each other. */
    Map<String, Tensor> own() {
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
    Optional<String> notFinite() {
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
    List<SafetensorsWriter.Entry> entries() {
        return own().entrySet().stream()
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
    void assistSaving() {
        var _ = notFinite();
        if (!sharded) {
            return;
        }
        for (Tensor own : own().values()) {
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
    void resume(Optional<Path> path) {
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
}
