package zero4j.model;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import zero4j.torch.Lifetime;
import zero4j.torch.NoGrad;
import zero4j.torch.SegmentPointer;

/** The bytes of computed tensors that are needed one after the other: each is freed when the next is asked for. */
public final class ComputedBytes {
    private @Nullable Held last;

    private record Held(Tensor tensor, AtomicBoolean freed) {
        void free() {
            if (freed.compareAndSet(false, true)) {
                tensor.close();
            }
        }
    }

    /** The bytes of a tensor in the CPU's memory, valid until the next call. */
    public MemorySegment compute(Supplier<Tensor> tensor) {
        if (last != null) {
            last.free();
        }
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            Tensor computed = tensor.get();
            Tensor host = Lifetime.beyondScope(computed.is_cuda() ? computed.cpu() : computed.contiguous());
            Held held = new Held(host, new AtomicBoolean());
            last = held;
            MemorySegment bytes = SegmentPointer.memory(host);
            return bytes.reinterpret(bytes.byteSize(), Arena.ofAuto(), _ -> held.free());
        }
    }
}
