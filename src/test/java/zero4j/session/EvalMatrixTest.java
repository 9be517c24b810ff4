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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zero4j.UserError;
import zero4j.cli.TinyNanoModel;
import zero4j.eval.CellScores;
import zero4j.eval.ScoreRow;
import zero4j.rollout.RolloutBackend;

/** A table of models and templates: what is sampled, what is kept, and what is refused before anything is sampled. */
class EvalMatrixTest {
    @TempDir
    private static Path shared = Path.of("");

    @TempDir
    private Path folder = Path.of("");

    private static Path model = Path.of("");
    private static Path questions = Path.of("");

    @BeforeAll
    static void make() throws IOException {
        model = shared.resolve("model");
        TinyNanoModel.make(model);
        questions = shared.resolve("sums.jsonl");
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 7; i++) {
            lines.append("{\"question\": \"What is ")
                    .append(i)
                    .append("+2 mod 10?\", \"answer\": \"")
                    .append(i + 2)
                    .append("\", \"difficulty\": ")
                    .append(1 + 0.5 * i)
                    .append("}\n");
        }
        Files.writeString(questions, lines);
    }

    private static EvalSession row(String template) {
        return EvalSession.of(model.toString())
                .template(template)
                .suite(List.of(questions.toString(), "nano"))
                .questions(5)
                .samples(3)
                .maxNewTokens(8)
                // What a model that knows nothing says is right by chance: enough to see that counts are kept.
                .reward("even", (question, completion) -> completion.text().length() % 2);
    }

    private static List<EvalSession> rows() {
        return List.of(row("none"), row("r1"));
    }

    /** Counts what is sampled, and may ask to stop. */
    private static final class Heard implements EvalListener {
        private final AtomicInteger sampled = new AtomicInteger();
        private final List<String> warnings = new ArrayList<>();

        @Override
        public RolloutBackend.Progress sampling(long completions) {
            return done -> sampled.incrementAndGet();
        }

        @Override
        public void warning(String text) {
            warnings.add(text);
        }
    }

    private static Map<String, String> tables(Path output) throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (String name : List.of("table.md", "table.csv", "table.json")) {
            files.put(name, Files.readString(output.resolve(name)));
        }
        return files;
    }

    @Test
    void run_otherSlotsThreadsAndOrderOfCalls_givesTheSameTablesToTheByte() throws IOException {
        Path first = folder.resolve("first");
        EvalMatrix.of(rows()).output(first).run();
        Path second = folder.resolve("second");
        Compute other = new Compute("cpu", "float32", 1, "auto", 3);
        EvalMatrix.of(rows().stream().map(row -> row.compute(other)).toList())
                .output(second)
                .run();

        assertThat(tables(second)).isEqualTo(tables(first));
    }

    @Test
    void run_twoTemplates_countsWhatTheFilesSay() throws IOException {
        MatrixResult result =
                EvalMatrix.of(rows()).output(folder.resolve("table")).run();

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
    void resume_rowsThatAreFinished_areNotSampledAgainAndOthersAreAdded() throws IOException {
        Path output = folder.resolve("table");
        EvalMatrix.of(rows()).output(output).run();
        Map<String, String> first = tables(output);

        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> EvalMatrix.of(rows()).output(output).prepare())
                .withMessageContaining("holds a finished table");
        Heard again = new Heard();
        EvalMatrix.of(rows()).output(output).resume().listener(again).run();
        assertThat(again.sampled).hasValue(0);
        assertThat(tables(output)).isEqualTo(first);

        Heard more = new Heard();
        Path own = Files.writeString(folder.resolve("own.txt"), "Q: {question}\nA:");
        List<EvalSession> three = new ArrayList<>(rows());
        three.add(row(own.toString()));
        MatrixResult added =
                EvalMatrix.of(three).output(output).resume().listener(more).run();
        assertThat(more.sampled).hasValue(6 * 5 * 4);
        assertThat(added.scores().rows()).extracting(ScoreRow::template).containsExactly("none", "r1", "own.txt");
    }

    @Test
    void resume_otherSettings_isRefusedAndNothingIsLost() throws IOException {
        Path output = folder.resolve("table");
        EvalMatrix.of(rows()).output(output).run();
        Map<String, String> first = tables(output);

        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> EvalMatrix.of(
                                rows().stream().map(row -> row.seed(2)).toList())
                        .output(output)
                        .resume()
                        .prepare())
                .withMessageContaining("model-none holds a finished evaluation of something else: seed was 1 and is 2");
        assertThat(tables(output)).isEqualTo(first);
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> EvalMatrix.of(rows()).output(folder).resume().prepare())
                .withMessageContaining("there is no evaluation in " + folder);
    }

    @Test
    void stop_inTheSecondRow_goesOnToTheSameTables() throws IOException {
        Path whole = folder.resolve("whole");
        EvalMatrix.of(rows()).output(whole).run();
        Path parts = folder.resolve("parts");
        Heard heard = new Heard();

        MatrixResult stopped = EvalMatrix.of(rows())
                .output(parts)
                .listener(heard)
                .stopWhen(() -> heard.sampled.get() > 6 * 5 * 4 + 5)
                .run();

        assertThat(stopped.finished()).isFalse();
        assertThat(stopped.scores().rows()).hasSize(1);
        assertThat(parts.resolve("table.json")).doesNotExist();
        assertThat(parts.resolve("model-r1/unfinished.jsonl")).isNotEmptyFile();
        Heard rest = new Heard();
        EvalMatrix.of(rows()).output(parts).resume().listener(rest).run();
        assertThat(rest.sampled.get()).isLessThan(6 * 5 * 4);
        assertThat(tables(parts)).isEqualTo(tables(whole));
    }

    @Test
    void prepare_severalProblems_areAllToldWithTheirRowsBeforeAnythingIsSampled() throws IOException {
        Path noSlot = Files.writeString(folder.resolve("noslot.txt"), "no place");
        Path token = Files.writeString(folder.resolve("token.txt"), "<|ask|>{question}");
        Heard heard = new Heard();
        Path output = folder.resolve("table");

        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> EvalMatrix.of(
                                List.of(row("none"), row(token.toString()), row("chat"), row(noSlot.toString())))
                        .output(output)
                        .listener(heard)
                        .run())
                .withMessageContaining(model + ", template " + token + ": ")
                .withMessageContaining("needs the special tokens <|ask|>")
                .withMessageContaining(model + ", template chat: the model's tokenizer has no chat template")
                .withMessageContaining("must contain {question} exactly once");
        assertThat(heard.sampled).hasValue(0);
        assertThat(output).doesNotExist();
    }

    @Test
    void prepare_promptsThatAreTooLong_areToldWithTheRow() {
        Heard heard = new Heard();
        EvalMatrix.of(List.of(row("none"), row("4-shot")))
                .output(folder.resolve("table"))
                .listener(heard)
                .prepare()
                .close();

        assertThat(heard.warnings).isNotEmpty().allMatch(text -> text.contains(", template 4-shot: "));
    }

    @Test
    void prepare_oneModelInTwoTemplates_isOpenedOnce() {
        try (MatrixSetup setup =
                EvalMatrix.of(rows()).output(folder.resolve("table")).prepare()) {
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
                .isThrownBy(
                        () -> EvalMatrix.of(List.of(row("none"), row("none"))).prepare())
                .withMessageContaining("the row model, none is named twice");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> EvalMatrix.of(List.of(row("none"), row("r1").maxNewTokens(9)))
                        .prepare())
                .withMessageContaining("max_new_tokens is 8 of model, none and 9 of model, r1");
    }

    @Test
    void run_modelsOfTheSameFolderName_areToldApart() throws IOException {
        Path other = folder.resolve("other/model");
        TinyNanoModel.make(other);
        MatrixResult result = EvalMatrix.of(List.of(
                        row("none"),
                        EvalSession.of(other.toString())
                                .template("none")
                                .suite(List.of(questions.toString(), "nano"))
                                .questions(5)
                                .samples(3)
                                .maxNewTokens(8)))
                .output(folder.resolve("table"))
                .run();

        assertThat(result.scores().rows())
                .extracting(ScoreRow::model)
                .containsExactly(model.toString(), other.toString());
    }

    @Test
    void single_folderOfATable_isRefusedAndTheOtherWayRound() {
        Path table = folder.resolve("table");
        EvalMatrix.of(rows()).output(table).run();
        Path single = folder.resolve("single");
        MatrixResult one = EvalMatrix.of(List.of(row("none"))).output(single).run();

        assertThat(one.scores().rows()).hasSize(1);
        assertThat(single).isDirectoryContaining(file -> file.endsWith("evaluation.json"));
        assertThat(single).isDirectoryContaining(file -> file.endsWith("table.md"));
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(
                        () -> EvalMatrix.of(List.of(row("none"))).output(table).prepare())
                .withMessageContaining("holds a table of several rows");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> EvalMatrix.of(rows()).output(single).resume().prepare())
                .withMessageContaining("holds an evaluation of a single model and template");
    }

    @Test
    void run_questionsChangedSinceARowWasFinished_isRefused() throws IOException {
        Path mine = Files.copy(questions, folder.resolve("mine.jsonl"));
        List<EvalSession> two =
                List.of(row("none").suite(List.of(mine.toString())), row("r1").suite(List.of(mine.toString())));
        Path output = folder.resolve("table");
        EvalMatrix.of(two).output(output).run();
        Files.writeString(mine, Files.readString(mine).replace("\"answer\": \"3\"", "\"answer\": \"4\""));

        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> EvalMatrix.of(two).output(output).resume().run())
                .withMessageContaining("Have the questions changed?");
    }
}
