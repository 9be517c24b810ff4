package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.AtomicFile;
import zero4j.algorithm.Presets;
import zero4j.recipe.Recipes;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;

/** Comparisons through the command line, with a model too small to learn anything. */
class CompareCommandTest {
    @TempDir
    private static Path shared = Path.of("");

    @TempDir
    private Path to = Path.of("");

    @BeforeAll
    static void pretrain() {
        TinyNanoModel.make(shared.resolve("model"));
    }

    @Test
    void compare_twoAlgorithms_trainsBothAndWritesTableAndCharts() throws IOException {
        CommandRun run = compare("dr-grpo,grpo");

        assertThat(run.err()).doesNotContain("error");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("== dr-grpo (1 of 2)", "== grpo (2 of 2)", "reward first 1 ", "avg@1 before")
                .contains("no std", "std");
        assertThat(Files.readString(to.resolve("compare.md")))
                .contains(
                        "| dr-grpo | 3 | 0.000 | 0.000 |",
                        "| grpo | 3 |",
                        "![reward, length and entropy by step](grpo.svg)",
                        "Whether it learned cannot be told from chance: mean reward 0.000 in the first of 3 steps, 0.000 in the last; greedy");
        for (String chart : List.of("compare.svg", "dr-grpo.svg", "grpo.svg")) {
            assertThat(to.resolve(chart)).content().endsWith("</svg>\n").hasSizeLessThan(40_000);
        }
        assertThat(to.resolve("compare.svg")).content().contains(">dr-grpo</text>", ">grpo</text>");
        assertThat(to.resolve("compare.html"))
                .content()
                .contains("2 runs beside each other", "What differs in their settings");
        assertThat(RunFolder.list(to)).extracting(RunFolder::name).containsExactly("dr-grpo", "grpo");
        assertThat(new RunFolder(to.resolve("grpo")).provenance()).isNotEmptyFile();
    }

    @Test
    void compare_all_trainsByEveryPreset() {
        CommandRun run = compare("all", "--set=train.responses_per_update=2");

        assertThat(run.err()).doesNotContain("error");
        assertThat(run.code()).isZero();
        assertThat(RunFolder.list(to)).extracting(RunFolder::name).containsExactlyInAnyOrderElementsOf(Presets.names());
    }

    @Test
    void compare_varied_trainsEachCombinationAndTellsControls() throws IOException {
        CommandRun run = compare("dr-grpo", "--vary=reward=auto,random,inverted,format-only", "--vary=seed=1,2");

        assertThat(run.err()).doesNotContain("error");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains(
                        "== dr-grpo+random+seed2 (4 of 8)",
                        "control    random: the reward is a control: it pays 1 or 0")
                .contains("control    inverted: ", "control    format-only: ", "accuracy first 1")
                .doesNotContain("control    auto");
        assertThat(Recipes.train(new RunFolder(to.resolve("dr-grpo+inverted+seed2")).recipe(), List.of()))
                .matches(recipe -> recipe.reward().equals("inverted") && recipe.seed() == 2);
        assertThat(to.resolve("compare.html"))
                .content()
                .contains("dr-grpo+random+seed1: the reward is a control", "accuracy first");
        assertThat(to.resolve("compare.md")).content().contains("| dr-grpo+format-only+seed1 | 3 |");
        assertThat(CommandRun.of(
                                "runs",
                                "show",
                                to.resolve("dr-grpo+random+seed1").toString())
                        .out())
                .containsPattern("control +random: the reward is a control: it pays 1 or 0 by the toss of a coin");
    }

    @Test
    void compare_varyWithoutValues_isRefused() {
        for (String wrong : List.of("reward", "reward=", "reward=auto,,random", "=1")) {
            CommandRun run = compare("dr-grpo", "--vary=" + wrong);
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).contains("it must be written key=value,value");
        }
        assertThat(compare("dr-grpo", "--vary=seed=1,1").err()).contains("two variants are called dr-grpo+seed1");
        assertThat(to).isEmptyDirectory();
    }

    @Test
    void compare_again_trainsOnlyWhatIsNotFinished() throws IOException {
        assertThat(compare("dr-grpo,grpo").code()).isZero();
        AtomicFile.deleteFolder(new RunFolder(to.resolve("grpo")).checkpoint(3));

        CommandRun again = compare("dr-grpo,grpo");

        assertThat(again.code()).isZero();
        assertThat(again.out())
                .contains("finished before: " + to.resolve("dr-grpo"))
                .doesNotContain("before: " + to.resolve("grpo"));
        assertThat(launches("dr-grpo")).isEqualTo(1);
        assertThat(launches("grpo")).isEqualTo(2);
    }

    @Test
    void compare_otherSettingsInTheSameFolder_isRefused() {
        assertThat(compare("dr-grpo").code()).isZero();

        CommandRun other = compare("dr-grpo", "--set=seed=7");

        assertThat(other.code()).isEqualTo(1);
        assertThat(other.err()).contains("was begun with other settings", "give the same ones, or another folder");
    }

    @Test
    void compare_aTrainingThatFails_isToldAndTheOthersAreStillTrained() throws IOException {
        RunFolder broken = new RunFolder(to.resolve("dr-grpo"));
        Files.createDirectories(broken.path());
        Files.writeString(broken.database(), "this is no database, and long enough to be read as one");

        CommandRun run = compare("dr-grpo,grpo");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("error: dr-grpo: ", "not finished: dr-grpo. The same command");
        assertThat(run.out()).contains("== grpo (2 of 2)");
        assertThat(launches("grpo")).isEqualTo(1);
    }

    @Test
    void compare_unknownAlgorithm_suggestsTheNearest() {
        CommandRun run = compare("dr-grop");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("there is no algorithm 'dr-grop'", "did you mean dr-grpo?");
        assertThat(to).isEmptyDirectory();
    }

    @Test
    void compare_algorithmThatCannotBegin_isToldAndTheOthersAreTrained() {
        CommandRun run = compare("dr-grpo,reinforce", "--set=rollout.group_size=1");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .contains("error: dr-grpo: ", "rollout.group_size is 1", "not finished: dr-grpo. The same command");
        assertThat(launches("reinforce")).isEqualTo(1);
        assertThat(to.resolve("dr-grpo")).doesNotExist();
    }

    @Test
    void compare_settingThatNoneUnderstands_isToldOnce() {
        CommandRun run = compare("dr-grpo,grpo", "--set=train.stepz=1");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).containsOnlyOnce("unknown key train.stepz");
        assertThat(to).isEmptyDirectory();
    }

    @Test
    void compare_modelChangedSinceAVariantWasFinished_isToldByItsName() throws IOException {
        Path model = shared.resolve("changing");
        TinyNanoModel.make(model);
        assertThat(compare("dr-grpo", "--set=model=" + model).code()).isZero();
        Files.writeString(model.resolve("tokenizer_config.json"), "\n", StandardOpenOption.APPEND);

        CommandRun again = compare("dr-grpo,grpo", "--set=model=" + model);

        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err())
                .contains(
                        "error: dr-grpo: the model's file " + model.resolve("tokenizer_config.json") + " has changed");
        assertThat(launches("grpo")).isEqualTo(1);
    }

    @Test
    void compare_noAlgorithmOrOneTwice_isRefused() {
        assertThat(CommandRun.of("compare", "--to=" + to).code()).isEqualTo(2);
        for (String twice : List.of("grpo,grpo", "all,grpo")) {
            CommandRun run = compare(twice);
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).containsAnyOf("named twice", "every algorithm already");
        }
        assertThat(to).isEmptyDirectory();
    }

    private int launches(String algorithm) {
        try (RunReader reader = RunReader.open(new RunFolder(to.resolve(algorithm)).database())) {
            return reader.launches().size();
        }
    }

    private CommandRun compare(String algorithms, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "compare",
                algorithms,
                "--to=" + to,
                "--steps=3",
                "--set=model=" + shared.resolve("model"),
                "--set=rollout={prompts: 2, group_size: 2, max_new_tokens: 4}",
                "--set=eval={questions: 1, every: 0, samples: 1, max_new_tokens: 4}"));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }
}
