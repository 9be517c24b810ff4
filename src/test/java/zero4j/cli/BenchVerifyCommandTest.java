package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchVerifyCommandTest {
    @TempDir
    private Path folder;

    @Test
    void benchVerify_ofAFile_printsAllTables() throws IOException {
        Path file = folder.resolve("q.jsonl");
        Files.writeString(file, """
                {"question": "a", "answer": "\\\\frac{1}{2}"}
                {"question": "b", "answer": "(1, 2)"}
                {"question": "c", "answer": "12"}
                """);

        CommandRun run = CommandRun.of("bench", "verify", "--data", file.toString(), "--fuzz", "1000", "--markdown");

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("| different ones | 3 |")
                .contains("| decimal for a finite fraction | 1 | 1 | 100.000 % |")
                .contains("| near miss | applied | accepted | share |")
                .contains("| one thread, warm |")
                .contains("| exceptions, hangs, changing verdicts | 0 |");
    }

    @Test
    void benchVerify_ofAFolderWithoutQuestions_namesTheFiles() {
        CommandRun run = CommandRun.of("bench", "verify", "--data", folder.toString());

        assertThat(run.code()).isNotZero();
        assertThat(run.err()).contains("eval/math500.jsonl");
    }
}
