package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.bench.verify.VerifierReferences;

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
    void benchVerify_ofAFolderAndAFile_takesTheQuestionsOfBoth() throws IOException {
        Path questions = Files.createDirectory(folder.resolve("questions"));
        Files.writeString(questions.resolve("a.jsonl"), "{\"question\": \"a\", \"answer\": \"7\"}");
        Files.writeString(questions.resolve("b.csv"), "question,answer\nb,8\n");
        Files.writeString(questions.resolve("notes.txt"), "no questions");
        Path more = Files.writeString(folder.resolve("more.jsonl"), "{\"question\": \"c\", \"answer\": \"7\"}");

        CommandRun run = CommandRun.of("bench", "verify", "--data", questions + "," + more, "--markdown");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("| references | 3 |").contains("| different ones | 2 |");
    }

    @Test
    void benchVerify_withoutData_makesReferences() {
        assertThat(VerifierReferences.made(1).distinct()).hasSize(3300).doesNotContain("");
        assertThat(VerifierReferences.made(1)).isEqualTo(VerifierReferences.made(1));
    }

    @Test
    void benchVerify_ofAFolderWithoutQuestions_saysWhatIsExpected() {
        CommandRun run = CommandRun.of("bench", "verify", "--data", folder.toString());

        assertThat(run.code()).isNotZero();
        assertThat(run.err()).contains("there are no data in " + folder, ".jsonl");
    }

    @Test
    void benchVerify_ofAMissingFile_namesIt() {
        CommandRun run = CommandRun.of(
                "bench", "verify", "--data", folder.resolve("missing").toString());

        assertThat(run.code()).isNotZero();
        assertThat(run.err()).contains("missing does not exist");
    }
}
