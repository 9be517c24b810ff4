package zero4j.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.run.CompletionRecord;
import zero4j.run.EvalRecord;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.run.RunStore;
import zero4j.run.StepRecord;

/** What is read of a training whose numbers are made up. */
class RunMeasuresTest {
    private static final String WAIT = "1+1=3. Wait, let me recheck: 1+1=2. ";
    private static final String AGAIN = "Check again: 1+1=2. ";

    @TempDir
    Path folder = Path.of("");

    private RunMeasures measures() {
        return new RunMeasures(new RunFolder(folder));
    }

    private void write(List<StepRecord> steps) {
        try (RunStore store = RunStore.open(folder.resolve("run.db"))) {
            steps.forEach(step -> store.write(step, List.of()));
        }
    }

    private double value(String quantity) {
        try (RunMeasures measures = measures()) {
            return measures.value(Quantity.of(quantity).orElseThrow());
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 1", "19, 9", "20, 10", "25, 10", "100, 10", "150, 15", "1000, 100"})
    void ends_ofSteps_areATenthButAtLeastTenAndAtMostHalf(long steps, int ends) {
        assertThat(RunMeasures.ends(steps)).isEqualTo(ends);
    }

    @Test
    void metric_atItsEnds_isTheMeanOfTheStepsThatHaveIt() {
        List<StepRecord> steps = new ArrayList<>();
        for (int step = 1; step <= 40; step++) {
            steps.add(StepRecord.of(step, Map.of(Metric.REWARD, (double) step, Metric.KL, Double.NaN)));
        }
        steps.set(39, StepRecord.of(40, Map.of(Metric.REWARD, Double.NaN)));
        write(steps);

        assertThat(value("reward@first")).isEqualTo(5.5);
        assertThat(value("reward@last")).isEqualTo(35); // 31 to 39
        assertThat(value("reward@change")).isEqualTo(29.5);
        assertThat(value("kl@last")).isNaN();
        assertThat(value("entropy@first")).isNaN();
        try (RunMeasures measures = measures()) {
            assertThat(measures.curve("reward")).hasSize(39).startsWith(new RunReader.Point(1, 1));
            assertThat(measures.curve("kl")).isEmpty();
        }
    }

    @Test
    void rechecks_ofStoredCompletions_areCountedByVerdict() {
        try (RunStore store = RunStore.open(folder.resolve("run.db"))) {
            store.write(
                    StepRecord.of(1, Map.of()),
                    List.of(
                            MadeCompletion.trained(1, "a", 0, "1+1=2. " + AGAIN + AGAIN, 30, true),
                            MadeCompletion.trained(1, "a", 1, "1+1=2. ", 20, true),
                            MadeCompletion.trained(1, "a", 2, WAIT + WAIT + AGAIN, 60, false),
                            MadeCompletion.trained(1, "a", 3, "Check again and recheck: ", 9, false)));
            store.write(StepRecord.of(2, Map.of()), List.of(MadeCompletion.trained(2, "b", 0, WAIT, 30, false)));
        }

        assertThat(value("rechecks_right@first")).isEqualTo(1);
        assertThat(value("rechecks_wrong@first")).isEqualTo(1.5);
        assertThat(value("rechecks_wrong@last")).isEqualTo(1);
        assertThat(value("rechecks_wrong@change")).isEqualTo(-0.5);
        assertThat(value("rechecks_right@last")).isNaN();
        try (RunMeasures measures = measures()) {
            assertThat(measures.curve("rechecks_right")).containsExactly(new RunReader.Point(1, 1));
            assertThat(measures.firstGroups(10)).hasSize(2);
            assertThat(measures.firstGroups(1).getFirst().getFirst().completions())
                    .startsWith(new ExpectedDrift.Completion(true, 2, true, 30, 1))
                    .hasSize(4);
        }
    }

    @Test
    void evaluations_beforeAndAfter_areMeansOverBenchmarksAndLengthsOverSamples() {
        try (RunStore store = RunStore.open(folder.resolve("run.db"))) {
            store.write(List.of(score(0, "a", 0.2, 0.1), score(0, "b", 0.4, 0.3)), asked(0, 50, 60));
            store.write(StepRecord.of(1, Map.of()), List.of());
            store.write(List.of(score(1, "a", 0.9, 0.8), score(1, "b", 0.5, 0.4)), asked(1, 40, 200));
        }

        assertThat(value("greedy@before")).isCloseTo(0.3, within(1e-12));
        assertThat(value("greedy@after")).isCloseTo(0.7, within(1e-12));
        assertThat(value("greedy@change")).isCloseTo(0.4, within(1e-12));
        assertThat(value("avg@change")).isCloseTo(0.4, within(1e-12));
        assertThat(value("right_length@before")).isEqualTo(50);
        assertThat(value("right_length@change")).isEqualTo(-10);
        assertThat(value("wrong_length@after")).isEqualTo(201);
    }

    @Test
    void evaluations_onlyBefore_haveNothingAfter() {
        try (RunStore store = RunStore.open(folder.resolve("run.db"))) {
            store.write(List.of(score(0, "a", 0.2, 0.1)), asked(0, 50, 60));
            store.write(StepRecord.of(1, Map.of()), List.of());
        }

        assertThat(value("greedy@before")).isEqualTo(0.2);
        assertThat(value("greedy@after")).isNaN();
        assertThat(value("wrong_length@change")).isNaN();
    }

    private static EvalRecord score(long step, String benchmark, double greedy, double avg) {
        return new EvalRecord(step, benchmark, 10, 2, greedy, 0, 1, 2, avg, 0, 1, 1, 50, 0);
    }

    /** The greedy completion is much longer, and one question was never asked. */
    private static List<CompletionRecord> asked(long step, int right, int wrong) {
        return List.of(
                made(step, "a", "1", 0, 0, 999, true, "eos"),
                made(step, "a", "2", 0, 1, right, true, "eos"),
                made(step, "a", "2", 1, 1, wrong, false, "length"),
                made(step, "b", "3", 0, 1, wrong + 2, false, "eos"),
                made(step, "b", "4", 0, 1, 0, false, "length"));
    }

    private static CompletionRecord made(
            long step,
            String benchmark,
            String question,
            int sample,
            double temperature,
            int tokens,
            boolean right,
            String end) {
        return MadeCompletion.of(
                step, Optional.of(benchmark), question, sample, temperature, "1+1=2.", tokens, right, end);
    }
}
