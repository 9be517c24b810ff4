package zero4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.UserError;

class DeviceAndDtypeTest {
    @Test
    void of_cudaWhereItIsMissing_saysWhatIs() {
        Optional<String> problem = DeviceAndDtype.cudaProblem();
        Assumptions.assumeTrue(problem.isPresent(), "there is a card");
        assertThatThrownBy(() -> DeviceAndDtype.of("cuda", "float32"))
                .isInstanceOf(UserError.class)
                .hasMessage("device is 'cuda', but " + problem.orElseThrow());
        if (!LibTorch.hasCudaNatives()) {
            assertThat(problem.orElseThrow()).contains("CPU natives", "ZERO4J_PROFILES=gpu");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    libjnicudart.so: libcuda.so.1: cannot open shared object file: No such file or directory | no driver of a CUDA card was found (libcuda.so.1); CUDA 13
                    libjninccl.so: libnccl.so.2: cannot open shared object file: No such file or directory | the library libnccl.so.2 was not found. CUDA 13, cuDNN 9 and NCCL 2 are needed
                    Type org.bytedeco.cuda.presets.nccl not present | the bindings of CUDA do not load: Type org.bytedeco.cuda.presets.nccl not present
                    """)
    void missing_errorOfTheLoader_isSaidInWords(String message, String expected) {
        LinkageError failure = new UnsatisfiedLinkError("no jnicudart in java.library.path: /usr/lib");
        failure.initCause(new UnsatisfiedLinkError(message));

        assertThat(LibTorch.missing(failure)).startsWith(expected);
    }

    @Test
    void of_unknownDeviceOrType_namesWhatIsAllowed() {
        assertThatThrownBy(() -> DeviceAndDtype.of("tpu", "float32"))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll("tpu", "cpu, cuda");
        assertThatThrownBy(() -> DeviceAndDtype.of("cpu", "float16"))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll("float16", "bfloat16");
    }

    @Test
    void numbers_uploadedAndBack_areTheSame() {
        try (var _ = new PointerScope()) {
            DeviceAndDtype cpu = DeviceAndDtype.of("cpu", "bfloat16");
            assertThat(DeviceAndDtype.toLongs(cpu.longs(3, 1L << 40))).containsExactly(3, 1L << 40);
            assertThat(DeviceAndDtype.toFloats(cpu.floats(0.1f, -2))).containsExactly(0.1f, -2);
        }
    }
}
