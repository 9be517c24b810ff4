package zero4j.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import zero4j.UserError;
import zero4j.torch.DeviceAndDtype;

class RendezvousTest {
    @Test
    void from_allVariables_readsThem() {
        assertThat(Rendezvous.from(
                        Map.of("MASTER_ADDR", "node-0", "MASTER_PORT", "29500", "RANK", "3", "WORLD_SIZE", "4")))
                .contains(new Rendezvous("node-0", 29500, 3, 4));
    }

    @Test
    void from_noVariables_isEmpty() {
        assertThat(Rendezvous.from(Map.of("MASTER_ADDR", "node-0"))).isEmpty();
    }

    @Test
    void from_missingAndWrong_namesAll() {
        assertThatThrownBy(() -> Rendezvous.from(Map.of("RANK", "one", "MASTER_PORT", "29500")))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll("MASTER_ADDR is not set", "RANK is 'one'", "WORLD_SIZE is not set")
                .hasMessageNotContaining("MASTER_PORT");
    }

    @Test
    void rendezvous_outOfRange_namesAll() {
        assertThatThrownBy(() -> new Rendezvous(" ", 70_000, 2, 2))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll(
                        "MASTER_ADDR is empty", "MASTER_PORT is 70000", "RANK is 2", "from 0 to WORLD_SIZE - 1, 1");
        assertThatThrownBy(() -> new Rendezvous("a", 1, -1, 0))
                .hasMessageContainingAll("RANK is -1", "WORLD_SIZE is 0");
    }

    @Test
    void join_oneProcess_changesNothing() {
        for (Optional<Rendezvous> alone :
                java.util.List.of(Optional.<Rendezvous>empty(), Optional.of(new Rendezvous("nowhere", 1, 0, 1)))) {
            try (Communicator single = Communicator.join(alone, Duration.ofSeconds(1));
                    var _ = new PointerScope()) {
                Tensor values = DeviceAndDtype.cpu(ScalarType.Float).floats(1, 2);
                single.sum(values);
                single.broadcast(values, 0);
                single.barrier();
                assertThat(DeviceAndDtype.toFloats(values)).containsExactly(1, 2);
                assertThat(single.sum(0.5, 3)).containsExactly(0.5, 3);
                assertThat(single.sum(7L)).containsExactly(7);
                assertThat(single.world() - single.rank()).isEqualTo(1);
            }
        }
    }
}
