package zero4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.UserError;

/** Files of questions as spreadsheets, shells, packers and broken transfers leave them behind. */
class FileDialectsTest {
    @TempDir
    Path folder;

    @Test
    void oldMacintoshLineEnds_endLines() throws IOException {
        Path file = write("a.jsonl", "{\"question\": \"q\", \"answer\": 1}\r{\"question\": \"r\", \"answer\": 2}\r");
        LoadedQuestions set = QuestionFiles.open(file, ColumnNames.FOUND);
        assertThat(set.questions()).extracting(Question::text).containsExactly("q", "r");
        assertThat(set.problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"a.jsonl.gz", "a.json.gz", "a.csv.gz", "b.jsonl"})
    void packedFile_isReadWhateverItsEnding(String name) throws IOException {
        String text = name.contains("csv") ? "problem,answer\nq,1\n" : "{\"problem\": \"q\", \"answer\": 1}\n";
        Path file = Files.write(folder.resolve(name), packed(text));
        LoadedQuestions set = QuestionFiles.open(file, ColumnNames.FOUND);
        assertThat(set.get(0)).extracting(Question::id).isEqualTo(name.charAt(0) + ":0");
    }

    @Test
    void packedFileThatIsCutShort_saysSo() throws IOException {
        byte[] whole = packed("{\"problem\": \"q\", \"answer\": 1}\n".repeat(100));
        Path file = Files.write(folder.resolve("a.jsonl.gz"), java.util.Arrays.copyOf(whole, whole.length - 12));
        assertThatThrownBy(() -> QuestionFiles.open(file, ColumnNames.FOUND))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("a.jsonl.gz")
                .hasMessageContaining("cut short");
    }

    private static byte[] packed(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "x-UTF-16LE-BOM", "UTF-8", "UTF-32LE"})
    void encoding_isSeenByItsBytes(String charset) throws IOException {
        String mark = charset.equals("UTF-32LE") ? "\uFEFF" : "";
        Charset written = Charset.forName(charset);
        Path lines = Files.write(
                folder.resolve("a.jsonl"),
                (mark + "{\"problem\": \"Größe 😀?\", \"answer\": 1}\r\n").getBytes(written));
        Path table = Files.write(
                folder.resolve("a.csv"), (mark + "problem,answer\r\n\"Größe 😀?\",1\r\n").getBytes(written));
        for (Path file : List.of(lines, table)) {
            LoadedQuestions set = QuestionFiles.open(file, ColumnNames.FOUND);
            assertThat(set.questions())
                    .singleElement()
                    .extracting(Question::text)
                    .isEqualTo("Größe 😀?");
            assertThat(set.problems()).isEmpty();
        }
    }

    @Test
    void latin1_isRefusedWithLineCauseAndEncoding() throws IOException {
        Path file = Files.write(
                folder.resolve("latin1.csv"),
                "problem,answer\n\"Größe 1+1?\",2\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> QuestionFiles.open(file, ColumnNames.FOUND))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("latin1.csv, line 2")
                .hasMessageContaining("not valid UTF-8: byte 0xF6 at position 3")
                .hasMessageContaining("ISO-8859-1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "problem;answer\\nWhat is 1+1, mod 10?;2|What is 1+1, mod 10?",
                "problem\\tanswer\\nIs 1,1?\\t2|Is 1,1?",
                "\\n\\nproblem,answer\\n\\nq,2\\n\\n|q",
                "sep=;\\nproblem;answer\\nq;2|q",
                "\\r\\n;;\\r\\nproblem;answer\\r\\nq, or?;2\\r\\n|q, or?",
                "\\rproblem;answer\\rq;2\\r|q",
                "problem,answer\\n\"say \\\"hi\\\"\",2|say \"hi\"",
                "problem,answer\\n\"say \"\"hi\"\"\",2|say \"hi\"",
                "problem,answer\\n\"a\\nb\",2|a\\nb",
                "problem, answer\\n\"q\" , 2|q",
                "answer,problem\\n2,\"ends in \\\"|ends in \\",
            })
    void csv_ofEveryDialect_isRead(String text, String question) throws IOException {
        Path file =
                write("a.csv", text.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t"));
        LoadedQuestions set = QuestionFiles.open(file, ColumnNames.FOUND);
        assertThat(set.problems()).isEmpty();
        assertThat(set.questions()).singleElement().satisfies(read -> {
            assertThat(read.text()).isEqualTo(question.replace("\\n", "\n"));
            assertThat(read.answers()).containsExactly("2");
        });
    }

    @Test
    void csv_quotationMarkThatNeverCloses_namesItsLineAndIsRefused() throws IOException {
        Path file = write("a.csv", "problem,answer\nq,1\n\"r,2\ns,3\n");
        assertThatThrownBy(() -> QuestionFiles.open(file, ColumnNames.FOUND))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("a.csv, line 3")
                .hasMessageContaining("never closed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void csv_strayQuotationMark_costsItsRowAlone(String end) throws IOException {
        Path file = write("a.csv", "problem,answer\n\"a \"b\" c\",1\nq,2\n".replace("\n", end));
        LoadedQuestions set = QuestionFiles.open(file, ColumnNames.FOUND);
        assertThat(set.questions()).extracting(Question::text).containsExactly("q");
        assertThat(set.problems().getFirst().toString()).contains("line 2").contains("quotation mark");
    }

    @Test
    void json_objectsOverSeveralLines_areRead() throws IOException {
        Path file = write("a.json", """
                {
                  "problem": "q {[",
                  "answer": 1
                }
                {
                  "problem": "r \\"",
                  "answer": 2
                }
                """);
        assertThat(QuestionFiles.open(file, ColumnNames.FOUND).questions())
                .extracting(Question::text)
                .containsExactly("q {[", "r \"");
    }

    @Test
    void json_badElementOfAnArray_costsItsRowAlone() throws IOException {
        Path file = write(
                "a.json",
                "[{\"problem\": \"q\", \"answer\": 1},\n{\"problem\": oops},\n{\"problem\": \"r\", \"answer\": 2}]");
        LoadedQuestions set = QuestionFiles.open(file, ColumnNames.FOUND);
        assertThat(set.questions()).extracting(Question::text).containsExactly("q", "r");
        assertThat(set.problems()).extracting(RowProblem::line).containsExactly(2L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e2147483648", "-1e-2147483648", "1e99999999999", "1e2147483647", "1e-2147483647"})
    void numberBeyondAllBounds_costsItsRowAtMost(String number) throws IOException {
        Path file = write("a.jsonl", """
                {"problem": "q", "answer": %s, "other": %s}
                {"problem": "r", "answer": 2}""".formatted(number, number));
        LoadedQuestions set = QuestionFiles.open(file, ColumnNames.FOUND);
        assertThat(set.questions()).extracting(Question::text).endsWith("r");
        assertThat(set.size() + set.problems().size()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.jsonl", "a.json", "a.csv"})
    void rowBeyondAllBounds_costsItsRowAlone(String name) throws IOException {
        boolean csv = name.endsWith("csv");
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write((csv ? "problem,answer\n\"" : name.endsWith("json") ? "[{\"problem\": \"" : "{\"problem\": \"")
                    .getBytes(StandardCharsets.UTF_8));
            byte[] block = "x".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i <= Bytes.MOST >> 16; i++) {
                out.write(block);
            }
            String row = "{\"problem\": \"r\", \"answer\": 2}";
            out.write((csv ? "\",1\nr,2\n" : name.endsWith("json") ? "\"}," + row + "]" : "\"}\n" + row)
                    .getBytes(StandardCharsets.UTF_8));
        }
        LoadedQuestions set = QuestionFiles.open(file, ColumnNames.FOUND);
        assertThat(set.questions()).extracting(Question::text).containsExactly("r");
        assertThat(set.problems()).singleElement().extracting(RowProblem::what).isEqualTo(Bytes.TOO_LONG);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version https://git-lfs.github.com/spec/v1|Git LFS pointer",
                "<!DOCTYPE html><html>|web page",
                "PAR1xxxx|Parquet",
                "PK\u0003\u0004xxxx|ZIP"
            })
    void fileOfAnotherKind_isCalledByItsName(String content, String kind) throws IOException {
        for (String name : List.of("a.jsonl", "a.json", "a.csv")) {
            Path file = write(name, content);
            assertThatThrownBy(() -> QuestionFiles.open(file, ColumnNames.FOUND))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining(name)
                    .hasMessageContaining(kind);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.jsonl", "a.tsv", "a.parquet", "a.arrow"})
    void pointerOfGitLfs_isRefusedInEveryFormat(String name) throws IOException {
        Path file = write(name, "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 123456\n");
        assertThatThrownBy(() -> QuestionFiles.open(file, ColumnNames.FOUND))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(name + " is a Git LFS pointer")
                .hasMessageContaining("which has 123456 bytes")
                .hasMessageContaining("git lfs pull");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
