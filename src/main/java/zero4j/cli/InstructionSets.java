package zero4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import zero4j.torch.LibTorch;

/** Whether variables of the environment hold the native libraries below what the processor can do, which costs time. */
final class InstructionSets {
    private static final Path CPUINFO = Path.of("/proc/cpuinfo");

    /** What the libraries tell apart for floating point, from the least to the most. */
    private enum Level {
        SSE,
        AVX,
        AVX2,
        AVX512,
        AVX512_BF16,
        AMX
    }

    private InstructionSets() {}

    /** The flags of the first processor of this machine; empty where the system does not list those of x86. */
    static Set<String> processorFlags() {
        if (!Files.isReadable(CPUINFO)) {
            return Set.of();
        }
        try (Stream<String> lines = Files.lines(CPUINFO)) {
            return lines.filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .map(line ->
                            Set.of(line.substring(line.indexOf(':') + 1).strip().split("\\s+")))
                    .orElse(Set.of());
        } catch (IOException | RuntimeException _) {
            return Set.of(); // only a comparison is lost
        }
    }

    /**
     * The variables that hold a library back, each with what to do.
     *
     * @param library what was loaded, and what it says it uses
     * @param flags flags of the processor, as Linux lists them; empty if unknown, and then nothing is compared
     * @param environment variables of the process
     */
    static List<String> heldBack(LibTorch library, Set<String> flags, Map<String, String> environment) {
        List<String> warnings = new ArrayList<>();
        if (flags.isEmpty()) {
            return warnings;
        }
        Level processor = ofProcessor(flags);
        if (library.blas().startsWith("OpenBLAS")) {
            // What OpenBLAS took counts: it ignores a name that it does not know.
            warn(warnings, environment, "OPENBLAS_CORETYPE", "OpenBLAS", ofCore(library.blasKernels()), processor);
        }
        if (library.blas().startsWith("MKL")) {
            String name = "MKL_ENABLE_INSTRUCTIONS";
            warn(warnings, environment, name, "MKL", ofMkl(environment.getOrDefault(name, "")), processor);
        }
        warn(
                warnings,
                environment,
                "ATEN_CPU_CAPABILITY",
                "LibTorch",
                ofCapability(library.vectorInstructions()),
                processor.compareTo(Level.AVX512) > 0 ? Level.AVX512 : processor); // it has no loops for more
        // oneDNN reads the second only where the first is not set.
        String oneDnn = environment.containsKey("ONEDNN_MAX_CPU_ISA") ? "ONEDNN_MAX_CPU_ISA" : "DNNL_MAX_CPU_ISA";
        warn(warnings, environment, oneDnn, "oneDNN", ofOneDnn(environment.getOrDefault(oneDnn, "")), processor);
        return warnings;
    }

    private static void warn(
            List<String> warnings,
            Map<String, String> environment,
            String variable,
            String library,
            Optional<Level> used,
            Level possible) {
        String value = environment.getOrDefault(variable, "");
        if (!value.isBlank() && used.isPresent() && used.get().compareTo(possible) < 0) {
            warnings.add("%s=%s holds %s at %s, but this processor has %s: slower than it need be; `unset %s`"
                    .formatted(variable, value, library, used.get(), possible, variable));
        }
    }

    private static Level ofProcessor(Set<String> flags) {
        if (!flags.contains("avx")) {
            return Level.SSE;
        }
        if (!flags.containsAll(Set.of("avx2", "fma"))) {
            return Level.AVX;
        }
        if (!flags.containsAll(Set.of("avx512f", "avx512bw", "avx512dq", "avx512vl"))) {
            return Level.AVX2;
        }
        if (!flags.contains("avx512_bf16")) {
            return Level.AVX512;
        }
        return flags.containsAll(Set.of("amx_tile", "amx_bf16")) ? Level.AMX : Level.AVX512_BF16;
    }

    /** What the kernels of OpenBLAS are written for; empty for those of other machines and for unknown ones. */
    private static Optional<Level> ofCore(String core) {
        return Optional.ofNullable(
                switch (core.toLowerCase(Locale.ROOT)) {
                    case "generic",
                            "katmai",
                            "coppermine",
                            "northwood",
                            "banias",
                            "prescott",
                            "core2",
                            "penryn",
                            "dunnington",
                            "nehalem",
                            "atom",
                            "nano",
                            "athlon",
                            "opteron",
                            "opteron_sse3",
                            "barcelona",
                            "bobcat" -> Level.SSE;
                    case "sandybridge", "bulldozer", "piledriver", "steamroller" -> Level.AVX;
                    case "haswell", "zen", "excavator" -> Level.AVX2;
                    case "skylakex" -> Level.AVX512;
                    case "cooperlake" -> Level.AVX512_BF16;
                    case "sapphirerapids" -> Level.AMX;
                    default -> null;
                });
    }

    private static Optional<Level> ofCapability(String capability) {
        return Optional.ofNullable(
                switch (capability) {
                    case "DEFAULT", "NO AVX" -> Level.SSE;
                    case "AVX2" -> Level.AVX2;
                    case "AVX512" -> Level.AVX512;
                    default -> null;
                });
    }

    private static Optional<Level> ofMkl(String value) {
        return Optional.ofNullable(
                switch (value.strip().toUpperCase(Locale.ROOT)) {
                    case "SSE4_2" -> Level.SSE;
                    case "AVX" -> Level.AVX;
                    case "AVX2", "AVX2_E1" -> Level.AVX2;
                    case "AVX512", "AVX512_E1", "AVX512_E2" -> Level.AVX512;
                    case "AVX512_E3" -> Level.AVX512_BF16;
                    default -> null;
                });
    }

    private static Optional<Level> ofOneDnn(String value) {
        return Optional.ofNullable(
                switch (value.strip().toUpperCase(Locale.ROOT)) {
                    case "SSE41" -> Level.SSE;
                    case "AVX" -> Level.AVX;
                    case "AVX2", "AVX2_VNNI", "AVX2_VNNI_2" -> Level.AVX2;
                    case "AVX512_CORE", "AVX512_CORE_VNNI" -> Level.AVX512;
                    case "AVX512_CORE_BF16", "AVX512_CORE_FP16" -> Level.AVX512_BF16;
                    default -> null;
                });
    }
}
