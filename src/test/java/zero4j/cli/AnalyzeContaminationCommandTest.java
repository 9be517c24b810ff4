package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalyzeContaminationCommandTest {
    private static final String ROW =
            "{\"problem\": \"Tom has twelve red and seven blue marbles and gives five of them to"
                    + " Ann. How many are left?\", \"answer\": \"14\"}\n";

    @TempDir
    private static Path folder = Path.of("");

    private static String file = "";

    @BeforeAll
    static void writeQuestions() throws IOException {
        file = Files.writeString(folder.resolve("mine.jsonl"), ROW).toString();
    }

    @Test
    void contamination_trainingSetAlone_needsNoModelAndPrintsTheSameTwice() {
        CommandRun first = CommandRun.of("analyze", "contamination", file, "--suite", file + ",nano");
        CommandRun second = CommandRun.of("analyze", "contamination", file, "--suite", file + ",nano");

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.err()).isEmpty();
        assertThat(first.out())
                .contains("Questions of benchmarks in training sets", "13-grams")
                .containsPattern("\nmine +mine +1 +1 +1 +1 +1 +100.0 % +0\n")
                .containsPattern("\nmine +nano-chain +100 +0 +0 +0 +0 +0.0 % +100\n")
                .containsPattern("\nmine:0 +the same +Tom has twelve red")
                .doesNotContain("ROUGE-L");
        assertThat(second.out()).isEqualTo(first.out());
    }

    @Test
    void contamination_model_isAskedToGoOnWithQuestions() {
        String model = folder.resolve("model").toString();
        TinyNanoModel.make(Path.of(model));
        CommandRun run = CommandRun.of(
                "analyze",
                "contamination",
                "--suite",
                "nano",
                "--model",
                model,
                "--questions",
                "3",
                "--max-new-tokens",
                "8");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("behind its first 60 %", "ROUGE-L", "answer follows")
                .containsPattern("\nmodel +nano-linear +3 +\\d +")
                .containsPattern("\nmodel +nano-linear:\\d +given +Solve")
                .doesNotContain("same text");
    }

    @Test
    void contamination_nothingToLookAt_saysWhatToName() {
        CommandRun run = CommandRun.of("analyze", "contamination", "--suite", "nano");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("name a training set");
        assertThat(CommandRun.of("analyze", "contamination", file).code()).isEqualTo(2);
    }
}
