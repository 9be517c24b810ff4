package zero4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import zero4j.UserError;

class DeviceAndDtypeTest {
    @Test
    void cudaProblem_whatIsMissing_isNamed() {
        assertThat(DeviceAndDtype.cudaProblem(false, false))
                .hasValueSatisfying(problem -> assertThat(problem).contains("CPU natives", "ZERO4J_PROFILES=gpu"));
        assertThat(DeviceAndDtype.cudaProblem(true, false))
                .hasValueSatisfying(problem -> assertThat(problem).contains("no CUDA card", "driver"));
        assertThat(DeviceAndDtype.cudaProblem(true, true)).isEmpty();
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
