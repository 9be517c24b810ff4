package zero4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.UserError;

/** Sets that are cut into shards, and folders as downloads leave them. */
class FileSetTest {
    @TempDir
    private Path folder = Path.of("");

    private LoadedQuestions open(String path) {
        return QuestionFiles.open(folder.resolve(path), ColumnNames.FOUND);
    }

    private void rows(String name, String... questions) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String question : questions) {
            text.append("{\"question\": \"").append(question).append("\", \"answer\": 1}\n");
        }
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static List<String> texts(LoadedQuestions set) {
        return set.questions().stream().map(Question::text).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"data", ".", "data/train-*-of-00003.jsonl", "data/train-*"})
    void countedShards_areOneSetInTheirOrder(String path) throws IOException {
        rows("data/train-00002-of-00003.jsonl", "d");
        rows("data/train-00000-of-00003.jsonl", "a", "b");
        rows("data/train-00001-of-00003.jsonl", "c");
        LoadedQuestions set = open(path);
        assertThat(set.name()).isEqualTo("train");
        assertThat(texts(set)).containsExactly("a", "b", "c", "d");
        assertThat(set.questions())
                .extracting(Question::id)
                .containsExactly("train:0", "train:1", "train:2", "train:3");
        assertThat(set.source()).endsWith("data/train-*-of-00003.jsonl");
    }

    @Test
    void shardsWithHashes_areOneSet() throws IOException {
        rows("train-00001-of-00002-0fa98b1c77ab1200.jsonl", "b");
        rows("train-00000-of-00002-e26ac1a8e1b5d2d8.jsonl", "a");
        assertThat(texts(open("."))).containsExactly("a", "b");
    }

    @Test
    void downloadedFolder_trainIsTakenForTrainingAndEverySplitForASuite() throws IOException {
        rows("set/data/test-00000-of-00001.jsonl", "t");
        rows("set/data/train-00000-of-00002.jsonl", "a");
        rows("set/data/train-00001-of-00002.jsonl", "b");
        Files.writeString(folder.resolve("set/dataset_infos.json"), "{}");
        Files.writeString(folder.resolve("set/README.md"), "words");
        assertThat(texts(open("set"))).containsExactly("a", "b");
        assertThat(QuestionFiles.openAll(folder.resolve("set"), ColumnNames.FOUND))
                .extracting(LoadedQuestions::name)
                .containsExactly("test", "train");
    }

    @ParameterizedTest
    @CsvSource({"part-0000.jsonl, part-0001.jsonl, part", "0001.jsonl, 0002.jsonl, x", "p_1.jsonl, p_2.jsonl, p"})
    void numberedFiles_areOneSetForTrainingAndBenchmarksForASuite(String one, String two, String name)
            throws IOException {
        rows("x/" + two, "b");
        rows("x/" + one, "a");
        assertThat(texts(open("x"))).containsExactly("a", "b");
        assertThat(open("x").name()).isEqualTo(name);
        assertThat(QuestionFiles.openAll(folder.resolve("x"), ColumnNames.FOUND))
                .hasSize(2);
    }

    @Test
    void numberedFiles_areInTheOrderOfTheirNumbers() throws IOException {
        for (int i = 1; i <= 11; i++) {
            rows("x/part" + i + ".jsonl", "q" + i);
        }
        assertThat(texts(open("x"))).startsWith("q1", "q2", "q3").endsWith("q10", "q11");
    }

    @ParameterizedTest
    @CsvSource({
        "train-00000-of-00003.jsonl, train-00002-of-00003.jsonl, 2 of 3 shards of train; missing: train-00001-of-00003.jsonl",
        "train-00001-of-00003.jsonl, train-00002-of-00003.jsonl, missing: train-00000-of-00003.jsonl",
        "train-00000-of-00002.jsonl, train-00000-of-00002-0fa98b1c77ab1200.jsonl, is there twice",
        "train-00000-of-00001.jsonl, train-00001-of-00001.jsonl, by its name there is 1 shard",
        "part-0001.jsonl, part-0003.jsonl, missing: part-0002.jsonl",
    })
    void shardThatIsMissing_isNamed(String one, String two, String cause) throws IOException {
        rows("x/" + one, "a");
        rows("x/" + two, "b");
        assertThatThrownBy(() -> open("x")).isInstanceOf(UserError.class).hasMessageContaining(cause);
    }

    @Test
    void benchmarksCalledAfterYears_areNoShards() throws IOException {
        rows("x/aime24.jsonl", "a");
        rows("x/aime25.jsonl", "b");
        assertThatThrownBy(() -> open("x"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("several sets: aime24.jsonl, aime25.jsonl");
        assertThat(texts(open("x/aime*.jsonl")))
                .as("a pattern says what is meant")
                .containsExactly("a", "b");
    }

    @Test
    void problemOfALaterShard_isNamedByItsOwnFileAndLine() throws IOException {
        rows("x/part-0.jsonl", "a", "b");
        rows("x/part-1.jsonl", "c", "", "e");
        LoadedQuestions set = open("x");
        assertThat(set.questions()).extracting(Question::id).containsExactly("part:0", "part:1", "part:2", "part:4");
        assertThat(set.problems())
                .containsExactly(new RowProblem(folder.resolve("x/part-1.jsonl"), 1, 2, "no text under \"question\""));
    }

    @Test
    void patternWithoutFiles_isRefused() {
        assertThatThrownBy(() -> open("none-*.jsonl"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no file matches");
    }

    @Test
    void shardsOfTwoFormats_areTwoSets() throws IOException {
        rows("x/train-00000-of-00001.jsonl", "a");
        Files.writeString(folder.resolve("x/train-00000-of-00001.csv"), "question,answer\nb,2\n");
        assertThat(QuestionFiles.openAll(folder.resolve("x"), ColumnNames.FOUND))
                .extracting(FileSetTest::texts)
                .containsExactlyInAnyOrder(List.of("a"), List.of("b"));
    }

    @Test
    void singleNumberedFile_keepsItsName() throws IOException {
        rows("x/part-0.jsonl", "a");
        assertThat(open("x").name()).isEqualTo("part-0");
    }

    @Test
    void linkToTheFolderAbove_isNotFollowed() throws IOException {
        rows("x/data/a.jsonl", "a");
        Files.createSymbolicLink(folder.resolve("x/loop"), folder.resolve("x"));
        assertThat(texts(open("x"))).containsExactly("a");
    }

    @Test
    void signsOfPatternsInNames_areThemselves() throws IOException {
        rows("is?.jsonl", "a");
        rows("isn.jsonl", "b");
        assertThat(texts(open("is?.jsonl")))
                .as("a file that is called so is no pattern")
                .containsExactly("a");
        rows("set[1]-a.jsonl", "c");
        rows("set1-a.jsonl", "d");
        assertThat(texts(open("set[1]-*.jsonl"))).containsExactly("c");
    }

    @Test
    void exists_pattern_isWhetherAFileMatches() throws IOException {
        rows("set-a.jsonl", "a");
        assertThat(QuestionFiles.exists(folder.resolve("set-*.jsonl"))).isTrue();
        assertThat(QuestionFiles.exists(folder.resolve("other-*.jsonl"))).isFalse();
    }

    @Test
    void stem_endingsInCapitals_areEndingsToo() {
        assertThat(FileSet.stem(Path.of("train.JSONL.GZ"))).isEqualTo("train");
        assertThat(FileSet.ending(Path.of("train.JSONL.GZ"))).isEqualTo("jsonl");
    }

    @Test
    void problemsOfShards_areInTheOrderOfTheShards() throws IOException {
        rows("x/part-0.jsonl", "a", "b", "");
        rows("x/part-1.jsonl", "", "e");
        assertThat(open("x").problems())
                .extracting(RowProblem::file, RowProblem::row)
                .containsExactly(
                        tuple(folder.resolve("x/part-0.jsonl"), 2L), tuple(folder.resolve("x/part-1.jsonl"), 0L));
    }

    @Test
    void laterShardWithEscapedQuotes_isNumberedOn() throws IOException {
        Files.createDirectories(folder.resolve("x"));
        Files.writeString(folder.resolve("x/part-0.csv"), "question,answer\na,1\n");
        Files.writeString(folder.resolve("x/part-1.csv"), "question,answer\n\"b \\\"c\\\", d\",1\n");
        assertThat(open("x").questions()).extracting(Question::id).containsExactly("part:0", "part:1");
    }
}
