package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zero4j.UserError;
import zero4j.bench.BenchModel;
import zero4j.data.Question;
import zero4j.recipe.Recipes;
import zero4j.reward.RewardFunction;
import zero4j.reward.ScoredCompletion;
import zero4j.rollout.Completion;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.StepRecord;
import zero4j.session.TrainSession;
import zero4j.train.TrainListener;

/** Updates whose loss is not finite, from rewards that are not: not applied, kept to be looked at, and too many end the run. */
class NonFiniteTest {
    @TempDir
    private static Path model = Path.of("");

    @TempDir
    private Path runs = Path.of("");

    private final List<StepRecord> heard = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    @BeforeAll
    static void pretrain() {
        TinyNanoModel.make(model.resolve("model"));
    }

    private RunFolder newRun() {
        return RunFolder.create(runs, "x", LocalDateTime.of(2026, 1, 1, 0, 0));
    }

    /** Trains 6 steps of two updates; in some steps every question has a completion with an infinite reward. */
    private void train(RunFolder run, Set<Long> badSteps) {
        List<String> settings = List.of(
                "model=" + model.resolve("model"),
                "rollout={prompts: 2, group_size: 4, max_new_tokens: 6}",
                "train={steps: 6, responses_per_update: 4, learning_rate: 0.01, checkpoint_every: 1, keep_checkpoints: 0,"
                        + " max_nonfinite_steps: 2, warmup_steps: 0}",
                "eval.suite=none",
                "threads=1");
        AtomicLong step = new AtomicLong(run.checkpointSteps().size() + 1);
        TrainListener listener = new TrainListener() {
            @Override
            public void step(StepRecord record) {
                heard.add(record);
                step.set(record.step() + 1);
            }

            @Override
            public void notApplied(long at, String why) {
                warnings.add(at + ": " + why);
            }
        };
        TrainSession.of(Recipes.train(null, settings))
                .in(run.path())
                .reward(real -> infiniteAt(BenchModel.parity(real), () -> badSteps.contains(step.get())))
                .listener(listener)
                .run();
    }

    private static RewardFunction infiniteAt(RewardFunction real, java.util.function.BooleanSupplier bad) {
        return new RewardFunction() {
            @Override
            public String name() {
                return "infinite";
            }

            @Override
            public ScoredCompletion score(Question question, Completion completion) {
                ScoredCompletion scored = real.score(question, completion);
                return bad.getAsBoolean()
                        ? new ScoredCompletion(
                                completion, Double.POSITIVE_INFINITY, scored.verdict(), false, Optional.empty())
                        : scored;
            }
        };
    }

    @Test
    void nonFiniteLoss_oneStep_leavesWeightsAndMomentsAloneAndKeepsTheBatch() throws IOException {
        RunFolder run = newRun();
        train(run, Set.of(3L));

        for (String file : List.of("model.safetensors", "optimizer.safetensors")) {
            assertThat(run.checkpoint(3).resolve(file))
                    .hasSameBinaryContentAs(run.checkpoint(2).resolve(file));
        }
        assertThat(Files.mismatch(
                        run.checkpoint(6).resolve("model.safetensors"),
                        run.checkpoint(3).resolve("model.safetensors")))
                .as("learning goes on after it")
                .isNotNegative();
        assertThat(heard.stream().map(s -> s.value(Metric.SKIPPED_UPDATES).orElseThrow()))
                .containsExactly(0.0, 0.0, 2.0, 0.0, 0.0, 0.0);
        assertThat(warnings)
                .containsExactly(
                        "3: the loss is NaN in update 1; its batch is in "
                                + run.nonFinite().resolve("step-3-update-1"),
                        "3: the loss is NaN in update 2; its batch is in "
                                + run.nonFinite().resolve("step-3-update-2"));
        assertBatch(run, run.nonFinite().resolve("step-3-update-2"));
    }

    private static void assertBatch(RunFolder run, Path dump) throws IOException {
        JsonNode summary = JsonMapper.shared().readTree(Files.readString(dump.resolve("summary.json")));
        assertThat(summary.get("step").asLong()).isEqualTo(3);
        assertThat(summary.get("update").asInt()).isEqualTo(2);
        assertThat(summary.get("loss").asString()).isEqualTo("NaN");
        assertThat(summary.get("not_finite").asString()).isEqualTo("the loss is NaN");
        assertThat(summary.get("learning_rate").asDouble()).isEqualTo(0.01);
        assertThat(summary.get("last_checkpoint").asString())
                .isEqualTo(run.checkpoint(2).toString());
        List<String> lines = Files.readAllLines(dump.resolve("sequences.jsonl"));
        assertThat(lines).hasSize(4);
        for (String text : lines) {
            JsonNode line = JsonMapper.shared().readTree(text);
            int response = line.get("tokens").size() - line.get("prompt_length").asInt();
            assertThat(line.get("question").asString()).isNotEmpty();
            assertThat(line.get("advantages").size()).isEqualTo(response);
            assertThat(line.get("advantages").get(0).asString()).isEqualTo("NaN");
            assertThat(line.get("micro_batch_loss").asString()).isEqualTo("NaN");
            for (int i = 0; i < response; i++) {
                assertThat(line.get("learner_logprobs").get(i).asDouble())
                        .isNegative()
                        .isCloseTo(
                                line.get("sampler_logprobs").get(i).asDouble(),
                                org.assertj.core.api.Assertions.within(1e-4));
            }
        }
    }

    @Test
    void nonFiniteLoss_tooManyStepsInARow_endsTheRunAlsoAfterAResumption() {
        RunFolder run = newRun();
        Set<Long> bad = Set.of(2L, 4L, 5L);
        String last = "step 5: the loss is NaN in update 2; its batch is in "
                + run.nonFinite().resolve("step-5-update-2");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> train(run, bad))
                .withMessageStartingWith(last)
                .withMessageContaining("in 2 steps in a row (train.max_nonfinite_steps)")
                .withMessageContaining("The last good checkpoint is " + run.checkpoint(4));
        assertThat(run.checkpointSteps()).containsExactly(1L, 2L, 3L, 4L);

        heard.clear();
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> train(run, bad))
                .withMessageStartingWith(last);
        assertThat(heard).extracting(StepRecord::step).containsExactly(5L);

        train(run, Set.of());
        assertThat(run.checkpointSteps()).hasSize(6);
    }
}
