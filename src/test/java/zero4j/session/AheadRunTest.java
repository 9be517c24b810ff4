package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.bench.BenchModel;
import zero4j.cli.TinyNanoModel;
import zero4j.dist.MeetingPlace;
import zero4j.dist.Rendezvous;
import zero4j.recipe.Recipes;
import zero4j.run.CompletionRecord;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.run.StepRecord;

/** Whole trainings whose rollouts run ahead of the learner. */
class AheadRunTest {
    private static final int STEPS = 6;

    @TempDir
    static Path shared = Path.of("");

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void makeModel() throws IOException {
        TinyNanoModel.make(shared.resolve("model"));
    }

    private static List<String> settings(int ahead, String... further) {
        List<String> settings = new ArrayList<>(List.of(
                "model=" + shared.resolve("model"),
                "data.train=nano:linear",
                "rollout={prompts: 3, group_size: 4, max_new_tokens: 6, ahead: " + ahead + "}",
                "train={steps: " + STEPS + ", learning_rate: 0.01, checkpoint_every: 0, warmup_steps: 2,"
                        + " responses_per_update: 6}",
                "eval.suite=none",
                "report=false",
                "dist.deadline=60",
                "threads=1"));
        settings.addAll(List.of(further));
        return settings;
    }

    private RunFolder run(String name) {
        return new RunFolder(folder.resolve(name));
    }

    private static RunFolder train(RunFolder run, int stopAfter, Optional<Rendezvous> meeting, List<String> settings) {
        List<StepRecord> heard = new ArrayList<>();
        var _ = TrainSession.of(Recipes.train(null, settings))
                .in(run.path())
                .joining(meeting)
                .reward(BenchModel::parity)
                .listener(heard::add)
                .stopWhen(() -> heard.size() == stopAfter)
                .run();
        return run;
    }

    private static RunFolder train(RunFolder run, int stopAfter, List<String> settings) {
        return train(run, stopAfter, Optional.empty(), settings);
    }

    private static List<Map<String, Double>> metrics(RunFolder run) {
        try (RunReader reader = RunReader.open(run.database())) {
            return reader.stepsAfter(0).stream()
                    .map(step -> {
                        Map<String, Double> counted = new TreeMap<>(step.metrics());
                        counted.keySet()
                                .removeIf(name -> name.startsWith("seconds_")
                                        || name.endsWith("per_second")
                                        || name.equals("native_memory_mb")
                                        || name.equals("mfu"));
                        return counted;
                    })
                    .toList();
        }
    }

    private static List<String> texts(RunFolder run) {
        List<String> texts = new ArrayList<>();
        try (RunReader reader = RunReader.open(run.database())) {
            for (long step = 1; step <= STEPS; step++) {
                for (CompletionRecord record : reader.completions(step)) {
                    texts.add(step + " " + record.questionId() + " " + record.text() + " " + record.reward());
                }
            }
        }
        return texts;
    }

    private static void assertSameModel(RunFolder run, RunFolder other) {
        assertThat(run.checkpoint(STEPS).resolve("model.safetensors"))
                .hasSameBinaryContentAs(other.checkpoint(STEPS).resolve("model.safetensors"));
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "2, 3", "2, 5"})
    void train_stoppedAndGoneOn_isTheRunThatWentThroughToTheBit(int ahead, int stopAfter) {
        RunFolder whole = train(run("whole"), STEPS, settings(ahead));
        RunFolder parts = train(run("parts"), stopAfter, settings(ahead));
        assertThat(parts.checkpoint(stopAfter).resolve("rollouts.json")).exists();
        train(parts, STEPS + 1, settings(ahead));

        assertThat(metrics(parts)).isEqualTo(metrics(whole));
        assertThat(metrics(whole).getLast())
                .containsEntry("rollout_age", (double) ahead)
                .containsEntry("stale", 1.0);
        assertThat(texts(parts)).isEqualTo(texts(whole)).hasSize(STEPS * 3 * 4);
        assertSameModel(parts, whole);
    }

    /** A small model drifts too little in few steps for the published caps, so weights have lower ones here. */
    @ParameterizedTest
    @CsvSource({
        "tis, correction.cap=1.1, true, false",
        "seq-tis, correction.cap=1.1, true, false",
        "icepop, correction.cap=1.1, false, true",
        "seq-mis, correction.cap=1.1, false, true",
        "seq-mask, train.learning_rate=0.01, false, true",
        "tis+seq-mask, 'correction={cap: 1.1, mask_low: 0.97, mask_high: 1.03}', true, true",
        "seq-tis+seq-mask, 'correction={cap: 1.1, mask_low: 0.97, mask_high: 1.03}', true, true",
        "icepop+seq-mask, 'correction={cap: 1.1, mask_low: 0.97, mask_high: 1.03}', false, true"
    })
    void train_corrected_capsOrLeavesOutWhatOlderWeightsSampled(
            String preset, String setting, boolean caps, boolean leavesOut) {
        List<Map<String, Double>> steps =
                metrics(train(run("run"), STEPS, settings(1, setting, "correction.preset=" + preset)));

        assertThat(steps)
                .hasSize(STEPS)
                .allSatisfy(step -> assertThat(step.values()).allMatch(Double::isFinite));
        assertThat(steps.getFirst()).containsEntry("corrected", 0.0);
        assertThat(steps).anyMatch(step -> value(step, "stale") == 1 && value(step, "grad_norm") > 0);
        assertThat(sum(steps, "correction_capped") > 0).isEqualTo(caps);
        assertThat(sum(steps, "correction_masked") > 0).isEqualTo(leavesOut);
    }

    private static double value(Map<String, Double> step, String metric) {
        return Objects.requireNonNull(step.get(metric));
    }

    private static double sum(List<Map<String, Double>> steps, String metric) {
        return steps.stream().mapToDouble(step -> value(step, metric)).sum();
    }

    @Test
    void train_storedRolloutsDamaged_isRefusedByName() throws IOException {
        RunFolder run = train(run("run"), 2, settings(1));
        Path stored = run.checkpoint(2).resolve("rollouts.json");
        Files.writeString(stored, Files.readString(stored).replaceFirst("\"reward\":", "\"reward\": 1"));
        assertThat(catchThrowable(() -> train(run, STEPS, settings(1))))
                .hasMessageContaining("rollouts.json has changed since it was saved");
    }

    /** LibTorch's engine samples the learner's own weights by turns, and others of its own ahead. */
    @Test
    void train_torch_isOfOlderWeightsThatNobodyChanges() {
        RunFolder run = train(run("torch"), 4, settings(1, "rollout.backend=torch", "train.responses_per_update=0"));
        try (RunReader reader = RunReader.open(run.database())) {
            List<StepRecord> steps = reader.stepsAfter(0);
            assertThat(steps).hasSize(4);
            assertThat(steps.getFirst().value(Metric.MISMATCH).orElseThrow()).isLessThan(1e-4);
            assertThat(steps.get(2).value(Metric.MISMATCH).orElseThrow())
                    .as("the drift of one step")
                    .isGreaterThan(1e-4);
        }
    }

    @Test
    void train_twoProcessesStoppedAndGoneOn_sampleTheCompletionsOfOne() {
        RunFolder alone = train(run("alone"), STEPS, settings(1));
        RunFolder together = run("together");
        trainTogether(together, 3);
        assertThat(together.checkpoint(3).resolve("rollouts.json")).exists();
        trainTogether(together, STEPS + 1);
        assertThat(texts(together)).isEqualTo(texts(alone));
    }

    private static void trainTogether(RunFolder run, int stopAfter) {
        try (MeetingPlace place = MeetingPlace.open()) {
            MeetingPlace.forEach(
                    List.of(0, 1),
                    rank -> train(run, rank == 0 ? stopAfter : -1, Optional.of(place.of(rank, 2)), settings(1)));
        }
    }
}
