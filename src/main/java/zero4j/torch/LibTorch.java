package zero4j.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch_cuda;
import org.jspecify.annotations.Nullable;
import zero4j.OptionalLibrary;

/**
 * The native libraries as they were found on this machine.
 *
 * @param version version of LibTorch, with that of its bindings
 * @param vectorInstructions instruction set its loops were chosen for, for example {@code AVX512}
 * @param blas the library that multiplies matrices
 * @param blasKernels what that library says it runs: the processor whose kernels OpenBLAS chose, for example {@code
 *     SkylakeX}, or the version of MKL in its own words; empty if it does not say
 * @param blasThreads threads it uses
 * @param cuda whether these are the natives for CUDA cards
 */
public record LibTorch(
        String version, String vectorInstructions, String blas, String blasKernels, int blasThreads, boolean cuda) {
    private static final int LONGEST_ANSWER = 256;
    private static final Pattern NOT_FOUND =
            Pattern.compile("(lib[\\w.+-]+\\.so[\\d.]*): cannot open shared object file");

    /**
     * Loads the native libraries: the first time on a machine they are unpacked, which takes seconds.
     *
     * @throws LinkageError if a library is missing or does not fit the machine
     */
    public static LibTorch load() {
        // The bindings look for the BLAS library when they first set its threads.
        openblas.blas_set_num_threads(Runtime.getRuntime().availableProcessors());
        try (BytePointer capability = torch.get_cpu_capability()) {
            return new LibTorch(
                    bindings(),
                    capability.getString(),
                    blasName(),
                    kernelsInUse(),
                    openblas.blas_get_num_threads(),
                    hasCudaNatives());
        }
    }

    /**
     * Loads the native libraries while no other process of this user does. Of several that a launcher starts at once, the first time on
     * a machine, one would otherwise read a file that another is still unpacking, and crash.
     *
     * @throws LinkageError if a library is missing or does not fit the machine
     */
    public static synchronized void loadInTurn() {
        try {
            Path lock = Loader.getCacheDir().toPath().resolve("zero4j.lock");
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = channel.lock()) {
                Loader.load(openblas.class);
                Loader.load(torch.class);
                if (hasCudaNatives()) {
                    var _ = missing(torch_cuda.class); // who needs them is told later
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Says that the native libraries are missing, before any of them is touched.
     *
     * @param purpose what needs them, as the beginning of a sentence
     * @throws zero4j.LibraryMissing if they are not on the class path
     */
    public static void require(String purpose) {
        OptionalLibrary.LIBTORCH.require(purpose);
        if (!isThere()) {
            throw OptionalLibrary.LIBTORCH.missing(purpose);
        }
    }

    /** Whether the native libraries for this machine are on the class path; they are not loaded. */
    public static boolean isThere() {
        return hasNatives("") || hasCudaNatives();
    }

    /** Whether the natives on the class path are those for CUDA cards; LibTorch itself tells only if there is a card, too. */
    static boolean hasCudaNatives() {
        return hasNatives("-gpu");
    }

    private static boolean hasNatives(String extension) {
        String folder = "org/bytedeco/pytorch/" + Loader.getPlatform() + extension + "/";
        return torch.class.getClassLoader().getResource(folder) != null;
    }

    /** Version of LibTorch, with that of its bindings; the native libraries are not loaded. */
    public static String bindings() {
        String version = torch.class.getPackage().getImplementationVersion();
        return version == null ? "(version unknown)" : version;
    }

    /**
     * What keeps classes of the bindings of CUDA from loading, and what to do; empty if nothing does.
     *
     * @param bindings any of them
     */
    public static Optional<String> missing(Class<?> bindings) {
        if (!hasCudaNatives()) {
            return Optional.of("this build has the CPU natives of LibTorch only. Build with the GPU natives:"
                    + " ZERO4J_PROFILES=gpu ./zero4j …  (./mvnw -Pgpu package)");
        }
        try {
            Loader.load(bindings);
            return Optional.empty();
        } catch (LinkageError | TypeNotPresentException failure) {
            return Optional.of(missing(failure));
        }
    }

    /** @param failure whose causes may name a library that was looked for */
    static String missing(Throwable failure) {
        String last = "";
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            last = String.valueOf(cause.getMessage());
            Matcher library = NOT_FOUND.matcher(last);
            if (library.find()) {
                return library.group(1).startsWith("libcuda.so")
                        ? "no driver of a CUDA card was found (" + library.group(1) + "); CUDA 13 or newer is needed"
                        : "the library " + library.group(1)
                                + " was not found. CUDA 13, cuDNN 9 and NCCL 2 are needed: install them, or name the folders"
                                + " that have them in LD_LIBRARY_PATH (in a Python installation of PyTorch"
                                + " site-packages/nvidia/*/lib), or build with ZERO4J_PROFILES=gpu,cuda-libs, which brings them";
            }
        }
        return "the bindings of CUDA do not load: " + last.lines().findFirst().orElse("");
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

    private static String kernelsInUse() {
        try {
            return switch (openblas.blas_get_vendor()) {
                case 2 -> openBlasCore();
                case 3 -> mklVersion();
                default -> "";
            };
        } catch (Throwable _) { // as a method handle declares; a program that may call nothing native, say
            return "";
        }
    }

    private static String openBlasCore() throws Throwable {
        Optional<MemorySegment> function = SymbolLookup.loaderLookup().find("openblas_get_corename");
        if (function.isEmpty()) {
            return "";
        }
        MemorySegment name = (MemorySegment) Linker.nativeLinker()
                .downcallHandle(function.get(), FunctionDescriptor.of(ValueLayout.ADDRESS))
                .invokeExact();
        return name.address() == 0
                ? ""
                : name.reinterpret(LONGEST_ANSWER).getString(0).strip();
    }

    private static String mklVersion() throws Throwable {
        Optional<MemorySegment> function = SymbolLookup.loaderLookup().find("MKL_Get_Version_String");
        if (function.isEmpty()) {
            return "";
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = arena.allocate(LONGEST_ANSWER);
            Linker.nativeLinker()
                    .downcallHandle(
                            function.get(), FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.JAVA_INT))
                    .invokeExact(answer, LONGEST_ANSWER - 1); // the last byte stays the end of the text
            return answer.getString(0).strip();
        }
    }
}
