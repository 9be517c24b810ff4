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

    @Test
    void parse_unknownKey_isRefused() {
        assertThatThrownBy(() -> Experiments.parse("a", "a.yaml", "title: A\nseed: 3\n"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("a.yaml")
                .hasMessageContaining("seed");
    }

    @Test
    void parse_partThatCannotBe_saysWhereAndWhatIsAllowed() {
        String yaml = "title: A\nquestions: {q: [{kind: chain, questions: 3}, {kind: gess, questions: 0}]}\n";

        assertThatThrownBy(() -> Experiments.parse("a", "a.yaml", yaml))
                .isInstanceOf(UserError.class)
                .hasMessage("a.yaml: questions.q[1].questions is 0; it must be at least 1\n"
                        + "a.yaml: questions.q[1].kind is gess; it must be nano:FAMILY, or one of equations, lists, working, examples,"
                        + " exercises, hasty, chain, guess; did you mean guess?");
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
