package zero4j.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.UserError;
import zero4j.torch.DeviceAndDtype;

class RendezvousTest {
    @Test
    void from_allVariables_readsThem() {
        assertThat(Rendezvous.from(
                        Map.of("MASTER_ADDR", "node-0", "MASTER_PORT", "29500", "RANK", "3", "WORLD_SIZE", "4")))
                .contains(new Rendezvous("node-0", 29500, 3, 4, 3, "RANK and WORLD_SIZE"));
    }

    @Test
    void from_torchrunWhoseAgentHoldsTheStore_isAGuestThereAtEachAttempt() {
        String variables = "RANK=0 WORLD_SIZE=2 LOCAL_RANK=0 MASTER_ADDR=a MASTER_PORT=1 TORCHELASTIC_RUN_ID=none"
                + " TORCHELASTIC_USE_AGENT_STORE=";
        assertThat(Rendezvous.from(environment(variables + "True TORCHELASTIC_RESTART_COUNT=3")))
                .map(Rendezvous::attempt)
                .contains(Optional.of("worker/attempt_3"));
        assertThat(Rendezvous.from(environment(variables + "False")))
                .map(Rendezvous::attempt)
                .contains(Optional.empty());
    }

    static Stream<Arguments> launchers() {
        return Stream.of(
                arguments(
                        "RANK=5 WORLD_SIZE=8 LOCAL_RANK=1 MASTER_ADDR=node-0 MASTER_PORT=29400 TORCHELASTIC_RUN_ID=none",
                        "rank 5 of 8, meeting at node-0:29400 (torchrun)",
                        1),
                arguments(
                        "RANK=1 WORLD_SIZE=2 LOCAL_RANK=1 MASTER_ADDR=127.0.0.1 MASTER_PORT=40001 ZERO4J_LAUNCHED=1",
                        "rank 1 of 2, meeting at 127.0.0.1:40001 (zero4j launch)",
                        1),
                arguments(
                        "SLURM_PROCID=9 SLURM_STEP_NUM_TASKS=16 SLURM_LOCALID=1 SLURM_JOB_ID=70123"
                                + " SLURM_STEP_NODELIST=gpu[007-009,12],big3 SLURM_JOB_NODELIST=other",
                        "rank 9 of 16, meeting at gpu007:29623 (Slurm)",
                        1),
                arguments(
                        "SLURM_PROCID=0 SLURM_STEP_NUM_TASKS=2 SLURM_LOCALID=0 SLURM_JOB_NODELIST=alpha,beta"
                                + " MASTER_PORT=3000",
                        "rank 0 of 2, meeting at alpha:3000 (Slurm)",
                        0),
                arguments(
                        "SLURM_PROCID=1 SLURM_STEP_NUM_TASKS=2 SLURM_LOCALID=0 SLURM_JOB_NODELIST=a-[1,3]-ib"
                                + " MASTER_ADDR=a-1",
                        "rank 1 of 2, meeting at a-1:29500 (Slurm)",
                        0),
                arguments(
                        "PET_NNODES=4 PET_NPROC_PER_NODE=1 PET_NODE_RANK=2 PET_MASTER_ADDR=job-node-0-0.job"
                                + " PET_MASTER_PORT=29500",
                        "rank 2 of 4, meeting at job-node-0-0.job:29500 (Kubeflow TrainJob)",
                        0),
                arguments(
                        "OMPI_COMM_WORLD_RANK=1 OMPI_COMM_WORLD_SIZE=2 OMPI_COMM_WORLD_LOCAL_RANK=1"
                                + " OMPI_COMM_WORLD_LOCAL_SIZE=2",
                        "rank 1 of 2, meeting at 127.0.0.1:29500 (Open MPI)",
                        1),
                arguments(
                        "OMPI_COMM_WORLD_RANK=3 OMPI_COMM_WORLD_SIZE=4 OMPI_COMM_WORLD_LOCAL_RANK=1"
                                + " OMPI_COMM_WORLD_LOCAL_SIZE=2 MASTER_ADDR=head",
                        "rank 3 of 4, meeting at head:29500 (Open MPI)",
                        1));
    }

    @ParameterizedTest
    @MethodSource("launchers")
    void from_launcher_readsItsVariables(String variables, String inWords, int localRank) {
        Rendezvous found = Rendezvous.from(environment(variables)).orElseThrow();

        assertThat(found.inWords()).isEqualTo(inWords);
        assertThat(found.localRank()).isEqualTo(localRank);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SLURM_PROCID=0 SLURM_NTASKS=4 SLURM_JOB_NODELIST=a,b", // the batch script itself, which is no step
                "MASTER_ADDR=a MASTER_PORT=1"
            })
    void from_noLauncher_isAlone(String variables) {
        assertThat(Rendezvous.from(environment(variables))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SLURM_STEP_NUM_TASKS=2 SLURM_PROCID=x | SLURM_PROCID is 'x'; SLURM_LOCALID is not set; names the host of rank 0
                    PET_NNODES=2 PET_NODE_RANK=0 PET_MASTER_ADDR=a PET_NPROC_PER_NODE=8 | PET_NPROC_PER_NODE is 8; start the program by `launch`
                    OMPI_COMM_WORLD_SIZE=4 OMPI_COMM_WORLD_RANK=1 OMPI_COMM_WORLD_LOCAL_RANK=0 OMPI_COMM_WORLD_LOCAL_SIZE=1 | mpirun -x MASTER_ADDR=HOST
                    """)
    void from_launcherWithoutWhatIsNeeded_saysWhat(String variables, String expected) {
        assertThatThrownBy(() -> Rendezvous.from(environment(variables)))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll(expected.split("; "));
    }

    private static Map<String, String> environment(String variables) {
        return Arrays.stream(variables.split(" "))
                .map(variable -> variable.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    @ParameterizedTest
    @CsvSource({"0, 4, '', 0", "3, 4, '', 3", "3, 8, '4,5,6,7', 3", "3, 1, 3, 0", "0, 1, '', 0"})
    void card_ofAProcess_isThatOfItsNumberUnlessALauncherShowsOne(int local, int cards, String visible, int card) {
        Rendezvous meeting = new Rendezvous("a", 1, local, 8, local, "torchrun");
        assertThat(meeting.card(cards, Map.of("CUDA_VISIBLE_DEVICES", visible))).isEqualTo(card);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, ''", "4, 4, '0,1,2,3'", "0, 0, ''"})
    void card_moreProcessesThanCards_isRefused(int local, int cards, String visible) {
        Rendezvous meeting = new Rendezvous("a", 1, local, 8, local, "torchrun");
        assertThatThrownBy(() -> meeting.card(cards, Map.of("CUDA_VISIBLE_DEVICES", visible)))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll("process " + local + " of this machine", "one process for each card");
    }

    @Test
    void placement_cpu_isTheCpuOfEveryProcess() {
        Optional<Rendezvous> third = Optional.of(new Rendezvous("a", 1, 3, 4));
        assertThat(Rendezvous.placement(third, "cpu", "bfloat16").toString()).isEqualTo("cpu bfloat16");
        assertThatThrownBy(() -> Rendezvous.placement(third, "gpu", "float32")).hasMessageContaining("device is 'gpu'");
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
                        "MASTER_ADDR is empty", "MASTER_PORT is 70000", "the rank is 2; it must be from 0 to 1");
        assertThatThrownBy(() -> new Rendezvous("a", 1, -1, 0))
                .hasMessageContainingAll("the rank is -1", "the number of processes is 0");
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
