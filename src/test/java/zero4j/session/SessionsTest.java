package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.UserError;
import zero4j.cli.TinyNanoModel;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;
import zero4j.rollout.Completion;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.SamplingParams;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.run.StepRecord;
import zero4j.train.TrainListener;

/** The sessions as a Java program uses them, which prints for itself: nothing may come out of them. */
class SessionsTest {
    @TempDir
    private static Path shared = Path.of("");

    @TempDir
    private Path folder = Path.of("");

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    @BeforeAll
    static void makeModel() {
        TinyNanoModel.make(shared.resolve("model"));
    }

    @BeforeEach
    void catchWhatIsPrinted() {
        PrintStream caught = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(caught);
        System.setErr(caught);
    }

    @AfterEach
    void nothingIsPrinted() {
        System.setOut(out);
        System.setErr(err);
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    private TrainRecipe recipe(String... overrides) {
        List<String> all = new ArrayList<>(List.of(
                "model=" + shared.resolve("model"),
                "runs=" + folder.resolve("runs"),
                "rollout={prompts: 2, group_size: 4, max_new_tokens: 90}",
                "train={steps: 2, learning_rate: 0.01}",
                "eval.suite=none",
                "threads=1"));
        all.addAll(List.of(overrides));
        return Recipes.train(null, all);
    }

    @Test
    void train_rewardAsALambda_isWhatIsLearntFromAndTheListenerHearsEachStep() {
        List<StepRecord> steps = new ArrayList<>();

        TrainResult result = TrainSession.of(recipe())
                .reward((question, completion) -> completion.length())
                .listener(steps::add)
                .run();

        assertThat(result.finished()).isTrue();
        assertThat(result.step()).isEqualTo(2);
        assertThat(steps).extracting(StepRecord::step).containsExactly(1L, 2L);
        try (RunReader reader = RunReader.open(result.run().database())) {
            assertThat(reader.stepsAfter(0))
                    .extracting(step -> step.value(Metric.REWARD))
                    .isEqualTo(steps.stream()
                            .map(step -> step.value(Metric.REWARD))
                            .toList());
            assertThat(reader.completions(1))
                    .allSatisfy(c -> assertThat(c.reward()).isEqualTo(c.truncated() ? 0 : c.tokens()))
                    .anyMatch(c -> !c.truncated());
        }
        assertThat(steps.getFirst().value(Metric.GRAD_NORM).orElseThrow()).isPositive();
        assertThat(result.run().checkpointSteps()).containsExactly(2L);
    }

    @Test
    void train_askedToStop_savesAndResumesWithTheSameReward() {
        List<String> heard = new ArrayList<>();
        TrainResult stopped = TrainSession.of(recipe())
                .reward((_, completion) -> completion.length())
                .stopWhen(() -> true)
                .run();
        assertThat(stopped.finished()).isFalse();
        assertThat(stopped.step()).isZero();

        TrainResult end = TrainSession.resume(stopped.run().path())
                .reward((_, completion) -> completion.length())
                .listener(words(heard))
                .run();

        assertThat(end.finished()).isTrue();
        assertThat(heard).startsWith("resumed from none", "step 1");
        assertThat(TrainSession.resume(stopped.run().path()).run()).isEqualTo(end);
    }

    @Test
    void resume_withoutTheRewardThatAProgramGave_isRefused() {
        Path run = TrainSession.of(recipe())
                .reward((_, completion) -> completion.length())
                .stopWhen(() -> true)
                .run()
                .run()
                .path();

        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> TrainSession.resume(run).run())
                .withMessageContaining("was rewarded by 'own' until now, not by 'boxed'");
    }

    @Test
    void resume_withARewardOfAnotherName_isRefused() {
        Path run = TrainSession.of(recipe())
                .reward("long", (_, completion) -> completion.length())
                .stopWhen(() -> true)
                .run()
                .run()
                .path();

        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> TrainSession.resume(run)
                        .reward("short", (_, completion) -> -completion.length())
                        .run())
                .withMessageContaining("was rewarded by 'long' until now, not by 'short'");
    }

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
    void train_metricsThatNeedAPart_areThoseOfTheAlgorithmsThatHaveIt() {
        assertThat(needed("algorithm=grpo")).containsExactly(Metric.Needs.GROUPS);
        assertThat(needed("algorithm=grpo", "kl.estimator=k3", "kl.coefficient=0.1"))
                .containsExactly(Metric.Needs.KL, Metric.Needs.GROUPS);
        assertThat(needed("algorithm=ppo")).containsExactly(Metric.Needs.CRITIC);
        assertThat(needed("algorithm=reinforce")).isEmpty();
        assertThat(needed("algorithm=reinforce++")).containsExactly(Metric.Needs.KL, Metric.Needs.BATCH_STD);
        assertThat(needed("algorithm=lite-ppo")).containsExactly(Metric.Needs.GROUPS, Metric.Needs.BATCH_STD);
    }

    private Set<Metric.Needs> needed(String... overrides) {
        Set<Metric.Needs> needs = EnumSet.noneOf(Metric.Needs.class);
        List<String> all = new ArrayList<>(List.of("train.steps=1"));
        all.addAll(List.of(overrides));
        TrainSession.of(recipe(all.toArray(String[]::new)))
                .reward((_, completion) -> completion.length())
                .listener(step -> {
                    for (Metric metric : Metric.values()) {
                        boolean always = metric.needs() == Metric.Needs.NOTHING;
                        if (!always && step.value(metric).isPresent()) {
                            needs.add(metric.needs());
                        }
                    }
                })
                .run();
        return needs;
    }

    @Test
    void train_settingWithoutUse_isAWarningToTheListener() {
        List<String> heard = new ArrayList<>();

        TrainSession.of(recipe("lora.alpha=7", "train.steps=1"))
                .listener(words(heard))
                .run();

        assertThat(heard)
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("warning: lora.* changes nothing"),
                        second -> assertThat(second).isEqualTo("started"),
                        third -> assertThat(third).isEqualTo("step 1"),
                        fourth -> assertThat(fourth).isEqualTo("saved"));
    }

    private static TrainListener words(List<String> heard) {
        return new TrainListener() {
            @Override
            public void step(StepRecord record) {
                heard.add("step " + record.step());
            }

            @Override
            public void warning(String text) {
                heard.add("warning: " + text);
            }

            @Override
            public void started(RunFolder run) {
                heard.add("started");
            }

            @Override
            public void resumed(RunFolder run, Optional<Path> checkpoint) {
                heard.add("resumed from "
                        + checkpoint.map(Path::getFileName).map(Path::toString).orElse("none"));
            }

            @Override
            public void saved(Path checkpoint) {
                heard.add("saved");
            }
        };
    }

    @Test
    void compare_variantsOfSeedAndSetting_trainsEachInItsFolderAndNeitherTwice() throws IOException {
        List<Variant> variants = List.of(
                new Variant("seed-7", List.of(), OptionalLong.of(7)), Variant.of("long", "rollout.max_new_tokens=6"));
        List<VariantResult> ended = new ArrayList<>();
        CompareListener listener = new CompareListener() {
            @Override
            public void ended(VariantResult result) {
                ended.add(result);
            }
        };

        List<VariantResult> results = compare(variants).listener(listener).run();

        assertThat(results).isEqualTo(ended).allMatch(VariantResult::finished).noneMatch(VariantResult::before);
        assertThat(Files.readString(folder.resolve("cmp/seed-7/recipe.yaml"))).contains("seed: 7", "max_new_tokens: 4");
        assertThat(Files.readString(folder.resolve("cmp/long/recipe.yaml")))
                .contains("max_new_tokens: 6")
                .doesNotContain("seed: 7");
        assertThat(compare(variants).run()).allMatch(VariantResult::before);
    }

    private CompareSession compare(List<Variant> variants) {
        List<String> shared = List.of(
                "model=" + SessionsTest.shared.resolve("model"),
                "rollout={prompts: 2, group_size: 2, max_new_tokens: 4}",
                "train.steps=1",
                "eval.suite=none");
        return CompareSession.of(null, shared, variants, folder.resolve("cmp"));
    }

    @Test
    void compare_rewardAsALambda_isWhatEachVariantLearnsFrom() {
        List<VariantResult> results = compare(List.of(Variant.of("a"), Variant.of("b")))
                .reward((_, completion) -> 7)
                .run();

        assertThat(results).hasSize(2).allSatisfy(result -> {
            try (RunReader reader = RunReader.open(result.run().database())) {
                assertThat(reader.completions(1))
                        .isNotEmpty()
                        .allSatisfy(c -> assertThat(c.reward()).isEqualTo(c.truncated() ? 0 : 7));
            }
        });
    }

    @Test
    void compare_folderOfOtherSettings_isRefused() {
        compare(List.of(Variant.of("a"))).run();

        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> compare(List.of(Variant.of("a", "seed=9"))))
                .withMessageContaining("was begun with other settings")
                .withMessageNotContaining("--");
    }

    @Test
    void compare_twoVariantsOfOneName_isRefused() {
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> compare(List.of(Variant.of("a"), Variant.of("a"))))
                .withMessageContaining("two variants are called a");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> Variant.of("../a"))
                .withMessageContaining("a variant is called '../a'");
    }

    @Test
    void compare_namesThatAreOneFileSomewhere_areRefused() {
        for (List<String> names :
                List.of(List.of("Grpo", "grpo"), List.of("a", "A.svg"), List.of("compare"), List.of("Compare.md"))) {
            assertThatExceptionOfType(UserError.class)
                    .isThrownBy(() -> compare(names.stream().map(Variant::of).toList()))
                    .withMessageContaining("called");
        }
        assertThat(folder).isEmptyDirectory();
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
