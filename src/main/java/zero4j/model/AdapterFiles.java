package zero4j.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import zero4j.torch.NoGrad;
import zero4j.torch.SegmentPointer;
import zero4j.weights.SafetensorsFile;

/** Adapters to and from files, as {@link zero4j.weights.AdapterLayout} says. */
public final class AdapterFiles {
    private AdapterFiles() {}

    /**
     * Writes an adapter into a folder that the caller makes durable; creates the folder.
     *
     * @throws IOException if it cannot be written
     */
    public static void write(Path folder, Adapter adapter) throws IOException {
        adapter.layout()
                .write(
                        folder,
                        adapter.parameters().named().entrySet().stream()
                                .map(matrix -> ModelFiles.entry(matrix.getKey(), matrix.getValue()))
                                .toList());
    }

    /**
     * Gives an adapter the matrices of a folder that {@link #write} wrote.
     *
     * @throws zero4j.UserError if they were trained beside another base, or with another rank, alpha or choice of layers
     */
    public static void restore(Path folder, Adapter adapter) {
        adapter.layout()
                .restore(
                        folder,
                        (file, name) -> copy(
                                file,
                                name,
                                Objects.requireNonNull(
                                        adapter.parameters().named().get(name))));
    }

    private static void copy(SafetensorsFile file, String name, Tensor matrix) {
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            var _ = matrix.copy_(SegmentPointer.borrow(
                    file.data(name),
                    ModelFiles.scalarType(name, file.tensor(name).dtype()),
                    matrix.sizes().vec().get()));
        }
    }
}
