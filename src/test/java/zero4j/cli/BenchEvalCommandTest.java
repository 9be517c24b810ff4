package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The bench at its smallest. */
class BenchEvalCommandTest {
    @Test
    void eval_fewQuestions_printsThePairsAndTheMedianOfTheirRatios() {
        CommandRun run = CommandRun.of("bench", "eval", "--questions=2", "--samples=1", "--repeats=2", "--threads=1");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out().lines()).hasSize(4);
        assertThat(run.out().lines()).last().asString().matches("median +20 +\\d+ +\\d+ +\\d+\\.\\d %");
    }

    @Test
    void eval_noRepeats_isAUserError() {
        assertThat(CommandRun.of("bench", "eval", "--repeats=0").err()).contains("--repeats");
    }
}
