package zero4j.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.recipe.Recipes;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.RunStore;
import zero4j.run.StepRecord;
import zero4j.session.TrainResult;

/** What is said of a run in which little happened. */
class TrainReportTest {
    @TempDir
    Path runs;

    /** @param steps the value of each metric in each of several steps */
    private String warning(int steps, Map<Metric, Double> values) {
        RunFolder folder = RunFolder.create(runs, "x", LocalDateTime.of(2026, 1, 1, 0, 0));
        try (RunStore store = RunStore.open(folder.database())) {
            Map<Metric, Double> all = new EnumMap<>(Metric.class);
            all.putAll(Map.of(Metric.REWARD, 1.0, Metric.GRAD_NORM, 0.0, Metric.UPDATE_NORM, 0.0));
            all.putAll(values);
            for (int step = 1; step <= steps; step++) {
                store.write(StepRecord.of(step, all), List.of());
            }
        }
        StringWriter err = new StringWriter();
        TrainReport.print(
                new PrintWriter(new StringWriter()),
                new PrintWriter(err, true),
                new TrainResult(folder, steps, true),
                Recipes.train());
        return err.toString();
    }

    @Test
    void print_groupsDeadWithoutAGradient_saysThatNothingWasLearnt() {
        assertThat(warning(4, Map.of(Metric.DEAD_GROUPS, 1.0)))
                .contains("nothing was learnt. In all 4 steps every group was dead (100 %)", "earned the same");
        assertThat(warning(1, Map.of(Metric.DEAD_GROUPS, 1.0, Metric.REWARD, 0.0)))
                .contains("nothing was learnt. In the only step every group", "no completion earned a reward");
    }

    @Test
    void print_noGradientWithoutGroups_saysThatNothingWasLearnt() {
        assertThat(warning(2, Map.of(Metric.REWARD, 0.0)))
                .contains("nothing was learnt. In all 2 steps there was no gradient: no completion earned a reward");
    }

    @Test
    void print_runThatEnded_saysHowToSeeItAgain() {
        RunFolder folder = RunFolder.create(runs.resolve("mine"), "x", LocalDateTime.of(2026, 1, 1, 0, 0));
        try (RunStore store = RunStore.open(folder.database())) {
            store.write(StepRecord.of(1, Map.of(Metric.REWARD, 0.5)), List.of());
        }
        for (boolean finished : List.of(true, false)) {
            StringWriter out = new StringWriter();
            TrainReport.print(
                    new PrintWriter(out, true),
                    new PrintWriter(new StringWriter()),
                    new TrainResult(folder, 1, finished),
                    Recipes.train());
            assertThat(out.toString()).contains("./zero4j dashboard " + runs.resolve("mine"));
        }
    }

    @Test
    void print_weightsMoved_isSilent() {
        Map<Metric, Double> moved = Map.of(Metric.GRAD_NORM, 0.1, Metric.UPDATE_NORM, 1e-9);
        assertThat(warning(2, moved)).isEmpty();
    }

    @Test
    void print_onlyDivergenceMovedTheWeights_saysThatNoRewardWasLearntFrom() {
        assertThat(warning(2, Map.of(Metric.DEAD_GROUPS, 1.0, Metric.GRAD_NORM, 0.1, Metric.UPDATE_NORM, 1e-3)))
                .contains("no reward was learnt from")
                .doesNotContain("nothing was learnt");
    }

    @Test
    void print_gradientThatMovedNothing_namesTheLearningRate() {
        assertThat(warning(2, Map.of(Metric.GRAD_NORM, 0.1))).contains("nothing was learnt", "train.learning_rate");
    }

    @Test
    void print_nothingApplied_saysWhy() {
        assertThat(warning(2, Map.of(Metric.SKIPPED_UPDATES, 1.0)))
                .contains("nothing was learnt", "not finite", "skipped_updates");
    }
}
