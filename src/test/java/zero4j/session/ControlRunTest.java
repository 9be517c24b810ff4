package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.UserError;
import zero4j.recipe.Recipes;
import zero4j.report.RunReport;
import zero4j.run.CompletionRecord;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.run.StepRecord;

/** Short trainings of the bundled model by rewards that are controls. */
class ControlRunTest {
    @TempDir
    private Path folder = Path.of("");

    private static List<String> settings(String reward) {
        return List.of(
                "reward=" + reward,
                "rollout={prompts: 4, group_size: 4, max_new_tokens: 60}",
                "train={steps: 3, checkpoint_every: 1, keep_checkpoints: 0}",
                "eval={questions: 2, every: 0, samples: 2, max_new_tokens: 60}",
                "threads=1");
    }

    private RunFolder trained(String name, String reward, int stopAfter) {
        RunFolder run = new RunFolder(folder.resolve(name));
        List<StepRecord> heard = new ArrayList<>();
        var _ = TrainSession.of(Recipes.train(null, settings(reward)))
                .in(run.path())
                .listener(heard::add)
                .stopWhen(() -> heard.size() >= stopAfter)
                .run();
        return run;
    }

    private static List<Map<String, Double>> learnt(RunFolder run) {
        try (RunReader reader = RunReader.open(run.database())) {
            return reader.stepsAfter(0).stream().map(ControlRunTest::repeatable).toList();
        }
    }

    private static Map<String, Double> repeatable(StepRecord step) {
        Map<String, Double> kept = new TreeMap<>(step.metrics());
        kept.keySet().removeIf(name -> name.contains("second") || name.contains("memory") || name.equals("mfu"));
        return kept;
    }

    private static boolean correct(CompletionRecord record) {
        return record.outcome().equals("correct");
    }

    @ParameterizedTest
    @CsvSource({"random, toss of a coin", "inverted, finished answer that is wrong", "format-only, required format"})
    void run_ofAControl_recordsRewardAndAccuracyApart(String reward, String said) throws IOException {
        RunFolder run = trained("run", reward, 3);

        try (RunReader reader = RunReader.open(run.database())) {
            for (StepRecord step : reader.stepsAfter(0)) {
                List<CompletionRecord> kept = reader.completions(step.step());
                assertThat(kept).hasSize(16);
                assertThat(step.value(Metric.ACCURACY).orElseThrow())
                        .isEqualTo(kept.stream().filter(ControlRunTest::correct).count() / 16.0);
                assertThat(step.value(Metric.REWARD).orElseThrow())
                        .isEqualTo(kept.stream()
                                .mapToDouble(CompletionRecord::reward)
                                .average()
                                .orElseThrow());
                for (CompletionRecord record : kept) {
                    switch (reward) {
                        case "inverted" ->
                            assertThat(record.reward())
                                    .isEqualTo(record.outcome().equals("incorrect") ? 1 : 0);
                        case "format-only" ->
                            assertThat(record.reward()).isEqualTo(record.formatted() && !record.truncated() ? 1 : 0);
                        default -> assertThat(record.reward()).isIn(0.0, 1.0);
                    }
                }
            }
            assertThat(reader.stepsAfter(0))
                    .anyMatch(step -> step.value(Metric.REWARD).orElseThrow()
                            != step.value(Metric.ACCURACY).orElseThrow());
            assertThat(reader.completions("nano-chain", 0))
                    .as("evaluations are marked by what is right")
                    .isNotEmpty()
                    .allMatch(one -> one.reward() == (correct(one) ? 1 : 0));
        }
        String page = RunReport.of(List.of(run)).html();
        assertThat(page)
                .contains(
                        "with the reward " + reward, "Mind: the reward is a control: it pays 1", "reward and accuracy")
                .contains("Accuracy, which the verifier tells: ")
                .contains(said);
        assertThat(Files.readString(run.recipe())).contains("reward: " + reward + "\n");
    }

    @Test
    void resume_ofACoin_tossesTheSameAsIfItHadNotStopped() {
        RunFolder stopped = trained("stopped", "random", 2);
        var _ = TrainSession.resume(stopped.path()).run();

        assertThat(learnt(stopped)).hasSize(3).isEqualTo(learnt(trained("whole", "random", 3)));
    }

    @Test
    void resume_anotherControl_isRefused() throws IOException {
        RunFolder run = trained("run", "random", 1);
        String recipe = Files.readString(run.recipe());
        for (String other : List.of("inverted", "auto")) {
            Files.writeString(run.recipe(), recipe.replace("reward: random", "reward: " + other));
            assertThatExceptionOfType(UserError.class)
                    .isThrownBy(() -> TrainSession.resume(run.path()).run())
                    .withMessageContaining("reward was random and is " + other);
        }
    }

    @Test
    void eval_ofARunByAControl_marksByWhatIsRight() {
        RunFolder run = trained("run", "inverted", 1);

        List<String> warnings = new ArrayList<>();
        EvalListener hears = new EvalListener() {
            @Override
            public void warning(String text) {
                warnings.add(text);
            }
        };
        EvalSession asked = EvalSession.of(run.path().toString()).questions(1).output(folder.resolve("e"));
        try (EvalSetup setup = asked.listener(hears).prepare()) {
            assertThat(warnings)
                    .singleElement()
                    .asString()
                    .contains("the reward inverted is a control", "here answers are marked by boxed");
            assertThat(setup.reward().name()).isEqualTo("boxed");
        }
    }
}
