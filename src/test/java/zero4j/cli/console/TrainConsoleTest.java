package zero4j.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import zero4j.run.Metric;
import zero4j.run.StepRecord;

class TrainConsoleTest {
    private static final long SECOND = 1_000_000_000;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final AtomicLong clock = new AtomicLong(5 * SECOND);
    private final TrainConsole console =
            new TrainConsole(new PrintWriter(out, true), new PrintWriter(err, true), 10, 0, false, clock::get);

    @Test
    void step_several_haveOneTitle() {
        step(1);
        step(2);

        assertThat(out.toString().lines().filter(line -> line.startsWith("step")))
                .hasSize(1);
    }

    @Test
    void step_afterTwoSecondsEach_estimatesTheRemainingTime() {
        clock.addAndGet(100 * SECOND);
        step(1);
        step(2);
        step(3);
        step(4);

        assertThat(out.toString().lines().toList().getLast()).endsWith(" 12s");
    }

    @Test
    void step_firstTwo_estimateNothing() {
        step(1);
        step(2);

        assertThat(out.toString().lines().skip(2))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).endsWith(" -"));
    }

    @Test
    void step_ofAResumedRun_estimatesByItsOwnStepsOnly() {
        step(6);
        step(7);
        step(8);

        assertThat(out.toString().lines().toList().getLast()).endsWith(" 4s");
    }

    @Test
    void sampling_rolloutWithoutTerminal_isSilent() {
        console.sampling("rollout", 4);

        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void saved_checkpoint_isNamed() {
        console.saved(Path.of("runs", "x", "checkpoints", "step-4"));

        assertThat(out.toString()).contains("step-4");
    }

    @Test
    void stopWords_atEveryPoint_sayWhatIsFinishedFirst() {
        assertThat(console.stopWords()).isEqualTo("stopping before the next step");
        console.sampling("evaluation", 4);
        assertThat(console.stopWords()).isEqualTo("stopping: the evaluation before training is finished first");
        step(1);
        assertThat(console.stopWords()).isEqualTo("stopping: this step is finished and saved first");
        console.sampling("evaluation", 4);
        assertThat(console.stopWords())
                .isEqualTo("stopping: the evaluation after step 1 is finished and the step saved first");
    }

    private void step(long number) {
        console.sampling("rollout", 4);
        clock.addAndGet(2 * SECOND);
        console.step(StepRecord.of(number, Map.of(Metric.REWARD, 0.5)));
    }
}
