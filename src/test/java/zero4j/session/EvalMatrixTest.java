package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zero4j.UserError;
import zero4j.cli.TinyNanoModel;
import zero4j.eval.CellScores;
import zero4j.eval.ScoreRow;

/** A table of models and templates: what is sampled, what is kept, and what is refused before anything is sampled. */
class EvalMatrixTest {
    @TempDir
    private static Path shared = Path.of("");

    @TempDir
    private Path folder = Path.of("");

    private static MatrixRows made = new MatrixRows(Path.of(""), Path.of(""));

    @BeforeAll
    static void make() throws IOException {
        made = MatrixRows.make(shared);
    }

    @Test
    void run_otherSlotsThreadsAndOrderOfCalls_givesTheSameTablesToTheByte() throws IOException {
        Path first = folder.resolve("first");
        EvalMatrix.of(made.rows()).output(first).run();
        Path second = folder.resolve("second");
        Compute other = new Compute("cpu", "float32", 1, "auto", 3);
        EvalMatrix.of(made.rows().stream().map(row -> row.compute(other)).toList())
                .output(second)
                .run();

        assertThat(MatrixRows.tables(second)).isEqualTo(MatrixRows.tables(first));
    }

    @Test
    void run_twoTemplates_countsWhatTheFilesSay() throws IOException {
        MatrixResult result =
                EvalMatrix.of(made.rows()).output(folder.resolve("table")).run();

        assertThat(result.finished()).isTrue();
        assertThat(result.scores().rows()).extracting(ScoreRow::label).containsExactly("model, none", "model, r1");
        for (ScoreRow row : result.scores().rows()) {
            // Counted again, by plain code.
            List<JsonNode> lines = new ArrayList<>();
            for (String line : Files.readAllLines(
                    result.output().resolve("model-" + row.template()).resolve("completions.jsonl"))) {
                lines.add(JsonMapper.shared().readTree(line));
            }
            assertThat(lines).hasSize(6 * 5 * 4);
            for (CellScores cell : row.cells()) {
                List<JsonNode> mine = lines.stream()
                        .filter(line -> line.path("benchmark").asString().equals(cell.benchmark()))
                        .toList();
                long greedy = mine.stream()
                        .filter(line -> line.path("temperature").asDouble() == 0
                                && line.path("outcome").asString().equals("correct"))
                        .count();
                long sampled = mine.stream()
                        .filter(line -> line.path("temperature").asDouble() == 1
                                && line.path("outcome").asString().equals("correct"))
                        .count();
                assertThat(cell.correctGreedy()).isEqualTo((int) greedy);
                assertThat(cell.averageAtK().orElseThrow().value()).isEqualTo(sampled / 15.0);
                assertThat(cell.sampled().correct().answers()).isEqualTo(sampled);
                assertThat(cell.sampled().all().tokens())
                        .isEqualTo(mine.stream()
                                .filter(line -> line.path("temperature").asDouble() == 1)
                                .mapToLong(line -> line.path("tokens").asLong())
                                .sum());
            }
        }
        // A difficulty of 1.5 is a 1.
        assertThat(result.scores().rows().getFirst().cells().getFirst().levels())
                .extracting(CellScores.LevelPart::level)
                .containsExactly("1", "2", "3");
    }

    @Test
    void prepare_severalProblems_areAllToldWithTheirRowsBeforeAnythingIsSampled() throws IOException {
        Path noSlot = Files.writeString(folder.resolve("noslot.txt"), "no place");
        Path token = Files.writeString(folder.resolve("token.txt"), "<|ask|>{question}");
        MatrixRows.Heard heard = new MatrixRows.Heard();
        Path output = folder.resolve("table");

        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> EvalMatrix.of(List.of(
                                made.row("none"),
                                made.row(token.toString()),
                                made.row("chat"),
                                made.row(noSlot.toString())))
                        .output(output)
                        .listener(heard)
                        .run())
                .withMessageContaining(made.model() + ", template " + token + ": ")
                .withMessageContaining("needs the special tokens <|ask|>")
                .withMessageContaining(made.model() + ", template chat: the model's tokenizer has no chat template")
                .withMessageContaining("must contain {question} exactly once");
        assertThat(heard.sampled).hasValue(0);
        assertThat(output).doesNotExist();
    }

    @Test
    void prepare_promptsThatAreTooLong_areToldWithTheRow() {
        MatrixRows.Heard heard = new MatrixRows.Heard();
        EvalMatrix.of(List.of(made.row("none"), made.row("4-shot")))
                .output(folder.resolve("table"))
                .listener(heard)
                .prepare()
                .close();

        assertThat(heard.warnings).isNotEmpty().allMatch(text -> text.contains(", template 4-shot: "));
    }

    @Test
    void prepare_oneModelInTwoTemplates_isOpenedOnce() {
        try (MatrixSetup setup =
                EvalMatrix.of(made.rows()).output(folder.resolve("table")).prepare()) {
            assertThat(setup.rows())
                    .extracting(row -> row.setup().model())
                    .containsOnly(setup.rows().getFirst().setup().model());
            assertThat(setup.rows().getFirst().setup().benchmarks())
                    .isSameAs(setup.rows().getLast().setup().benchmarks());
        }
    }

    @Test
    void prepare_rowsThatCannotBeCompared_areRefused() {
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> EvalMatrix.of(List.of(made.row("none"), made.row("none")))
                        .prepare())
                .withMessageContaining("the row model, none is named twice");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> EvalMatrix.of(
                                List.of(made.row("none"), made.row("r1").maxNewTokens(9)))
                        .prepare())
                .withMessageContaining("max_new_tokens is 8 of model, none and 9 of model, r1");
    }

    @Test
    void run_modelsOfTheSameFolderName_areToldApart() throws IOException {
        Path other = folder.resolve("other/model");
        TinyNanoModel.make(other);
        MatrixResult result = EvalMatrix.of(List.of(
                        made.row("none"),
                        EvalSession.of(other.toString())
                                .template("none")
                                .suite(List.of(made.questions().toString(), "nano"))
                                .questions(5)
                                .samples(3)
                                .maxNewTokens(8)))
                .output(folder.resolve("table"))
                .run();

        assertThat(result.scores().rows())
                .extracting(ScoreRow::model)
                .containsExactly(made.model().toString(), other.toString());
    }

    @Test
    void single_folderOfATable_isRefusedAndTheOtherWayRound() {
        Path table = folder.resolve("table");
        EvalMatrix.of(made.rows()).output(table).run();
        Path single = folder.resolve("single");
        MatrixResult one =
                EvalMatrix.of(List.of(made.row("none"))).output(single).run();

        assertThat(one.scores().rows()).hasSize(1);
        assertThat(single).isDirectoryContaining(file -> file.endsWith("evaluation.json"));
        assertThat(single).isDirectoryContaining(file -> file.endsWith("table.md"));
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() ->
                        EvalMatrix.of(List.of(made.row("none"))).output(table).prepare())
                .withMessageContaining("holds a table of several rows");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(
                        () -> EvalMatrix.of(made.rows()).output(single).resume().prepare())
                .withMessageContaining("holds an evaluation of a single model and template");
    }

    @Test
    void prepare_controlAsReward_marksEachTemplateByItsOwnTruth() {
        List<String> templates = List.of("none", "r1", "qwen-math");
        List<List<String>> rules = new ArrayList<>();
        for (String reward : List.of("auto", "inverted", "random")) {
            List<EvalSession> rows = templates.stream()
                    .map(template -> EvalSession.of(made.model().toString())
                            .template(template)
                            .suite(List.of(made.questions().toString()))
                            .reward(reward))
                    .toList();
            try (MatrixSetup setup =
                    EvalMatrix.of(rows).output(folder.resolve("table")).prepare()) {
                rules.add(setup.rows().stream()
                        .map(row -> row.setup().reward().rules())
                        .toList());
                // The first and the last are marked alike, by one function.
                assertThat(setup.rows().getLast().setup().reward())
                        .isSameAs(setup.rows().getFirst().setup().reward());
            }
        }
        assertThat(rules.getFirst().get(1)).isNotEqualTo(rules.getFirst().getFirst());
        assertThat(rules).containsOnly(rules.getFirst());
    }
}
