package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.torch.LibTorch;

class InstructionSetsTest {
    private static final String AVX512 = "avx avx2 fma avx512f avx512bw avx512dq avx512vl";
    private static final Set<String> BF16 = Set.of((AVX512 + " avx512_bf16").split(" "));

    private static LibTorch library(String blas, String kernels, String capability) {
        return new LibTorch("2", capability, blas, kernels, 1, false);
    }

    private static List<String> heldBack(LibTorch library, String variable, String value) {
        return InstructionSets.heldBack(library, BF16, Map.of(variable, value));
    }

    @ParameterizedTest
    @CsvSource({
        "OPENBLAS_CORETYPE, Haswell, OpenBLAS 0.3, Haswell, AVX512, OpenBLAS at AVX2, AVX512_BF16",
        "OPENBLAS_CORETYPE, skylakex, OpenBLAS 0.3, SkylakeX, AVX512, OpenBLAS at AVX512, AVX512_BF16",
        "OPENBLAS_CORETYPE, Prescott, OpenBLAS 0.3, Prescott, AVX512, OpenBLAS at SSE, AVX512_BF16",
        "MKL_ENABLE_INSTRUCTIONS, AVX2, MKL, '', AVX512, MKL at AVX2, AVX512_BF16",
        "ATEN_CPU_CAPABILITY, avx2, OpenBLAS 0.3, Cooperlake, AVX2, LibTorch at AVX2, AVX512",
        "ATEN_CPU_CAPABILITY, default, OpenBLAS 0.3, Cooperlake, DEFAULT, LibTorch at SSE, AVX512",
        "DNNL_MAX_CPU_ISA, avx2, OpenBLAS 0.3, Cooperlake, AVX512, oneDNN at AVX2, AVX512_BF16",
        "ONEDNN_MAX_CPU_ISA, AVX512_CORE, OpenBLAS 0.3, Cooperlake, AVX512, oneDNN at AVX512, AVX512_BF16"
    })
    void heldBack_variableBelowTheProcessor_isNamedWithItsValueAndWhatToUnset(
            String variable,
            String value,
            String blas,
            String kernels,
            String capability,
            String used,
            String possible) {
        assertThat(heldBack(library(blas, kernels, capability), variable, value))
                .singleElement()
                .asString()
                .startsWith(variable + "=" + value + " holds " + used + ", but this processor has " + possible + ":")
                .endsWith("`unset " + variable + "`");
    }

    @ParameterizedTest
    @CsvSource({
        "OPENBLAS_CORETYPE, Cooperlake, OpenBLAS 0.3, Cooperlake, AVX512",
        "OPENBLAS_CORETYPE, no such core, OpenBLAS 0.3, Cooperlake, AVX512",
        "OPENBLAS_CORETYPE, Haswell, MKL, '', AVX512",
        "OPENBLAS_CORETYPE, Haswell, OpenBLAS 0.3, '', AVX512",
        "OPENBLAS_CORETYPE, '', OpenBLAS 0.3, Haswell, AVX512",
        "OPENBLAS_COPY, Haswell, OpenBLAS 0.3, Haswell, AVX2",
        "MKL_ENABLE_INSTRUCTIONS, AVX2, OpenBLAS 0.3, Cooperlake, AVX512",
        "ATEN_CPU_CAPABILITY, avx512, OpenBLAS 0.3, Cooperlake, AVX512",
        "DNNL_MAX_CPU_ISA, DEFAULT, OpenBLAS 0.3, Cooperlake, AVX512",
        "DNNL_MAX_CPU_ISA, AVX512_CORE_AMX, OpenBLAS 0.3, Cooperlake, AVX512"
    })
    void heldBack_variableThatHoldsNothingBack_isPassedOver(
            String variable, String value, String blas, String kernels, String capability) {
        assertThat(heldBack(library(blas, kernels, capability), variable, value))
                .isEmpty();
    }

    @Test
    void heldBack_processorThatCanNoMore_isPassedOver() {
        LibTorch library = library("OpenBLAS 0.3", "Haswell", "AVX2");
        Map<String, String> environment = Map.of("OPENBLAS_CORETYPE", "Haswell", "ATEN_CPU_CAPABILITY", "avx2");
        assertThat(InstructionSets.heldBack(library, Set.of("avx", "avx2", "fma"), environment))
                .isEmpty();
        assertThat(InstructionSets.heldBack(library, Set.of(), environment))
                .as("a processor without flags")
                .isEmpty();
        assertThat(InstructionSets.heldBack(library, Set.of(AVX512.split(" ")), environment))
                .hasSize(2);
    }
}
