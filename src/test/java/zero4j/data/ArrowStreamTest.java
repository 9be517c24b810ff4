package zero4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.flatbuffers.FlatBufferBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.flatbuf.Bool;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.LargeUtf8;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.Struct_;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Utf8;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.UserError;
import zero4j.data.ArrowFixture.Column;

class ArrowStreamTest {
    private static final Column PROBLEM = new Column("problem", Type.LargeUtf8, ArrowStreamTest::largeUtf8, List.of());
    private static final Column ITEM = new Column("item", Type.Utf8, ArrowStreamTest::utf8, List.of());
    private static final Column ANSWER = new Column("answer", Type.List, ArrowStreamTest::list, List.of(ITEM));
    private static final Column LEVEL =
            new Column("level", Type.Int, builder -> Int.createInt(builder, 64, true), List.of());
    private static final Column SCORE = new Column(
            "score", Type.FloatingPoint, b -> FloatingPoint.createFloatingPoint(b, Precision.DOUBLE), List.of());
    private static final Column EASY = new Column("easy", Type.Bool, ArrowStreamTest::bool, List.of());
    private static final Column EXTRA = new Column("extra", Type.Struct_, ArrowStreamTest::struct, List.of(ITEM));

    @TempDir
    Path folder;

    @Test
    void read_allTypesNullsAndTwoBatches_givesTheRows() throws IOException {
        byte[] stream = twoBatches();
        List<Question> expected = List.of(
                new Question(
                        "set:0",
                        "é1",
                        List.of("a", "b"),
                        Map.of("level", "-3", "score", "0.5", "easy", "true", "extra.item", "x")),
                new Question("set:2", "q3", List.of("c"), Map.of("score", "2", "easy", "false", "extra.item", "z")),
                new Question("set:3", "q4", List.of("d"), Map.of("level", "9", "score", "4")));
        LoadedQuestions set = QuestionFiles.open(write("set.arrow", stream), ColumnNames.FOUND);
        assertThat(set.questions()).isEqualTo(expected);
        assertThat(set.problems()).extracting(RowProblem::row).containsExactly(1L);
    }

    @Test
    void read_fileFormat_givesTheSameRows() throws IOException {
        byte[] stream = twoBatches();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes("ARROW1\0\0".getBytes(StandardCharsets.US_ASCII));
        file.writeBytes(stream);
        file.writeBytes("a footer".getBytes(StandardCharsets.US_ASCII));
        assertThat(QuestionFiles.open(write("f.arrow", file.toByteArray()), ColumnNames.FOUND)
                        .fingerprint())
                .isEqualTo(QuestionFiles.open(write("s.arrow", stream), ColumnNames.FOUND)
                        .fingerprint());
    }

    @Test
    void read_cutAnywhereInsideAMessage_isRefused() throws IOException {
        byte[] stream = new ArrowFixture().schema(false, PROBLEM, LEVEL).end();
        byte[] whole = twoBatches();
        for (int length = stream.length; length < whole.length - 8; length += 7) {
            Path file = write("cut.arrow", Arrays.copyOf(whole, length));
            try {
                // A cut between two messages is a shorter stream: its rows are whole.
                assertThat(QuestionFiles.open(file, ColumnNames.FOUND).size()).isBetween(1L, 2L);
            } catch (UserError e) {
                assertThat(e).hasMessageContaining("cut.arrow");
            }
        }
    }

    @Test
    void read_randomDamage_isRefusedOrRead() throws IOException {
        Random random = new Random(5);
        byte[] whole = twoBatches();
        for (int round = 0; round < 300; round++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            Path file = write("damaged.arrow", damaged);
            try {
                QuestionFiles.open(file, ColumnNames.FOUND);
            } catch (UserError e) {
                assertThat(e.getMessage()).as("seed 5, round %d", round).isNotBlank();
            }
        }
    }

    @Test
    void read_dictionariesAndCompression_areRefusedClearly() throws IOException {
        Path dictionary =
                write("d.arrow", new ArrowFixture().schema(true, PROBLEM).end());
        assertThatThrownBy(() -> QuestionFiles.open(dictionary, ColumnNames.FOUND))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("dictionary-encoded column \"problem\"");
        Path compressed = write(
                "c.arrow",
                new ArrowFixture().schema(false, PROBLEM).batch(1, true).end());
        assertThatThrownBy(() -> QuestionFiles.open(compressed, ColumnNames.FOUND))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("compressed");
    }

    @Test
    void folder_brokenState_isExplained() throws IOException {
        write("state.json", "{\"_data_files\":[{\"filename\":\"gone.arrow\"}]}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> QuestionFiles.open(folder, ColumnNames.FOUND))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("gone.arrow");
        write("state.json", "{\"_data_files\":[{\"filename\":\"../x.arrow\"}]}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> QuestionFiles.open(folder, ColumnNames.FOUND))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no file beside it");
        write("state.json", "{\"_indices_data_files\":[{\"filename\":\"i.arrow\"}]}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> QuestionFiles.open(folder, ColumnNames.FOUND))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("flatten_indices");
        write("state.json", "{".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> QuestionFiles.open(folder, ColumnNames.FOUND))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("not valid JSON");
    }

    @Test
    void folder_severalFiles_areOneSetInTheirOrder() throws IOException {
        Path set = Files.createDirectory(folder.resolve("train"));
        Files.writeString(
                set.resolve("state.json"),
                "{\"_data_files\":[{\"filename\":\"b.arrow\"},{\"filename\":\"a.arrow\"}],\"_indices_data_files\":null}");
        Files.write(set.resolve("a.arrow"), twoBatches());
        Files.write(set.resolve("b.arrow"), twoBatches());
        LoadedQuestions questions = QuestionFiles.open(set, ColumnNames.FOUND);
        assertThat(questions.questions())
                .extracting(Question::id)
                .containsExactly("train:0", "train:2", "train:3", "train:4", "train:6", "train:7");
        assertThat(questions.problems())
                .extracting(p -> p.file().getFileName().toString())
                .containsExactly("b.arrow", "a.arrow");
    }

    /** Rows: full; without answer; without level; a batch of its own. The struct column must be stepped over. */
    private static byte[] twoBatches() {
        return new ArrowFixture()
                .schema(false, PROBLEM, EXTRA, ANSWER, LEVEL, SCORE, EASY)
                .node(3, 0)
                .bytes()
                .longs(0, 3, 5, 7)
                .text("é1q2q3")
                .node(3, 0)
                .bytes()
                .node(3, 0)
                .bytes()
                .ints(0, 1, 2, 3)
                .text("xyz")
                .node(3, 1)
                .bytes((byte) 0b101)
                .ints(0, 2, 2, 4)
                .node(4, 1)
                .bytes((byte) 0b0111)
                .ints(0, 1, 2, 3, 3)
                .text("abc")
                .node(3, 1)
                .bytes((byte) 0b011)
                .longs(-3, 4, 0)
                .node(3, 0)
                .bytes()
                .longs(Double.doubleToLongBits(0.5), 0, Double.doubleToLongBits(2))
                .node(3, 0)
                .bytes()
                .bytes((byte) 0b011)
                .batch(3, false)
                .node(1, 0)
                .bytes()
                .longs(0, 2)
                .text("q4")
                .node(1, 0)
                .bytes()
                .node(1, 0)
                .bytes()
                .ints(0, 0)
                .text("")
                .node(1, 0)
                .bytes()
                .ints(0, 1)
                .node(1, 0)
                .bytes()
                .ints(0, 1)
                .text("d")
                .node(1, 0)
                .bytes()
                .longs(9)
                .node(1, 0)
                .bytes()
                .longs(Double.doubleToLongBits(4))
                .node(1, 1)
                .bytes((byte) 0)
                .bytes((byte) 0)
                .batch(1, false)
                .end();
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static int utf8(FlatBufferBuilder builder) {
        Utf8.startUtf8(builder);
        return Utf8.endUtf8(builder);
    }

    private static int largeUtf8(FlatBufferBuilder builder) {
        LargeUtf8.startLargeUtf8(builder);
        return LargeUtf8.endLargeUtf8(builder);
    }

    private static int list(FlatBufferBuilder builder) {
        org.apache.arrow.flatbuf.List.startList(builder);
        return org.apache.arrow.flatbuf.List.endList(builder);
    }

    private static int bool(FlatBufferBuilder builder) {
        Bool.startBool(builder);
        return Bool.endBool(builder);
    }

    private static int struct(FlatBufferBuilder builder) {
        Struct_.startStruct_(builder);
        return Struct_.endStruct_(builder);
    }
}
