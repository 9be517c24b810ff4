package zero4j.train;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import zero4j.rollout.PolicyWeights;

/** Weights as they were at one time, in memory outside the Java heap, while the learner goes on to change them. */
final class WeightsCopy implements PolicyWeights, AutoCloseable {
    private static final long ALIGNMENT = 64;

    private final Arena arena = Arena.ofShared();
    private final List<Tensor> tensors = new ArrayList<>();

    WeightsCopy(PolicyWeights weights) {
        try {
            weights.forEach(tensor -> {
                MemorySegment data = arena.allocate(tensor.data().byteSize(), ALIGNMENT);
                data.copyFrom(tensor.data());
                tensors.add(
                        new Tensor(tensor.name(), tensor.dtype(), tensor.shape().clone(), data));
            });
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    @Override
    public void forEach(Consumer<Tensor> consumer) {
        tensors.forEach(consumer);
    }

    boolean closed() {
        return !arena.scope().isAlive();
    }

    /** Frees the memory; a second time does nothing. */
    @Override
    public void close() {
        if (!closed()) {
            arena.close();
        }
    }
}
