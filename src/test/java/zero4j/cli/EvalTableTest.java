package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import zero4j.run.EvalRecord;

class EvalTableTest {
    private static final EvalRecord CHAIN_BEFORE = record(0, "nano-chain", 100, 30);
    private static final EvalRecord MAX_BEFORE = record(0, "nano-max", 50, 25);
    private static final EvalRecord CHAIN_AFTER = record(60, "nano-chain", 100, 70);

    @Test
    void of_twoBenchmarks_showsCountsIntervalsAndTheUnweightedMean() {
        List<String> lines =
                EvalTable.of(List.of(CHAIN_BEFORE, MAX_BEFORE)).lines().toList();

        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).contains("benchmark", "greedy", "avg@4", "pass@4");
        assertThat(lines.get(1)).contains("nano-chain", "30.0%", "30/100", "20.0-40.0");
        assertThat(lines.get(3)).contains("mean", "40.0%", "55/150");
    }

    @Test
    void of_greedyOnly_hasNoColumnsOfSamples() {
        EvalRecord greedy = new EvalRecord(0, "math500", 500, 250, 0.5, 0.45, 0.55, 0, 0, 0, 0, 0, 300, 0.1);

        assertThat(EvalTable.of(List.of(greedy)))
                .doesNotContain("avg@", "pass@", "mean")
                .contains("250/500", "10.0%");
    }

    @Test
    void beforeAndAfter_commonBenchmark_showsTheChangeInPoints() {
        String table = EvalTable.beforeAndAfter(List.of(CHAIN_BEFORE, MAX_BEFORE), List.of(CHAIN_AFTER));

        assertThat(table).contains("30.0%", "70.0%", "+40.0").doesNotContain("nano-max");
    }

    @Test
    void layOut_cellsOfDifferentWidth_alignsToTheRight() {
        assertThat(EvalTable.layOut(List.of(List.of("a", "long"), List.of("bc", "1")))
                        .lines())
                .containsExactly("a   long", "bc     1");
    }

    private static EvalRecord record(long step, String name, int questions, int correct) {
        double accuracy = (double) correct / questions;
        return new EvalRecord(
                step,
                name,
                questions,
                correct,
                accuracy,
                accuracy - 0.1,
                accuracy + 0.1,
                4,
                accuracy,
                0.1,
                0.9,
                0.8,
                42,
                0.05);
    }
}
