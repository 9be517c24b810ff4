package zero4j.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.StringOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.nccl.ProcessGroupNCCL;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import zero4j.UserError;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.LibTorch;

/** Cards that communicate; where there is none, what can be said without. */
class NcclGroupTest {
    private static final DeviceAndDtype CARD = new DeviceAndDtype("cuda", ScalarType.Float);

    @Test
    void join_deviceCudaWithoutItsNatives_saysWhatToDoBeforeAnybodyWaits() {
        Optional<String> missing = LibTorch.missing(ProcessGroupNCCL.class);
        Assumptions.assumeTrue(missing.isPresent(), "NCCL is here: nothing to refuse");
        Rendezvous nowhere = new Rendezvous("127.0.0.1", 1, 1, 2);
        assertThatThrownBy(() -> Communicator.join(Optional.of(nowhere), Duration.ofDays(1), CARD, _ -> {}))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll("connected by NCCL", missing.orElseThrow());
    }

    @Test
    void inWords_codeOfAVersion_isItsNumbers() {
        assertThat(NcclGroup.inWords(22903)).isEqualTo("2.29.3");
        assertThat(NcclGroup.inWords(22010)).isEqualTo("2.20.10");
    }

    @Test
    void join_alone_needsNoNccl() {
        try (Communicator alone = Communicator.join(Optional.empty(), Duration.ofDays(1), CARD, _ -> {})) {
            assertThat(alone).isInstanceOf(SingleProcess.class);
        }
    }

    @Test
    void settle_whatNobodyHasSet_isSet() {
        try (var _ = new PointerScope()) {
            torch.set_env("TORCH_NCCL_BLOCKING_WAIT", "0");
            NcclGroup.settle();
            assertThat(environment("TORCH_NCCL_ENABLE_MONITORING")).isEqualTo("0");
            assertThat(environment("TORCH_NCCL_BLOCKING_WAIT")).as("the user's").isEqualTo("0");
        }
    }

    private static String environment(String name) {
        StringOptional value = torch.get_env(name);
        return value.has_value() ? value.get().getString() : "";
    }

    /** The contract on the cards of this machine, two of them if there are. */
    @Nested
    class OfCards implements CommunicatorContract {
        @BeforeEach
        void requireCard() {
            Optional<String> missing = LibTorch.missing(ProcessGroupNCCL.class);
            Assumptions.assumeTrue(
                    missing.isEmpty() && DeviceAndDtype.cards() > 0,
                    () -> "NOT TESTED: cards that communicate by NCCL: " + missing.orElse("there is no card"));
        }

        @Override
        public int world() {
            return Math.min(2, DeviceAndDtype.cards());
        }

        @Override
        public String device() {
            return "cuda";
        }

        @Override
        public Communicator first(Rendezvous meeting, DeviceAndDtype placement) {
            return ConnectedProcesses.connect(meeting, LONG, placement, _ -> {}); // also of one
        }
    }
}
