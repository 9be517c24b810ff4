package zero4j.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.UserError;
import zero4j.dist.Rendezvous;

class LaunchPlanTest {
    private static final String TRAIN_JOB =
            "PET_NNODES=3 PET_NPROC_PER_NODE=4 PET_NODE_RANK=2 PET_MASTER_ADDR=job-node-0-0.job"
                    + " PET_MASTER_PORT=29500";

    private static LaunchPlan plan(Optional<Integer> processes, String environment) {
        return LaunchPlan.of(processes, Optional.empty(), Optional.empty(), Optional.empty(), variables(environment));
    }

    private static Map<String, String> variables(String environment) {
        Map<String, String> variables = new HashMap<>();
        Arrays.stream(environment.split(" "))
                .filter(word -> !word.isEmpty())
                .map(word -> word.split("=", 2))
                .forEach(word -> variables.put(word[0], word[1]));
        return variables;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                ''                                                                                    | 2 | 1 | 0 | ''
                RANK=1 WORLD_SIZE=3 LOCAL_RANK=0 MASTER_ADDR=first MASTER_PORT=1234                   | 2 | 3 | 1 | first:1234
                RANK=0 WORLD_SIZE=1 LOCAL_RANK=0 MASTER_ADDR=first MASTER_PORT=1234                   | 2 | 1 | 0 | ''
                SLURM_PROCID=1 SLURM_STEP_NUM_TASKS=2 SLURM_LOCALID=0 SLURM_STEP_NODELIST=gpu[07-08]  | 8 | 2 | 1 | gpu07:29500
                OMPI_COMM_WORLD_RANK=1 OMPI_COMM_WORLD_SIZE=2 OMPI_COMM_WORLD_LOCAL_RANK=0 MASTER_ADDR=a | 2 | 2 | 1 | a:29500
                PET_NNODES=2 PET_NPROC_PER_NODE=auto PET_NODE_RANK=1 PET_MASTER_ADDR=pod-0            | 4 | 2 | 1 | pod-0:29500
                PET_NNODES=2 PET_NPROC_PER_NODE=4 PET_NODE_RANK=1 PET_MASTER_ADDR=a RANK=1 WORLD_SIZE=8 MASTER_ADDR=a | 4 | 2 | 1 | a:29500
                """)
    void machines_ofOtherLaunchers_areTheirRanks(
            String environment, int processes, int nodes, int node, String master) {
        assertThat(plan(Optional.of(processes), environment))
                .isEqualTo(new LaunchPlan(
                        processes, nodes, node, Optional.of(master).filter(place -> !place.isEmpty())));
    }

    @Test
    void processes_ofTrainJob_areThoseOfItsPod() {
        LaunchPlan pod = plan(Optional.empty(), TRAIN_JOB);

        assertThat(pod).isEqualTo(new LaunchPlan(4, 3, 2, Optional.of("job-node-0-0.job:29500")));
        Map<String, String> last = new HashMap<>(variables(TRAIN_JOB));
        LaunchPlan.FOREIGN.forEach(last::remove);
        last.putAll(pod.environment(3, pod.meeting()));
        assertThat(Rendezvous.from(last))
                .contains(new Rendezvous("job-node-0-0.job", 29500, 11, 12, 3, "zero4j launch"));
    }

    @Test
    void machines_givenAsOptions_areNotAskedOfLaunchers() {
        assertThat(LaunchPlan.of(
                        Optional.of(2), Optional.of(4), Optional.of(3), Optional.of("a:1"), variables(TRAIN_JOB)))
                .isEqualTo(new LaunchPlan(2, 4, 3, Optional.of("a:1")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                ''                                      | --processes is not given; it must be the number
                PET_NPROC_PER_NODE=auto PET_NNODES=1    | PET_NPROC_PER_NODE is 'auto'
                """)
    void processes_notGiven_areAnError(String environment, String message) {
        assertThatThrownBy(() -> plan(Optional.empty(), environment))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 0, '', --processes is 0; it must be at least 1",
        "1, 0, 0, '', --nodes is 0; it must be at least 1",
        "1, 2, 2, a:1, --node is 2; it must be from 0 to 1",
        "1, 2, 0, '', --master is not given; it must be the host of node 0",
        "1, 2, 0, a, --master is a; it must be HOST:PORT",
        "1, 2, 0, a:port, --master is a:port; it must be HOST:PORT"
    })
    void plan_impossible_saysWhatIsWrong(int processes, int nodes, int node, String master, String message) {
        Optional<String> place = Optional.of(master).filter(given -> !given.isEmpty());

        assertThatThrownBy(() -> new LaunchPlan(processes, nodes, node, place))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(message);
    }

    @Test
    void environment_ofAlone_meetsOnAnotherPortAtEveryStart() {
        LaunchPlan plan = plan(Optional.of(2), "");

        assertThat(plan.environment(1, "127.0.0.1:123"))
                .containsEntry("MASTER_ADDR", "127.0.0.1")
                .containsEntry("MASTER_PORT", "123")
                .containsEntry("RANK", "1")
                .containsEntry("LOCAL_WORLD_SIZE", "2");
        assertThat(plan.meeting()).isNotEqualTo(plan.meeting()).startsWith("127.0.0.1:");
    }

    @Test
    void names_ofManyRanks_areEquallyLong() {
        LaunchPlan plan = new LaunchPlan(6, 2, 1, Optional.of("a:1"));

        assertThat(plan.name(0)).isEqualTo("rank  6");
        assertThat(plan.name(5)).isEqualTo("rank 11");
    }

    @Test
    void words_ofSeveralMachines_nameThisOne() {
        assertThat(new LaunchPlan(6, 2, 1, Optional.of("a:1")).inWords())
                .isEqualTo("6 processes on machine 1 of 2, meeting at a:1");
        assertThat(new LaunchPlan(1, 1, 0, Optional.empty()).inWords()).isEqualTo("1 process");
    }
}
