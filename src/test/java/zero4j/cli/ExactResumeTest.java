package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.AtomicFile;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.StepRecord;

/** A run that is stopped and resumed ends with the same bits as one that is not. The reward is made so that it does learn. */
class ExactResumeTest {
    @TempDir
    private static Path folder = Path.of("");

    private static RunFolder whole = new RunFolder(Path.of(""));

    @BeforeAll
    static void trainWithoutAStop() {
        TinyNanoModel.make(folder.resolve("model"));
        whole = newRun("whole");
        train(whole, Integer.MAX_VALUE);
    }

    private static RunFolder newRun(String name) {
        return RunFolder.create(folder.resolve("runs"), name, LocalDateTime.of(2026, 1, 1, 0, 0));
    }

    /** Trains until so many steps have been heard of since the start, or to the end. */
    private static void train(RunFolder run, int stopAfter, String... further) {
        List<String> settings = new ArrayList<>(List.of(
                "model=" + folder.resolve("model"),
                "rollout={prompts: 3, group_size: 4, max_new_tokens: 6}",
                "train={steps: 6, responses_per_update: 6, epochs: 2, learning_rate: 0.01, schedule: cosine,"
                        + " checkpoint_every: 2, keep_checkpoints: 0}",
                "eval.suite=none",
                "threads=2"));
        settings.addAll(List.of(further));
        List<StepRecord> heard = TinyRun.train(run, settings, stopAfter);
        if (stopAfter == Integer.MAX_VALUE) {
            assertThat(heard)
                    .allSatisfy(step -> assertThat(step.value(Metric.GRAD_NORM).orElseThrow())
                            .isPositive());
        }
    }

    private static void assertSameEnd(RunFolder run) throws IOException {
        assertSameEnd(run, whole);
    }

    private static void assertSameEnd(RunFolder run, RunFolder whole) throws IOException {
        for (String file : List.of("model.safetensors", "optimizer.safetensors", "trainer.json")) {
            assertThat(Files.mismatch(
                            run.checkpoint(6).resolve(file), whole.checkpoint(6).resolve(file)))
                    .as(file)
                    .isEqualTo(-1);
        }
        assertThat(TinyRun.repeatable(run)).isEqualTo(TinyRun.repeatable(whole));
        assertThat(Files.mismatch(
                        whole.checkpoint(6).resolve("model.safetensors"),
                        whole.checkpoint(4).resolve("model.safetensors")))
                .as("training changes the weights")
                .isNotNegative();
    }

    @Test
    void resume_afterAStopAtACheckpoint_endsWithTheSameBits() throws IOException {
        RunFolder run = newRun("stopped");
        train(run, 2);
        assertThat(run.checkpointSteps()).containsExactly(2L);
        train(run, Integer.MAX_VALUE);
        assertSameEnd(run);
    }

    @Test
    void resume_afterTwoStopsBetweenCheckpoints_endsWithTheSameBits() throws IOException {
        RunFolder run = newRun("stopped-twice");
        train(run, 3);
        train(run, 2);
        assertThat(run.checkpointSteps()).containsExactly(2L, 3L, 4L, 5L);
        train(run, Integer.MAX_VALUE);
        assertSameEnd(run);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "algorithm=ppo kl.estimator=k1-reward critic.lambda=0.9 train.activation_checkpointing=true",
                "algorithm=dapo rollout.dynamic_sampling=3 lora.rank=2",
                "algorithm=reinforce++-baseline train.old_logprobs=learner kl.offload=true train.workers=1"
            })
    void resume_otherAlgorithms_endsWithTheSameBits(String settings) throws IOException {
        String[] further = settings.split(" ");
        RunFolder straight = newRun("straight");
        train(straight, Integer.MAX_VALUE, further);
        RunFolder run = newRun("interrupted");
        train(run, 3, further);
        train(run, Integer.MAX_VALUE, further);
        assertSameEnd(run, straight);
    }

    @Test
    void resume_afterAKillInTheMiddleOfACheckpoint_usesTheLastCompleteOne() throws IOException {
        RunFolder run = newRun("killed");
        train(run, 4);
        AtomicFile.deleteFolder(run.checkpoint(4));
        Path half = Files.createDirectory(run.checkpoints().resolve(".step-4.half.tmp"));
        Files.writeString(half.resolve("config.json"), "{");

        train(run, Integer.MAX_VALUE);

        assertSameEnd(run);
        assertThat(half).as("left-overs of a killed checkpoint are removed").doesNotExist();
    }
}
