package zero4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.UserError;

class QuestionFilesTest {
    @TempDir
    Path folder;

    @Test
    void csv_rowOfMoreOrFewerCells_isReportedWithItsLine() throws IOException {
        Path file = write("ragged.csv", "question,answer\n\"a, b\",1\n\"c\",2,3\nd\ne,5,,\n");
        LoadedQuestions set = QuestionFiles.open(file, ColumnNames.FOUND);
        assertThat(set.questions()).extracting(Question::text).containsExactly("a, b", "e");
        assertThat(set.problems()).extracting(RowProblem::line).containsExactly(3L, 4L);
        assertThat(set.problems().getFirst().what()).startsWith("3 cells where the header line has 2");
    }

    @Test
    void jsonl_badRows_areReportedWithTheirLines() throws IOException {
        Path file = write("set.jsonl", """
                {"problem":"1+1","answer":"2","level":3,"subject":"sums"}

                {"problem":"1+2","answer":
                {"problem":"1+3","answer":"  "}
                {"problem":"1+4"}
                [1]
                {"problem":"","answer":"5"}
                {"problem":7,"answer":"5"}
                {"problem":"1+5","answer":{"a":1}}
                {"problem":"1+6","answer":null}
                {"problem":"1+7","answer":"8"} {"problem":"1+8","answer":"9"}
                {"problem":" 1+9\\n","answer":" 10 "}""");
        LoadedQuestions set = QuestionFiles.open(file, ColumnNames.FOUND);
        assertThat(set.name()).isEqualTo("set");
        assertThat(set.questions())
                .containsExactly(
                        new Question("set:0", "1+1", List.of("2"), Map.of("level", "3", "subject", "sums")),
                        new Question("set:11", " 1+9\n", List.of("10"), Map.of()));
        assertThat(set.problems())
                .extracting(RowProblem::line)
                .containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
        assertThat(set.problems().get(0).toString()).isEqualTo(file + ", line 2: the line is empty");
        assertThat(set.problems().get(1).what()).startsWith("not valid JSON");
        assertThat(set.problems().get(2).what()).isEqualTo("no answer under \"answer\"");
        assertThat(set.problems().get(4).what()).isEqualTo("not a JSON object");
        assertThat(set.problems().get(5).what()).isEqualTo("no text under \"problem\"");
    }

    @Test
    void jsonl_foreignBytes_areHandled() throws IOException {
        byte[] bad = {'{', '"', 'p', '"', ':', '"', (byte) 0xFF, '"', '}', '\n'};
        byte[] good = "\uFEFF{\"problem\":\"é\",\"answer\":1}\r\n".getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[good.length + bad.length];
        System.arraycopy(good, 0, all, 0, good.length);
        System.arraycopy(bad, 0, all, good.length, bad.length);
        LoadedQuestions set = QuestionFiles.open(Files.write(folder.resolve("a.jsonl"), all), ColumnNames.FOUND);
        assertThat(set.questions()).singleElement().extracting(Question::text).isEqualTo("é");
        assertThat(set.problems())
                .singleElement()
                .extracting(RowProblem::what)
                .asString()
                .startsWith("not valid UTF-8: byte 0xFF at position 7");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "142.0|142",
                "142|142",
                "-0.0|0",
                "1.50|1.50",
                "1e3|1000",
                "0.1|0.1",
                "true|true",
                "\"007\"|007",
                "123456789012345678901234567890|123456789012345678901234567890",
                "1e999999|1E+999999"
            })
    void answers_scalars_areWrittenAsAPersonWould(String json, String text) throws IOException {
        Path file = write("a.jsonl", "{\"problem\":\"q\",\"answer\":" + json + "}");
        assertThat(QuestionFiles.open(file, ColumnNames.FOUND).get(0).answers()).containsExactly(text);
    }

    @Test
    void answers_lists_areAllAccepted() throws IOException {
        Path file = write("a.jsonl", "{\"question\":\"q\",\"answers\":[\" x\\n\", 2.0, null, \"\"]}\n");
        assertThat(QuestionFiles.open(file, ColumnNames.FOUND).get(0).answers()).containsExactly("x", "2");
    }

    @Test
    void columns_usualNames_areFoundInTheirOrder() throws IOException {
        Path file = write("a.jsonl", "{\"input\":\"i\",\"prompt\":\"p\",\"solution\":\"s\",\"gt_answer\":\"g\"}\n");
        Question found = QuestionFiles.open(file, ColumnNames.FOUND).get(0);
        assertThat(found.text()).isEqualTo("p");
        assertThat(found.answers()).containsExactly("g");
        Question named =
                QuestionFiles.open(file, new ColumnNames("input", "solution")).get(0);
        assertThat(named.text()).isEqualTo("i");
        assertThat(named.answers()).containsExactly("s");
        assertThat(named.tags()).containsOnly(Map.entry("prompt", "p"), Map.entry("gt_answer", "g"));
    }

    @Test
    void columns_missing_listsThoseFound() throws IOException {
        Path file = write("a.jsonl", "{\"problem\":\"q\",\"notes\":\"s\"}\n");
        assertThatThrownBy(() -> QuestionFiles.open(file, ColumnNames.FOUND))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("problem, notes")
                .hasMessageContaining("data.answer_column");
        assertThatThrownBy(() -> QuestionFiles.open(file, new ColumnNames("text", "")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("\"text\"")
                .hasMessageContaining("problem, notes");
    }

    @Test
    void tags_longTexts_areLeftOut() throws IOException {
        Path file = write(
                "a.jsonl", "{\"problem\":\"q\",\"answer\":\"1\",\"solution\":\"" + "s".repeat(201) + "\",\"ok\":true}");
        assertThat(QuestionFiles.open(file, ColumnNames.FOUND).get(0).tags()).containsOnly(Map.entry("ok", "true"));
    }

    @Test
    void json_array_isRead() throws IOException {
        Path file = write("a.json", "\n [{\"problem\":\"q\",\"answer\":1},\n 5,\n{\"problem\":\"r\",\"answer\":2}]");
        LoadedQuestions set = QuestionFiles.open(file, ColumnNames.FOUND);
        assertThat(set.questions()).extracting(Question::id).containsExactly("a:0", "a:2");
        assertThat(set.problems()).containsExactly(new RowProblem(file, 1, 3, "not a JSON object"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"problem\":\"q\",\"answer\":1},\n{\"problem\"",
                "[{\"problem\":\"q\",\"answer\":1}\n",
                "[]\n[]"
            })
    void json_brokenArray_namesFileAndLine(String text) throws IOException {
        Path file = write("a.json", text);
        assertThatThrownBy(() -> QuestionFiles.open(file, ColumnNames.FOUND))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(file + ", line 2");
    }

    @Test
    void csv_quotesAndBlanks_areRead() throws IOException {
        Path file =
                write("a b[1].csv", "problem,answer,level\n\"What, is\n\"\"x\"\"?\",007,2\nno answer,,3\n# two,3.0,\n");
        LoadedQuestions set = QuestionFiles.open(file, ColumnNames.FOUND);
        assertThat(set.questions())
                .containsExactly(
                        new Question("a b[1]:0", "What, is\n\"x\"?", List.of("007"), Map.of("level", "2")),
                        new Question("a b[1]:2", "# two", List.of("3.0"), Map.of()));
        assertThat(set.problems()).containsExactly(new RowProblem(file, 1, 4, "no answer under \"answer\""));
        assertThat(set.problems().getFirst().toString()).contains("line 4");
    }

    @Test
    void tsv_isRead() throws IOException {
        Path file = write("a.tsv", "question\tfinal_answer\n1+1, or?\t2\n");
        assertThat(QuestionFiles.open(file, ColumnNames.FOUND).get(0).text()).isEqualTo("1+1, or?");
    }

    @Test
    void tsv_commasInTheHeader_areText() throws IOException {
        Path file = write("a.tsv", "problem, or question, as text\tanswer\n1+1, or?\t2\n");
        LoadedQuestions set = QuestionFiles.open(file, new ColumnNames("problem, or question, as text", ""));
        assertThat(set.get(0).text()).isEqualTo("1+1, or?");
        Path other = write("b.tsv", "problem,answer\nq,2\n");
        assertThat(QuestionFiles.open(other, ColumnNames.FOUND).get(0).text()).isEqualTo("q");
    }

    @Test
    void parquet_listsNumbersAndNulls_areRead() throws Exception {
        Path file = folder.resolve("set.parquet");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (SELECT * FROM (VALUES ('q0', ['1', ' 2 ']::VARCHAR[], 3, 0.5, {'a': 1}),"
                    + " ('q1', NULL, NULL, 4.0, NULL), ('q2', ['x', NULL], 5, NULL, NULL))"
                    + " t(problem, answer, level, score, extra)) TO '" + file + "' (FORMAT parquet)");
        }
        LoadedQuestions set = QuestionFiles.open(file, ColumnNames.FOUND);
        assertThat(set.questions())
                .containsExactly(
                        new Question(
                                "set:0", "q0", List.of("1", "2"), Map.of("level", "3", "score", "0.5", "extra.a", "1")),
                        new Question("set:2", "q2", List.of("x"), Map.of("level", "5")));
        assertThat(set.problems()).extracting(RowProblem::row).containsExactly(1L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"snappy", "zstd", "gzip", "lz4_raw", "uncompressed"})
    void parquet_compressedWithManyRowGroups_isReadWhole(String compression) throws Exception {
        Path file = folder.resolve("set.parquet");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "COPY (SELECT 'what is ' || i || ' + 1? \u2200x' AS problem, (i + 1)::VARCHAR AS answer, i % 7 AS level,"
                            + " [{'role': 'user', 'text': 'n' || i}, NULL] AS turns FROM range(5000) t(i)) TO '" + file
                            + "' (FORMAT parquet, ROW_GROUP_SIZE 2048, COMPRESSION '" + compression + "')");
        }
        List<Question> questions = QuestionFiles.open(file, ColumnNames.FOUND).questions();
        assertThat(questions).hasSize(5000);
        for (int i = 0; i < questions.size(); i++) {
            assertThat(questions.get(i).text()).isEqualTo("what is " + i + " + 1? \u2200x");
            assertThat(questions.get(i).answers()).containsExactly(String.valueOf(i + 1));
            assertThat(questions.get(i).tags()).containsEntry("level", String.valueOf(i % 7));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.parquet", "x.arrow", "x.json"})
    void damagedFile_isNamed(String name) throws IOException {
        Path file = write(name, "this is nothing of the kind, only some text to be refused");
        assertThatThrownBy(() -> QuestionFiles.open(file, ColumnNames.FOUND))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(name);
    }

    @Test
    void noUsableRow_isRefusedWithExamples() throws IOException {
        Path file = write("a.jsonl", "\n{}x\n\n\n");
        assertThatThrownBy(() -> QuestionFiles.open(file, ColumnNames.FOUND))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no usable row")
                .hasMessageContaining("line 1: the line is empty")
                .hasMessageContaining("and 1 more");
        Path empty = write("e.jsonl", "");
        assertThatThrownBy(() -> QuestionFiles.open(empty, ColumnNames.FOUND)).isInstanceOf(UserError.class);
    }

    @Test
    void unknownFilesAndFolders_areRefused() throws IOException {
        assertThatThrownBy(() -> QuestionFiles.open(folder.resolve("absent.jsonl"), ColumnNames.FOUND))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("does not exist");
        Path text = write("a.docx", "x");
        assertThatThrownBy(() -> QuestionFiles.open(text, ColumnNames.FOUND))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(".jsonl");
        assertThatThrownBy(() -> QuestionFiles.open(folder, ColumnNames.FOUND))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("state.json");
    }

    @Test
    void open_plainFolder_isItsOnlyFileOrAsksForOne() throws IOException {
        Path inner = Files.createDirectories(folder.resolve("set/data"));
        Files.createDirectories(folder.resolve("set/.cache"));
        write("set/README.md", "no rows");
        write("set/.cache/x.json", "no rows");
        String row = "{\"question\": \"q\", \"answer\": 2}\n";
        Path train = Files.writeString(inner.resolve("train.jsonl"), row);
        assertThat(QuestionFiles.open(folder.resolve("set"), ColumnNames.FOUND)
                        .get(0)
                        .id())
                .isEqualTo("train:0");
        assertThat(QuestionFiles.openAll(folder.resolve("set"), ColumnNames.FOUND))
                .hasSize(1);
        Files.writeString(inner.resolve("test.jsonl"), row);
        assertThat(QuestionFiles.open(folder.resolve("set"), ColumnNames.FOUND).name())
                .isEqualTo("train");
        Files.move(train, train.resolveSibling("one.jsonl"));
        assertThatThrownBy(() -> QuestionFiles.open(folder.resolve("set"), ColumnNames.FOUND))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("data/one.jsonl, data/test.jsonl")
                .hasMessageContaining("Name one of them, such as " + train.resolveSibling("one.jsonl"));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
