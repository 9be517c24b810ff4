package zero4j.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import zero4j.report.Table;
import zero4j.run.StepRecord;

class StepBenchTest {
    @Test
    void run_fewSteps_countsThoseBehindTheWarmUp() {
        List<Integer> planned = new ArrayList<>();
        StepBench bench = new StepBench(
                "nano", List.of("rollout.prompts=2", "rollout.group_size=2", "rollout.max_new_tokens=4"), 1, 2);

        List<StepRecord> counted =
                bench.run(_ -> {}, setup -> planned.add(setup.recipe().train().steps()));

        assertThat(planned).containsExactly(3);
        assertThat(counted).extracting(StepRecord::step).containsExactly(2L, 3L);
        Table table = StepBench.table(counted);
        assertThat(table.header()).containsExactly("of 2 steps", "median", "fastest", "slowest", "unit");
        assertThat(table.rows())
                .extracting(List::getFirst)
                .contains("step", "seconds_rollout", "seconds_reward", "seconds_update", "learn_tokens_per_second");
    }
}
