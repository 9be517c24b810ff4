package zero4j.torch;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The native libraries as they were found on this machine.
 *
 * @param version version of LibTorch, with that of its bindings
 * @param vectorInstructions instruction set its loops were chosen for, for example {@code AVX512}
 * @param blas the library that multiplies matrices
 * @param blasThreads threads it uses
 * @param cuda whether these are the natives for CUDA cards
 */
public record LibTorch(String version, String vectorInstructions, String blas, int blasThreads, boolean cuda) {
    /**
     * Loads the native libraries: the first time on a machine they are unpacked, which takes seconds.
     *
     * @throws LinkageError if a library is missing or does not fit the machine
     */
    public static LibTorch load() {
        // The bindings look for the BLAS library when they first set its threads.
        openblas.blas_set_num_threads(Runtime.getRuntime().availableProcessors());
        String bindings = torch.class.getPackage().getImplementationVersion();
        try (BytePointer capability = torch.get_cpu_capability()) {
            return new LibTorch(
                    bindings == null ? "(version unknown)" : bindings,
                    capability.getString(),
                    blasName(),
                    openblas.blas_get_num_threads(),
                    hasCudaNatives());
        }
    }

    /** Whether the natives on the class path are those for CUDA cards; LibTorch itself tells only if there is a card, too. */
    static boolean hasCudaNatives() {
        String folder = "org/bytedeco/pytorch/" + Loader.getPlatform() + "-gpu/";
        return torch.class.getClassLoader().getResource(folder) != null;
    }

    /**
     * Multiplies two small matrices of ones.
     *
     * @return whether every element of the product is what it should be
     */
    public static boolean multiplies(DeviceAndDtype placement) {
        int width = 64;
        try (var _ = new PointerScope();
                Scalar expected = new Scalar(width)) {
            Tensor ones = torch.ones(new long[] {width, width}, placement.options());
            return ones.matmul(ones).eq(expected).all().item_bool();
        }
    }

    private static String blasName() {
        return switch (openblas.blas_get_vendor()) {
            case 2 -> openblas.OPENBLAS_VERSION.strip();
            case 3 -> "MKL";
            default -> "unknown";
        };
    }
}
