package zero4j.torch;

import java.lang.foreign.MemorySegment;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The border between {@link MemorySegment}s and tensors on the CPU. */
public final class SegmentPointer extends Pointer {
    private final MemorySegment segment;

    private SegmentPointer(MemorySegment segment) {
        this.segment = segment;
        this.address = segment.address();
        this.limit = segment.byteSize();
        this.capacity = segment.byteSize();
    }

    /**
     * A tensor over the segment's memory, without a copy: valid as long as the segment.
     *
     * @param type element type; the segment must be aligned to it
     */
    public static Tensor borrow(MemorySegment segment, ScalarType type, long... shape) {
        return torch.from_blob(new SegmentPointer(segment), shape, new TensorOptions(type));
    }

    /** The memory of a contiguous tensor on the CPU, without a copy: valid as long as the tensor. */
    public static MemorySegment memory(Tensor tensor) {
        return MemorySegment.ofAddress(tensor.data_ptr().address()).reinterpret(tensor.nbytes());
    }

    @Override
    public String toString() {
        return "SegmentPointer[" + segment + "]";
    }
}
