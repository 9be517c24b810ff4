package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import zero4j.UserError;
import zero4j.rollout.Completion;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.SamplingParams;

/** A model that is there: evaluated, exported and asked. */
class ModelSessionsTest extends SilentSessions {
    @Test
    void evaluate_goingOnWithARewardOfAnotherName_isRefused() {
        assertThatThrownBy(() -> evaluation("named")
                        .reward("long", (_, completion) -> completion.length())
                        .listener(killingAfter(20))
                        .run())
                .isInstanceOf(RuntimeException.class);

        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> evaluation("named")
                        .reward("short", (_, completion) -> -completion.length())
                        .run())
                .withMessageContaining("reward was \"long\" and is \"short\"");
    }

    @Test
    void evaluate_folder_scoresAndSaves() {
        EvalResult result = EvalSession.of(shared.resolve("model").toString())
                .questions(2)
                .samples(2)
                .maxNewTokens(90)
                .reward((_, completion) -> completion.length())
                .output(folder.resolve("eval"))
                .run();

        assertThat(result.evaluation().results()).hasSize(5).allSatisfy(benchmark -> {
            assertThat(benchmark.questions()).isEqualTo(2);
        });
        assertThat(result.evaluation().meanAvgAtK()).isPositive();
        assertThat(result.output().resolve("completions.jsonl")).isNotEmptyFile();
    }

    private EvalSession evaluation(String output) {
        return EvalSession.of(shared.resolve("model").toString())
                .questions(3)
                .samples(3)
                .maxNewTokens(12)
                .compute(new Compute("cpu", "float32", 1, Compute.DEFAULT.engine(), 1))
                .output(folder.resolve(output));
    }

    /** Ends the evaluation as a kill does: in the middle of a call of the engine. */
    private static EvalListener killingAfter(int completions) {
        AtomicInteger heard = new AtomicInteger();
        return new EvalListener() {
            @Override
            public RolloutBackend.Progress sampling(long all) {
                return _ -> {
                    if (heard.incrementAndGet() > completions) {
                        throw new IllegalStateException("killed");
                    }
                };
            }
        };
    }

    @Test
    void evaluate_killedInTheMiddle_goesOnAndEndsAsIfItHadNot() throws IOException {
        evaluation("whole").run();
        assertThatThrownBy(() -> evaluation("killed").listener(killingAfter(31)).run())
                .isInstanceOf(RuntimeException.class);
        Path unfinished = folder.resolve("killed/unfinished.jsonl");
        assertThat(unfinished).isNotEmptyFile();
        assertThat(folder.resolve("killed/evaluation.json")).doesNotExist();
        List<String> lines = Files.readAllLines(unfinished);
        // A group of which two of three samples are there, and half a line.
        Files.writeString(
                unfinished,
                String.join("\n", lines.subList(0, 11)) + "\n" + lines.get(11).substring(0, 40));
        List<Long> kept = new ArrayList<>();

        evaluation("killed")
                .listener(new EvalListener() {
                    @Override
                    public void resumed(long count, long all) {
                        kept.add(count);
                    }
                })
                .run();

        assertThat(kept).containsExactly(9L); // three greedy ones and two groups
        assertThat(folder.resolve("killed/completions.jsonl"))
                .hasSameTextualContentAs(folder.resolve("whole/completions.jsonl"));
        assertThat(folder.resolve("killed/evaluation.json"))
                .hasSameTextualContentAs(folder.resolve("whole/evaluation.json"));
        assertThat(unfinished).doesNotExist();
        assertThat(folder.resolve("killed/unfinished.json")).doesNotExist();
    }

    @Test
    void evaluate_askedToStop_endsBehindTheCallAndGoesOnToTheSameEnd() throws IOException {
        evaluation("undisturbed").run();
        AtomicInteger asked = new AtomicInteger();
        List<String> heard = new ArrayList<>();

        EvalResult stopped = evaluation("stopped")
                .stopWhen(() -> asked.incrementAndGet() > 5)
                .listener(new EvalListener() {
                    @Override
                    public void stopped(EvalResult result, long kept, long all) {
                        heard.add(kept + " of " + all);
                    }
                })
                .run();

        assertThat(stopped.finished()).isFalse();
        // Of five benchmarks of 3 questions, greedy 3 and then 2 and 1 of them with 3 samples each: a benchmark and two
        // calls.
        assertThat(stopped.evaluation().results()).hasSize(1);
        assertThat(heard).containsExactly("21 of 60");
        assertThat(evaluation("stopped").resume().run().finished()).isTrue();
        assertThat(folder.resolve("stopped/completions.jsonl"))
                .hasSameTextualContentAs(folder.resolve("undisturbed/completions.jsonl"));
        assertThat(folder.resolve("stopped/evaluation.json"))
                .hasSameTextualContentAs(folder.resolve("undisturbed/evaluation.json"));
    }

    @Test
    void evaluate_resumeWhereNothingIsUnfinished_isRefused() {
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> evaluation("none").resume().run())
                .withMessage("there is no unfinished evaluation in " + folder.resolve("none"));
        evaluation("done").run();
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> evaluation("done").resume().run())
                .withMessageEndingWith("done: the one there is finished");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> EvalSession.of("nano").resume().run())
                .withMessageContaining("name the folder of its output");
    }

    @Test
    void evaluate_unfinishedOneOfOtherSettings_isRefusedByTheirNames() {
        assertThatThrownBy(() -> evaluation("other").listener(killingAfter(20)).run())
                .isInstanceOf(RuntimeException.class);

        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> evaluation("other").temperature(0.5).seed(9).run())
                .withMessageContaining("seed was 1 and is 9")
                .withMessageContaining("temperature was 1.0 and is 0.5")
                .withMessageNotContaining("template");
    }

    @Test
    void export_model_isOneThatLoadsAndSaysTheSame() {
        Path model = shared.resolve("model");

        assertThat(Export.model(model.toString(), folder.resolve("exported"))).isEqualTo(model);

        try (LoadedModel exported = LoadedModel.open(folder.resolve("exported").toString());
                LoadedModel original = LoadedModel.open(model.toString())) {
            int[] tokens = original.prompt("What is 3*2 mod 10?").tokens();
            assertThat(exported.tokenizer()).isPresent();
            assertThat(exported.logprobs(tokens)).isEqualTo(original.logprobs(tokens));
        }
    }

    @Test
    void export_adapterOfAModelWithoutOne_isRefused() {
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> Export.adapter(shared.resolve("model").toString(), folder.resolve("adapter")))
                .withMessageContaining("there is no adapter in " + shared.resolve("model"))
                .withMessageNotContaining("--");
        assertThat(folder.resolve("adapter")).doesNotExist();
    }

    @Test
    void loadedModel_generatesAndScores_logprobsAgree() {
        try (LoadedModel model = LoadedModel.open(shared.resolve("model").toString())) {
            Prompt prompt = model.prompt("What is 3*2 mod 10?");

            Completion completion = model.generate(prompt, SamplingParams.greedy(5));

            int[] whole = new int[prompt.tokens().length + completion.length()];
            System.arraycopy(prompt.tokens(), 0, whole, 0, prompt.tokens().length);
            System.arraycopy(completion.tokens(), 0, whole, prompt.tokens().length, completion.length());
            float[] scored = model.logprobs(whole);
            for (int i = 0; i < completion.length(); i++) {
                assertThat(scored[prompt.tokens().length - 1 + i])
                        .isCloseTo(completion.logprobs()[i], within(1e-4f));
            }
            assertThat(model.logits(whole, 0)).hasSize(model.config().vocabSize());
        }
    }
}
