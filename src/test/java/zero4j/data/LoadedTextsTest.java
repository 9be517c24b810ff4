package zero4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.UserError;

/** Texts to pretrain on, in the shapes in which people have them. */
class LoadedTextsTest {
    @TempDir
    private Path folder = Path.of("");

    private LoadedTexts read(String name, String text) throws IOException {
        return LoadedTexts.read(Files.writeString(folder.resolve(name), text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'text': 'a b'}|a b|\"text\"",
                "{'Text': 'a b', 'question': 'q', 'answer': 1}|a b|\"Text\"",
                "{'content': 'a'}|a|\"content\"",
                "{'instruction': 'I', 'input': 'in', 'output': 'O'}|I/in/O|\"instruction\", \"input\", \"output\"",
                "{'question': 'q', 'answer': 'long #### 5'}|q/long #### 5|\"question\", \"answer\"",
                "{'problem': 'q', 'solution': 's \\\\boxed{5}', 'answer': '5'}|q/s \\boxed{5}|\"problem\", \"solution\"",
                "{'prompt': 'q', 'completion': 'c'}|q/c|\"prompt\", \"completion\"",
                "{'messages': [{'role': 'user', 'content': 'u'}, {'role': 'assistant', 'content': 'a'}]}|u/a|\"messages\"",
                "{'conversations': [{'from': 'human', 'value': 'u'}, {'from': 'gpt', 'value': 'a'}]}|u/a|\"conversations\"",
            })
    void row_ofEachShape_isATextWithItsPartsBelowEachOther(String row, String text, String taken) throws IOException {
        String json = row.replace('\'', '"');
        for (LoadedTexts read : new LoadedTexts[] {read("a.jsonl", json), read("b.json", "[" + json + "]")}) {
            assertThat(read.texts()).containsExactly(text.replace("/", "\n\n"));
            assertThat(read.taken()).isEqualTo(taken);
        }
    }

    @Test
    void instructionWithoutInput_isKept() throws IOException {
        LoadedTexts read = read("a.jsonl", """
                {"instruction": "I", "input": "x", "output": "O"}
                {"instruction": "J", "input": "", "output": "P"}
                {"instruction": "K", "input": "x", "output": ""}""");
        assertThat(read.texts()).containsExactly("I\n\nx\n\nO", "J\n\nP");
        assertThat(read.problems())
                .singleElement()
                .hasToString(
                        folder.resolve("a.jsonl") + ", line 3: no text under \"instruction\", \"input\", \"output\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16", "UTF-16LE", "X-UTF-32LE-BOM"})
    void encoding_isSeenByItsBytes(String charset) throws IOException {
        byte[] bytes = "one é\r\n\r\ntwo\n".getBytes(Charset.forName(charset));
        Path plain = Files.write(folder.resolve("a.txt"), bytes);
        assertThat(LoadedTexts.read(plain).texts()).containsExactly("one é", "two");
        Path packed = folder.resolve("b.txt.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write(bytes);
        }
        assertThat(LoadedTexts.read(packed).texts()).containsExactly("one é", "two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void plainText_isPartedAtBlankLinesOnly(String end) throws IOException {
        String text = "one\ntwo\n\nthree\n \t\n\nfour\n".replace("\n", end);
        assertThat(read("a.txt", text).texts()).containsExactly("one" + end + "two", "three", "four");
    }

    @Test
    void byteOrderMark_isNoText() throws IOException {
        assertThat(read("a.txt", "\uFEFFone").texts()).containsExactly("one");
    }

    @Test
    void latin1_isRefusedWithLineAndByte() throws IOException {
        Path file = Files.write(folder.resolve("a.txt"), "good\n\nb\u00e9d\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> LoadedTexts.read(file))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("a.txt, line 3: not valid UTF-8: byte 0xE9 at position 2")
                .hasMessageContaining("iconv");
    }

    @Test
    void packedTextThatIsCutShort_saysSo() throws IOException {
        Path packed = folder.resolve("b.txt.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write("one two three four".getBytes(StandardCharsets.UTF_8));
        }
        byte[] bytes = Files.readAllBytes(packed);
        Files.write(packed, Arrays.copyOf(bytes, bytes.length - 12));
        assertThatThrownBy(() -> LoadedTexts.read(packed))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("b.txt.gz: it is cut short or damaged");
    }

    @Test
    void parquet_isRead() throws Exception {
        Path file = folder.resolve("a.parquet");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (SELECT unnest(['one', 'two']) AS text) TO '" + file + "' (FORMAT parquet)");
        }
        assertThat(LoadedTexts.read(file).texts()).containsExactly("one", "two");
    }

    @Test
    void folderOfTexts_isReadInOrder() throws IOException {
        Files.createDirectory(folder.resolve("x"));
        read("x/part-2.txt", "c");
        read("x/part-1.txt", "a\n\nb");
        LoadedTexts read = LoadedTexts.read(folder.resolve("x"));
        assertThat(read.texts()).containsExactly("a", "b", "c");
        assertThat(read.files()).hasSize(2);
    }

    @Test
    void folderOfADownload_isNotItsDescription() throws IOException {
        Files.createDirectories(folder.resolve("set/data"));
        Path readme = Files.writeString(folder.resolve("set/README.md"), "about");
        Files.writeString(folder.resolve("set/LICENSE.txt"), "free");
        read("set/data/train-00000-of-00001.jsonl", "{\"text\": \"a\"}");
        assertThat(LoadedTexts.read(folder.resolve("set")).texts()).containsExactly("a");
        assertThat(LoadedTexts.read(readme).texts()).containsExactly("about");
    }

    @Test
    void rowsWithoutAnyText_areRefusedWithTheColumns() {
        assertThatThrownBy(() -> read("a.jsonl", "{\"body\": \"x\", \"id\": 3}"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("a.jsonl has no column with texts")
                .hasMessageContaining("It has: body, id");
        assertThatThrownBy(() -> read("b.jsonl", "{\"question\": \"x\"}"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no column with texts");
        assertThatThrownBy(() -> read("c.txt", " \n\n ")).hasMessageContaining("there is no text in");
    }
}
