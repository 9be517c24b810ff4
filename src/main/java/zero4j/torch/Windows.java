package zero4j.torch;

import java.util.function.Consumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Windows of flat tensors as large as a model: what is computed from one of them at a time needs no second copy of all, and can
 * be in double precision.
 */
public final class Windows {
    /** Elements that are looked at together: few enough for a core's cache. */
    private static final long WINDOW = 1L << 20;
    /** On a card, where starting an operation costs more. */
    private static final long LARGE_WINDOW = 1L << 26;

    private Windows() {}

    /** Where a window lies. */
    @FunctionalInterface
    public interface Place {
        /** Looks at {@code length} elements from {@code start} on; tensors made meanwhile are freed afterwards. */
        void at(long start, long length);
    }

    /** All windows of a tensor of that many elements, in order. */
    public static void each(long elements, boolean cuda, Place look) {
        long window = cuda ? LARGE_WINDOW : WINDOW;
        for (long start = 0; start < elements; start += window) {
            try (var _ = new PointerScope()) {
                look.at(start, Math.min(window, elements - start));
            }
        }
    }

    /** The windows of a contiguous tensor as flat tensors, in order. */
    public static void each(Tensor tensor, Consumer<Tensor> look) {
        try (var _ = new PointerScope()) {
            Tensor flat = tensor.view(-1);
            each(flat.numel(), flat.is_cuda(), (start, length) -> look.accept(flat.narrow(0, start, length)));
        }
    }
}
