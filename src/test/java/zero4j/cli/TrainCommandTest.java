package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.AtomicFile;
import zero4j.recipe.Recipes;
import zero4j.run.CompletionRecord;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.session.ModelArgument;
import zero4j.session.TrainSession;
import zero4j.session.TrainSetup;

/** Whole training runs through the command line, with a model too small to learn anything. */
class TrainCommandTest {
    @TempDir
    private static Path shared = Path.of("");

    @TempDir
    private Path runs = Path.of("");

    private final List<String> settings = new ArrayList<>();

    @BeforeAll
    static void pretrain() {
        TinyNanoModel.make(shared.resolve("model"));
    }

    @BeforeEach
    void chooseSettings() {
        settings.addAll(List.of(
                "--set=model=" + shared.resolve("model"),
                "--set=runs=" + runs,
                "--set=rollout={prompts: 2, group_size: 2, max_new_tokens: 4}",
                "--set=train={steps: 4, checkpoint_every: 2, keep_checkpoints: 0}",
                "--set=eval={questions: 1, every: 2, samples: 0, max_new_tokens: 4}"));
    }

    @Test
    void train_wholeRun_showsPlanStepsEvaluationsAndWhatToDoNext() {
        CommandRun run = train();

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("no std; clip 0.2/0.2; sum / 4")
                .contains("2 prompts x 2 samples = 4 responses -> 1 update a step, 4 steps")
                .contains("prompt 1", "before training", "evaluation after step 2", "greedy before")
                .contains("generate " + folder().path());
        assertThat(run.out().lines().filter(line -> line.matches(" +[1-4] +0\\.000 .*")))
                .hasSize(4);
        assertThat(run.err()).contains("nothing was learnt", "100 %", "no completion earned a reward");
        assertThat(folder().checkpointSteps()).containsExactly(2L, 4L);
        assertThat(folder().provenance()).isNotEmptyFile();
    }

    @Test
    void threads_notSaidForTheSampler_boundItToo() {
        List<String> chosen = List.of("model=" + shared.resolve("model"), "threads=1", "eval.suite=none");
        try (TrainSetup setup = TrainSession.of(Recipes.train(null, chosen)).prepare()) {
            assertThat(setup.rollout().workers()).isEqualTo(1);
        }
    }

    @Test
    void train_everyStep_asksOtherQuestions() {
        assertThat(train().code()).isZero();
        try (RunReader reader = RunReader.open(folder().database())) {
            List<String> asked = new ArrayList<>();
            for (long step = 1; step <= 4; step++) {
                reader.completions(step).stream()
                        .map(CompletionRecord::questionId)
                        .distinct()
                        .forEach(asked::add);
            }
            assertThat(asked).hasSize(8).doesNotHaveDuplicates();
        }
    }

    @Test
    void resume_runThatLostItsLastSteps_goesOnFromTheCheckpoint() throws IOException {
        assertThat(train().code()).isZero();
        AtomicFile.deleteFolder(folder().checkpoint(4));

        CommandRun resumed = CommandRun.of("resume", folder().path().toString());

        assertThat(resumed.code()).isZero();
        assertThat(resumed.out()).contains("from " + folder().checkpoint(2));
        assertThat(resumed.out().lines().filter(line -> line.matches(" +[1-4] +0\\.000 .*")))
                .hasSize(2);
        assertThat(folder().checkpointSteps()).containsExactly(2L, 4L);
        try (RunReader reader = RunReader.open(folder().database())) {
            assertThat(reader.stepsAfter(0)).hasSize(4);
            assertThat(reader.launches()).hasSize(2);
        }
    }

    @Test
    void train_noPromptIsShortEnough_isRefusedBeforeThereIsARun() {
        settings.add("--set=data.max_prompt_tokens=2");

        assertThat(train().err()).contains("makes a prompt of more than 2 tokens");
        settings.add("--dry-run");
        assertThat(train().err()).contains("makes a prompt of more than 2 tokens");
        assertThat(runs)
                .satisfiesAnyOf(
                        none -> assertThat(none).doesNotExist(),
                        empty -> assertThat(empty).isEmptyDirectory());
    }

    @Test
    void generate_runWithoutACheckpoint_isToldToGoOn() throws IOException {
        assertThat(train().code()).isZero();
        RunFolder run = folder();
        Files.delete(run.path().resolve("latest"));
        Files.move(run.checkpoints(), run.path().resolve("elsewhere"));

        assertThat(CommandRun.of("generate", run.path().toString(), "--prompt", "1")
                        .err())
                .contains("stopped before its first checkpoint; `resume " + run.path() + "`");
    }

    @Test
    void runsShow_onlyWrong_showsCompletions() {
        assertThat(train().code()).isZero();

        assertThat(CommandRun.of("runs", "show", folder().path().toString(), "--wrong")
                        .out())
                .contains("wrong completions shown");
    }

    @Test
    void header_questionsThatAreTooLong_areNotCounted() throws IOException {
        Path file = Files.writeString(runs.resolve("sums.jsonl"), """
                {"question": "What is 1+1?", "answer": "2"}
                {"question": "What is 1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1?", "answer": "24"}
                {"question": "What is 1+2?", "answer": "3"}
                """);
        settings.addAll(List.of("--dry-run", "--set=data.train=" + file));

        assertThat(train().out()).contains("sums (3 questions from \"question\", answers from \"answer\"); template");
        settings.add("--set=data.max_prompt_tokens=30");
        assertThat(train().out())
                .contains(
                        "sums (2 questions from \"question\", answers from \"answer\"; 1 left out, with prompts of more than"
                                + " 30 tokens); template");
    }

    @Test
    void resume_runKilledBehindItsLastCheckpoint_isPutInOrder() throws IOException {
        assertThat(train().code()).isZero();
        RunFolder run = folder();
        Files.writeString(run.path().resolve("latest"), "checkpoints/step-2\n");
        Path half = Files.createDirectory(run.checkpoints().resolve(".step-9.half.tmp"));

        assertThat(CommandRun.of("resume", run.path().toString()).out()).contains("is finished, after 4 steps");

        assertThat(run.path().resolve("latest")).hasContent("checkpoints/step-4");
        assertThat(half).doesNotExist();
    }

    @Test
    void resume_finishedRunToMoreSteps_trainsThem() {
        assertThat(train().code()).isZero();
        String run = folder().path().toString();

        CommandRun resumed = CommandRun.of("resume", run, "--steps", "5");

        assertThat(resumed.code()).isZero();
        assertThat(resumed.out()).contains("from " + folder().checkpoint(4));
        assertThat(folder().checkpointSteps()).contains(5L);
        assertThat(CommandRun.of("resume", run).out()).contains("is finished, after 5 steps. To go on: ");
        assertThat(CommandRun.of("resume", run, "--steps", "2").err()).contains("has done 5 steps");
    }

    @Test
    void resume_scheduleOfOtherSteps_isWarnedOf() {
        settings.add("--set=train.schedule=cosine");
        assertThat(train().code()).isZero();

        assertThat(CommandRun.of("resume", folder().path().toString(), "--steps", "5")
                        .err())
                .contains("train.steps was 4 and is 5: from here on the learning rate follows the schedule of 5 steps");
    }

    @Test
    void resume_modelOfAFinishedPretraining_saysThatItIsFinished() {
        CommandRun resumed = CommandRun.of("resume", shared.resolve("model").toString());

        assertThat(resumed.code()).isZero();
        assertThat(resumed.out()).contains(shared.resolve("model") + " is finished", "--set init=");
        assertThat(CommandRun.of("resume", shared.resolve("model.pretraining").toString())
                        .out())
                .contains(shared.resolve("model") + " is finished");
    }

    @Test
    void resume_rewardOfAJarThatIsNotThere_namesTheVariable() throws IOException {
        assertThat(train().code()).isZero();
        Files.writeString(
                folder().recipe(), Files.readString(folder().recipe()).replace("reward: auto", "reward: brief"));

        assertThat(CommandRun.of("resume", folder().path().toString()).err())
                .contains("reward is brief", "name its jar in ZERO4J_CLASSPATH");
    }

    @Test
    void evalAndGenerate_ofARun_sayWhichSettingsAreItsOwn() {
        settings.add("--set=template=r1");
        settings.add("--set=eval.suite=none");
        assertThat(train().code()).isZero();
        String run = folder().path().toString();
        String saved = runs.resolve("saved").toString();

        CommandRun evaluated = CommandRun.of("eval", run, "--questions=1", "--samples=1", "--output", saved);

        assertThat(evaluated.out())
                .contains("run        " + run + ", after 4 steps", "sampled by the vector engine")
                .contains("template r1 (from the run); greedy and 1 sample at temperature 1.0 (from the run)")
                .contains("reward     tag: ");
        assertThat(CommandRun.of("eval", run, "--questions=1", "--output", saved)
                        .err())
                .contains("holds a finished evaluation", "--overwrite");
        assertThat(CommandRun.of("eval", run, "--template=none", "--questions=1", "--overwrite", "--output", saved)
                        .out())
                .contains("template none; greedy");
        CommandRun generated = CommandRun.of("generate", run, "--prompt", "1", "--max-new-tokens", "2");
        assertThat(generated.code()).isZero();
        assertThat(generated.err()).contains("template r1 (from the run)");
        assertThat(CommandRun.of("generate", run, "--template=none", "--prompt", "1", "--max-new-tokens", "2")
                        .err())
                .isEmpty();
    }

    @Test
    void train_dryRun_showsSettingsPromptsAndGradesWithoutStarting() {
        settings.add("--dry-run");
        CommandRun run = train();

        assertThat(run.out())
                .contains("memory", "prompt 3", "reward 1.0, correct", "reward 0.0, no answer")
                .contains("group_size: 2", "clip_low: 0.2")
                .doesNotContain(": preset");
        assertThat(RunFolder.list(runs)).isEmpty();
    }

    @Test
    void train_unknownSettingAndBadValue_bothAreToldBeforeAnythingIsLoaded() {
        CommandRun run = CommandRun.of("train", "--set", "rollout.group_sise=3", "--set", "train.steps=many");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("did you mean rollout.group_size?", "train.steps is many");
    }

    @Test
    void train_unknownMetricToKeepTheBestBy_suggestsTheNearest() {
        CommandRun run = CommandRun.of("train", "--set", "train.keep_best=accuraccy");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("train.keep_best is accuraccy", "did you mean accuracy?");
    }

    @Test
    void train_keepBest_keepsItBesideTheNewestAndNamesIt() {
        settings.add("--set=train.checkpoint_every=1");
        settings.add("--set=train.keep_checkpoints=1");
        settings.add("--set=train.keep_best=-learning_rate");

        assertThat(train().code()).isZero();

        assertThat(folder().checkpointSteps())
                .as("warm-up: the first rate is the smallest")
                .containsExactly(1L, 4L);
        assertThat(folder().path().resolve("best")).hasContent("checkpoints/step-1");
        String best = folder().path().resolve("best").toString();
        assertThat(CommandRun.of("generate", best, "--prompt", "1", "--max-new-tokens", "1")
                        .code())
                .isZero();
        assertThat(ModelArgument.folder(best)).isEqualTo(folder().checkpoint(1));
    }

    @Test
    void bench_steps_measuresTheSameWorkEveryStep() {
        CommandRun run = CommandRun.of(
                "bench",
                "step",
                "--steps=2",
                "--warmup=1",
                "--set=rollout={prompts: 2, group_size: 4, max_new_tokens: 5}");

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("of 2 steps", "seconds_update", "median");
        assertThat(run.out()).containsPattern("length +5\\.000 +5\\.000 +5\\.000");
    }

    private CommandRun train() {
        List<String> arguments = new ArrayList<>(List.of("train"));
        arguments.addAll(settings);
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private RunFolder folder() {
        return RunFolder.list(runs).getFirst();
    }
}
