package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.UserError;
import zero4j.data.ColumnNames;
import zero4j.data.DataSettings;
import zero4j.data.SpecialTokens;
import zero4j.eval.Benchmark;

class QuestionSourceTest {
    private static final Path ARROW = Path.of("../shared/data/arrow");
    private static final String ROW = "{\"question\": \"What is 1+1?\", \"answer\": \"2\"}\n";

    @TempDir
    private Path folder = Path.of("");

    private final List<String> warnings = new ArrayList<>();
    private final QuestionSource source = new QuestionSource(warnings::add);

    @Test
    void suite_folderOfFiles_isABenchmarkPerFileInTheOrderOfTheirNames() throws IOException {
        Files.writeString(folder.resolve("second.jsonl"), ROW);
        Files.writeString(folder.resolve("first.jsonl"), ROW + ROW);
        Files.writeString(folder.resolve("README.md"), "no questions");

        List<Benchmark> suite = source.suite(List.of(folder.toString()), ColumnNames.FOUND);

        assertThat(suite).extracting(Benchmark::name).containsExactly("first", "second");
        assertThat(suite.getFirst().set().size()).isEqualTo(2);
    }

    @Test
    void suite_referencesThatCannotBeRead_areCountedAndNamed() throws IOException {
        List<String> told = new ArrayList<>();
        Files.writeString(
                folder.resolve("mine.jsonl"),
                ROW + "{\"question\": \"What is half?\", \"answer\": \"\\\\frac{1}{\"}\n");

        new QuestionSource(told::add).suite(List.of(folder.toString()), ColumnNames.FOUND);

        assertThat(told)
                .singleElement()
                .asString()
                .contains("mine: 1 reference cannot be read as mathematics", "\\frac{1}{");
    }

    @Test
    void suite_savedDatasetWithSplits_isABenchmarkPerSplit() throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(ARROW), "../shared/data is absent: saved datasets come from there");
        Path saved;
        try (var folders = Files.walk(ARROW)) {
            saved = folders.filter(path -> Files.exists(path.resolve("dataset_dict.json")))
                    .findFirst()
                    .orElseThrow();
        }

        assertThat(source.suite(List.of(saved.toString()), ColumnNames.FOUND)).isNotEmpty();
    }

    @Test
    void suite_twoFilesOfOneName_areCalledAfterTheirFoldersToo() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Path first = Files.writeString(folder.resolve("mine.jsonl"), ROW);
        Path second = Files.writeString(other.resolve("mine.jsonl"), ROW);

        assertThat(source.suite(List.of(first.toString(), second.toString()), ColumnNames.FOUND))
                .extracting(Benchmark::name)
                .containsExactly("mine", "other/mine");
    }

    @Test
    void suite_filesAndFoldersOfOneName_areCalledAfterAsManyFoldersAsItTakes() throws IOException {
        List<String> files = new ArrayList<>();
        for (String path : List.of("x.jsonl", "b/x.jsonl", "c/b/x.jsonl")) {
            Path file = folder.resolve(path);
            Files.createDirectories(file.resolveSibling("."));
            files.add(Files.writeString(file, ROW).toString());
        }

        assertThat(source.suite(files, ColumnNames.FOUND))
                .extracting(Benchmark::name)
                .containsExactly("x", "b/x", "c/b/x");
    }

    @Test
    void rowsOfAnotherEncoding_manyOfThem_areAdvisedOfOnce() throws IOException {
        Path file = Files.writeString(
                folder.resolve("old.jsonl"),
                "{\"question\": \"caf\u00e9\", \"answer\": 1}\n".repeat(3) + ROW,
                StandardCharsets.ISO_8859_1);

        source.suite(List.of(file.toString()), ColumnNames.FOUND);

        assertThat(warnings).hasSize(1);
        assertThat(warnings.getFirst())
                .contains("3 rows are left out", "line 3: not valid UTF-8")
                .containsOnlyOnce("iconv");
    }

    @Test
    void suite_oneFileThreeTimes_isRefused() throws IOException {
        String name = Files.writeString(folder.resolve("mine.jsonl"), ROW).toString();

        assertThatThrownBy(() -> source.suite(List.of(name, name, name), ColumnNames.FOUND))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("mine.jsonl twice");
    }

    @Test
    void suite_folderWithoutQuestions_saysWhatIsExpected() {
        assertThatThrownBy(() -> source.suite(List.of(folder.toString()), ColumnNames.FOUND))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining(".jsonl");
    }

    @Test
    void suite_columnsOfTheTrainingQuestions_holdWhereTheyAre() throws IOException {
        Path own = Files.writeString(
                folder.resolve("own.jsonl"), "{\"Frage\": \"q\", \"question\": \"no\", \"answer\": 1}\n");
        Path usual = Files.writeString(folder.resolve("usual.jsonl"), ROW);
        DataSettings settings = new DataSettings("nano", "frage", "", 100, SpecialTokens.WARN);

        assertThat(source.suite(List.of(own.toString(), usual.toString()), settings))
                .extracting(benchmark -> benchmark.set().get(0).text())
                .containsExactly("q", "What is 1+1?");
    }

    @Test
    void namesOfDownloadedSets_areFoundInTheirUsualFolder() throws IOException {
        String name = "zero4j-test-" + folder.getFileName() + "/mine";
        Path usual = Path.of("data").resolve(name);
        Files.createDirectories(usual);
        try {
            Files.writeString(usual.resolve("train.jsonl"), ROW);
            DataSettings settings = new DataSettings(name, "", "", 100, SpecialTokens.WARN);
            assertThat(source.training(settings).get(0).text()).isEqualTo("What is 1+1?");
            assertThat(source.suite(List.of(name), ColumnNames.FOUND))
                    .extracting(Benchmark::name)
                    .containsExactly("train");
        } finally {
            Files.delete(usual.resolve("train.jsonl"));
            Files.delete(usual);
            Files.delete(usual.resolveSibling("").normalize());
        }
    }

    @Test
    void suite_nameOfASetThatIsNotThere_isAdvisedToBeFetched() {
        assertThatThrownBy(() -> source.suite(List.of("owner/no-such-set"), ColumnNames.FOUND))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("./zero4j download owner/no-such-set --dataset");
    }

    @Test
    void repeatedQuestionsWithOtherAnswers_areToldWithTheFirst() throws IOException {
        Path file = folder.resolve("a.jsonl");
        Files.writeString(file, """
                {"problem": "Half?", "answer": "1/2"}
                {"problem": "Two?", "answer": 2}
                {"problem": "Half? ", "answer": "0.5"}
                {"problem": "Two?", "answer": 3}
                {"problem": "Two?", "answer": 2}""");
        List<String> warnings = new ArrayList<>();
        new QuestionSource(warnings::add).suite(List.of(file.toString()), ColumnNames.FOUND);
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("a: 1 question repeats an earlier one with another answer", "a:3: 3, but a:1: 2, for Two?");
    }

    @Test
    void suite_severalMissing_areToldTogether() {
        assertThatThrownBy(() -> source.suite(List.of("no/such.jsonl", "nor/this.csv"), ColumnNames.FOUND))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no/such.jsonl")
                .hasMessageContaining("nor/this.csv");
    }
}
