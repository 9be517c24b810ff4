package zero4j.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import zero4j.run.Metric;

class AheadBenchTest {
    @Test
    void run_byTurnsAndAhead_tellsWhoWaitsAndWhatIsLearnt() {
        List<String> warnings = new ArrayList<>();
        AheadBench bench = new AheadBench(
                List.of("rollout={prompts: 2, group_size: 2}", "eval.questions=1", "eval.samples=1"),
                List.of(0, 1),
                1,
                3,
                List.of());
        List<AheadBench.Training> trainings = bench.run(warnings::add, _ -> {});
        assertThat(trainings).extracting(AheadBench.Training::ahead).containsExactly(0, 1);
        assertThat(trainings.get(1).records())
                .extracting(step -> step.value(Metric.ROLLOUT_AGE).orElseThrow())
                .containsExactly(0.0, 1.0, 1.0);
        assertThat(trainings).allSatisfy(each -> {
            assertThat(each.seconds()).isPositive();
            assertThat(each.records()).hasSize(3);
        });
        assertThat(bench.table(trainings).text().lines())
                .hasSize(3)
                .last()
                .asString()
                .startsWith("1 ");
        assertThat(AheadBench.before(trainings)).startsWith("before training: greedy ");
        assertThat(warnings).isEmpty();
    }
}
