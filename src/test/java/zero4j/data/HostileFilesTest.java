package zero4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zero4j.UserError;

/** Files that nobody meant to be data are refused in a sentence that names them, as questions and as texts. */
class HostileFilesTest {
    private static final int DEEP = 100_000;

    @TempDir
    private Path folder = Path.of("");

    /** A file without a row that can be used. */
    record Hostile(String name, byte[] content) {
        Hostile(String name, String content) {
            this(name, content.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String toString() {
            return name + " of " + content.length + " bytes";
        }
    }

    static List<Hostile> files() {
        String deep = "{\"question\": " + "[".repeat(DEEP) + "]".repeat(DEEP) + ", \"answer\": 1}";
        String objects = "{\"a\":".repeat(DEEP) + "1" + "}".repeat(DEEP);
        return List.of(
                new Hostile("empty.jsonl", ""),
                new Hostile("empty.json", ""),
                new Hostile("empty.csv", ""),
                new Hostile("empty.parquet", ""),
                new Hostile("empty.arrow", ""),
                new Hostile("empty.jsonl.gz", ""),
                new Hostile("mark.jsonl", "\uFEFF"),
                new Hostile("mark.csv", "\uFEFF\r\n"),
                new Hostile("header.csv", "question,answer\n"),
                new Hostile("blank.jsonl", "\n\r\n\r"),
                new Hostile("deep.jsonl", deep),
                new Hostile("deep.json", "[" + deep + "]"),
                new Hostile("objects.jsonl", objects),
                new Hostile("objects.json", objects),
                new Hostile("open.jsonl", "[".repeat(DEEP)),
                new Hostile("open.json", "[".repeat(DEEP)),
                new Hostile("zeros.jsonl", new byte[1000]),
                new Hostile("zeros.json", new byte[1000]),
                new Hostile("zeros.csv", new byte[1000]),
                new Hostile("zeros.parquet", new byte[1000]),
                new Hostile("zeros.arrow", new byte[1000]),
                new Hostile("null.jsonl", "null\nnull"),
                new Hostile("null.json", "null"),
                new Hostile("nulls.jsonl", "{\"question\": null, \"answer\": null}"),
                new Hostile("numbers.json", "[1, 2, 1e2147483648]"),
                new Hostile("half.jsonl", new byte[] {(byte) 0xFF, (byte) 0xFE, '{'}),
                new Hostile("surrogate.jsonl", "{\"question\": \"\\ud800\", \"answer\": null}"));
    }

    private static void assertRefused(ThrowingCallable read, String name) {
        assertThatThrownBy(read).isInstanceOf(UserError.class).hasMessageContaining(name);
    }

    @ParameterizedTest
    @MethodSource("files")
    void fileWithoutRows_isRefusedByItsName(Hostile hostile) throws IOException {
        Path file = Files.write(folder.resolve(hostile.name()), hostile.content());
        assertRefused(() -> QuestionFiles.open(file, ColumnNames.FOUND), hostile.name());
        assertRefused(() -> LoadedTexts.read(file), hostile.name());
    }

    @Test
    void deepRow_costsItsRowAlone() throws IOException {
        String row = "{\"question\": \"q\", \"answer\": 1}";
        for (String name : List.of("a.jsonl", "a.json")) {
            Path file = Files.writeString(
                    folder.resolve(name), "{\"question\": " + "[".repeat(DEEP) + "]".repeat(DEEP) + "}\n" + row);
            LoadedQuestions set = QuestionFiles.open(file, ColumnNames.FOUND);
            assertThat(set.questions()).hasSize(1);
            assertThat(set.problems()).hasSize(1);
        }
    }

    @Test
    void nulBytesInARow_costNothing() throws IOException {
        Path file = Files.writeString(
                folder.resolve("a.jsonl"),
                "{\"question\": \"a\\u0000b\", \"answer\": 1}\n{\"question\": \"\0\", \"answer\": 1}");
        LoadedQuestions set = QuestionFiles.open(file, ColumnNames.FOUND);
        assertThat(set.questions()).hasSize(1);
        assertThat(set.problems()).hasSize(1);
    }

    @Test
    void pipe_isRefusedAndNotWaitedFor() throws IOException, InterruptedException {
        Path pipe = folder.resolve("p.jsonl");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "only where there are named pipes");
        assertThat(new ProcessBuilder("/usr/bin/mkfifo", pipe.toString())
                        .start()
                        .waitFor())
                .isZero();
        assertRefused(() -> QuestionFiles.open(pipe, ColumnNames.FOUND), "p.jsonl is no file but a pipe");
        assertRefused(() -> LoadedTexts.read(pipe), "p.jsonl is no file but a pipe");
    }

    @Test
    void folderOfNothing_isRefusedWithWhatIsExpected() {
        assertRefused(() -> QuestionFiles.open(folder, ColumnNames.FOUND), "there are no data in " + folder);
        assertRefused(() -> QuestionFiles.openAll(folder, ColumnNames.FOUND), ".parquet");
        assertRefused(() -> LoadedTexts.read(folder), ".txt");
    }
}
