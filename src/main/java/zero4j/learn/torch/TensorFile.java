package zero4j.learn.torch;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.UserError;
import zero4j.Words;
import zero4j.model.ModelFiles;
import zero4j.torch.NoGrad;
import zero4j.torch.SegmentPointer;
import zero4j.torch.Windows;
import zero4j.weights.SafetensorsFile;
import zero4j.weights.SafetensorsWriter;

/** Named float32 tensors in a safetensors file, such as an optimizer's state, read back into the same memory. */
final class TensorFile {
    private TensorFile() {}

    /** Writes a file that the caller makes durable. */
    public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
        try (var _ = new PointerScope()) {
            List<SafetensorsWriter.Entry> entries = new ArrayList<>();
            tensors.forEach((name, tensor) -> entries.add(ModelFiles.entry(name, tensor)));
            write(file, entries);
        }
    }

    static void write(Path file, List<SafetensorsWriter.Entry> entries) {
        SafetensorsWriter.writeFile(file, entries, Map.of());
    }

    /**
     * Overwrites tensors with what a file holds under their names.
     *
     * @throws UserError if one is missing or has another size
     */
    public static void read(Path path, Map<String, Tensor> tensors) {
        try (SafetensorsFile file = SafetensorsFile.open(path);
                var _ = new PointerScope();
                var _ = new NoGrad()) {
            tensors.forEach((name, tensor) -> read(file, name, tensor));
        }
    }

    /** Overwrites one tensor. */
    static void read(SafetensorsFile file, String name, Tensor tensor) {
        Tensor values = stored(file, name, tensor.numel());
        var _ = tensor.copy_(values.view(tensor.sizes()));
    }

    /**
     * A tensor of a file, flat: valid as long as the file is open.
     *
     * @throws UserError if it is missing or has another number of elements
     */
    static Tensor stored(SafetensorsFile file, String name, long elements) {
        MemorySegment stored = file.data(name);
        if (stored.byteSize() != elements * Float.BYTES) {
            throw new UserError(file.path() + ": " + name + " has " + Words.counted(stored.byteSize(), "byte")
                    + ", but the model needs " + elements * Float.BYTES);
        }
        return SegmentPointer.borrow(stored, ScalarType.Float, elements);
    }

    /** The name of the first tensor that holds NaN or infinite values, if one does. */
    public static Optional<String> notFinite(Map<String, Tensor> tensors) {
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            return tensors.entrySet().stream()
                    .filter(named -> !finite(named.getValue()))
                    .map(Map.Entry::getKey)
                    .findFirst();
        }
    }

    /** Looked at in windows: the test of a whole tensor needs more memory than the tensor. */
    private static boolean finite(Tensor tensor) {
        boolean[] finite = {true};
        Windows.each(
                tensor,
                window -> finite[0] = finite[0] && window.isfinite().all().item_bool());
        return finite[0];
    }
}
