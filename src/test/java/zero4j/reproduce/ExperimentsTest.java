package zero4j.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import zero4j.UserError;
import zero4j.data.Question;
import zero4j.reproduce.world.GeneratedQuestions;
import zero4j.reproduce.world.TextPart;

class ExperimentsTest {
    static final List<String> NAMES = Experiments.NAMES;
    static final List<String> WITH_EXAMPLES = List.of(Experiments.BASES, "table1", "fig3");

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @FieldSource("NAMES")
    void read_bundled_isUnderstood(String name) {
        Experiment experiment = Experiments.read(name);

        assertThat(experiment.name()).isEqualTo(name);
        assertThat(experiment.title()).isNotBlank();
        assertThat(experiment.claims()).isNotEmpty();
        assertThat(Declared.problems(experiment)).isEmpty();
    }

    @Test
    void parse_little_leavesTheRestEmpty() {
        Experiment experiment =
                Experiments.parse("a", "a.yaml", "title: A\nseeds: 3\narms: {one: {seed: 4, algorithm: grpo}}\n");

        assertThat(experiment.tables()).isEmpty();
        assertThat(experiment.quick().arms()).isEmpty();
        assertThat(experiment.paper()).isEmpty();
        assertThat(experiment.arms().get("one")).containsEntry("seed", "4");
    }

    @Test
    void parse_settingsInSections_haveTheirWholeKeys() {
        Experiment experiment = Experiments.parse("a", "a.yaml", """
                title: A
                train: {eval: {suite: [a, b], samples: 2}, kl.reference: , lora: {rank: 4}}
                arms: {one: {objective: {clip_low: 0.1}}, two: }
                models: {m: {init: new, settings: {train: {tokens: 5}}}}
                tables: [{models: [m], settings: {verifier: {form: any}}}]
                quick: {train: {train: {steps: 3}}}
                """);

        assertThat(experiment.train())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("eval.suite", "a,b", "eval.samples", "2", "kl.reference", "", "lora.rank", "4"));
        assertThat(experiment.arms())
                .containsEntry("one", Map.of("objective.clip_low", "0.1"))
                .containsEntry("two", Map.of());
        assertThat(Objects.requireNonNull(experiment.models().get("m")).settings())
                .containsExactly(Map.entry("train.tokens", "5"));
        assertThat(experiment.tables().getFirst().settings()).containsExactly(Map.entry("verifier.form", "any"));
        assertThat(experiment.quick().train()).containsExactly(Map.entry("train.steps", "3"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clams: []|a.yaml:2: unknown key clams; it must be one of title, paper, here, seeds, models, questions, templates, train, arms, tables, passes, claims, pictures, quick; did you mean claims?",
                "arm: {}|a.yaml:2: unknown key arm; it must be one of title, paper,",
                "name: b|a.yaml:2: unknown key name; it must be one of title, paper, here, seeds, models,",
                "quick: {steps: 2}|a.yaml:2: unknown key quick.steps; it must be one of seeds, arms, train",
                "claims: [{sayz: It is.}]|a.yaml:2: unknown key claims[0].sayz; it must be one of says, paper, quantity, subject, than, expect, within, cause; did you mean says?",
                "seeds: many|a.yaml:2: seeds is 'many'; it must be a whole number",
                "seeds: 2.5|a.yaml:2: seeds is '2.5'; it must be a whole number",
                "claims: [{expect: bigger}]|a.yaml:2: claims[0].expect is 'bigger'; it must be one of more, less, same",
                "claims: [{expect: les}]|must be one of more, less, same; did you mean less?",
                "claims: [{within: wide}]|claims[0].within is 'wide'; it must be a number",
                "claims: [{says: [a]}]|claims[0].says is a list; it must be a text",
                "questions: {q: [{test: yess}]}|a.yaml:2: questions.q[0].test is 'yess'; it must be true or false",
                "questions: {q: [{questions: 99999999999}]}|q[0].questions is '99999999999'; it must be a whole number",
                "questions: {q: {kind: chain}}|questions.q is keys and values; it must be a list: begin each",
                "tables: {t: {models: [a]}}|a.yaml:2: tables is keys and values; it must be a list: begin each of its items with `- `",
                "tables: [{models: a}]|tables[0].models is 'a'; it must be a list",
                "passes: [{temperatures: [warm]}]|passes[0].temperatures[0] is 'warm'; it must be a number",
                "models: {m: none}|models.m is 'none'; it must be keys and values",
                "arms: [one]|arms is a list; it must be keys and values"
            })
    void parse_whatDoesNotFit_saysWhereWhatItIsAndWhatMustBe(String line, String told) {
        assertThatThrownBy(() -> Experiments.parse("a", "a.yaml", "title: A\n" + line + "\n"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(told)
                .message()
                .doesNotContain("java.", "zero4j.", "\n");
    }

    @Test
    void parse_partThatCannotBe_saysWhereAndWhatIsAllowed() {
        String yaml =
                "title: A\nquestions:\n  q:\n    - {kind: chain, questions: 3}\n    - {kind: gess, questions: 0}\n";

        assertThatThrownBy(() -> Experiments.parse("a", "a.yaml", yaml))
                .isInstanceOf(UserError.class)
                .hasMessage("a.yaml:5: questions.q[1].questions is 0; it must be from 1 to 10000000\n"
                        + "a.yaml:5: questions.q[1].kind is gess; it must be nano:FAMILY, or one of equations, lists, working, examples,"
                        + " exercises, hasty, chain, guess; did you mean guess?");
    }

    @ParameterizedTest
    @CsvSource({"kind: chain, 2000000000, 10000000", "'kind: chain, test: true', 2000000, 100000 where they are a test"
    })
    void parse_moreQuestionsThanAMemoryHas_isRefused(String kind, int questions, String most) {
        String yaml = "title: A\nquestions: {q: [{" + kind + ", questions: " + questions + "}]}\n";

        assertThatThrownBy(() -> Experiments.parse("a", "a.yaml", yaml))
                .hasMessage("a.yaml:2: questions.q[0].questions is " + questions + "; it must be from 1 to " + most);
    }

    @Test
    void read_whatIsNoExperiment_saysWhatItIs() throws IOException {
        Path other = Files.writeString(folder.resolve("notes.txt"), "title: A\n");

        assertThatThrownBy(() -> Experiments.read(folder.toString())).hasMessageContaining(folder + " is a folder;");
        assertThatThrownBy(() -> Experiments.read(other.toString()))
                .hasMessageContaining("notes.txt does not end in .yaml");
        assertThatThrownBy(() -> Experiments.read("fig66.yaml"))
                .hasMessageContaining("there is no file fig66.yaml")
                .hasMessageContaining("did you mean fig6?");
        assertThatThrownBy(() -> Experiments.read("fig66"))
                .hasMessageContaining("there is no experiment fig66")
                .hasMessageContaining("all, list (alone");
    }

    @Test
    void parse_partOfText_readsAllItsFields() {
        String yaml = """
                title: A
                models:
                  base:
                    init: new
                    text:
                      - {kind: chain, documents: 10, steps: [3, 4], operators: +, slips: 0.2, silent: true, template: r1}
                      - {kind: guess, documents: 5, recheck: 0.5}
                """;

        assertThat(Objects.requireNonNull(
                                Experiments.parse("a", "a.yaml", yaml).models().get("base"))
                        .text())
                .containsExactly(
                        new TextPart("chain", 10, List.of(3, 4), "+", 0.2, true, 0, "r1"),
                        new TextPart("guess", 5, List.of(), "", 0, false, 0.5, ""));
    }

    @Test
    void read_fig1_isFig6() {
        assertThat(Experiments.read("fig1")).isEqualTo(Experiments.read("fig6"));
    }

    @ParameterizedTest
    @CsvSource({
        "fig6, the name of one that the program brings",
        "Fig1, the name of one that the program brings",
        "bases, the name of one that the program brings",
        "all, the name of one that the program brings",
        "runs, something else in the folder of what is made",
        "Models, something else in the folder of what is made",
        "mine-quick, something else in the folder of what is made",
        "mine-1-seed, something else in the folder of what is made",
        "mine-quick-5-seeds, something else in the folder of what is made",
        "reproduce.lock, something else in the folder of what is made",
        "README, something else in the folder of what is made",
        ".., something else in the folder of what is made"
    })
    void read_fileWhoseNameIsTaken_isRefused(String name, String why) throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".yaml"), "title: A\n");

        assertThatThrownBy(() -> Experiments.read(file.toString()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(why)
                .hasMessageContaining("give the file another name");
    }

    @Test
    void read_file_isCalledAsItAndSaysWhereItIs() throws IOException {
        Path file = Files.writeString(folder.resolve("quick-one.yaml"), "title: A\n");
        Experiment mine = Experiments.read(file.toString());

        assertThat(mine.name()).isEqualTo("quick-one");
        assertThat(mine.file()).isEqualTo(file.toString());
        assertThat(mine.chosen(1, true).file()).isEqualTo(file.toString());
        assertThat(Experiments.read("fig6").file()).isEmpty();
    }

    @Test
    void read_bases_declaresModelsAndScoresAllOfThem() {
        Experiment bases = Experiments.read(Experiments.BASES);

        assertThat(bases.arms()).isEmpty();
        assertThat(bases.tables())
                .singleElement()
                .satisfies(table -> assertThat(table.models())
                        .containsExactlyElementsOf(bases.models().keySet()));
        assertThat(bases.templates()).containsKey("4-shot");
    }

    /** Who is shown a question with its answer must not be asked it. */
    @ParameterizedTest
    @FieldSource("WITH_EXAMPLES")
    void templates_withExamples_showNoTestQuestion(String name) {
        Experiment experiment = Experiments.read(name);
        String shown = String.join("\n", experiment.templates().values());

        assertThat(experiment.questions().values().stream()
                        .filter(parts -> parts.getFirst().test())
                        .flatMap(parts -> GeneratedQuestions.of(parts, 1).questions().stream())
                        .map(Question::text))
                .isNotEmpty()
                .noneMatch(shown::contains);
    }
}
