package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import zero4j.hub.FakeHub;

class DownloadCommandTest {
    @TempDir
    private Path folder;

    private FakeHub hub;

    @BeforeEach
    void start() throws IOException {
        hub = FakeHub.withModel();
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void download_model_makesTheFolderAndSaysHowToUseIt() {
        Path target = folder.resolve("model");

        CommandRun run = run("owner/name", "--to", target.toString());

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "owner/name at commit aaaaaaaaaaaa -> " + target + ": 5 files, 320.1 kB", "generate " + target);
        assertThat(run.err()).isEmpty();
        assertThat(run("owner/name", "--to", target.toString()).out()).contains("was in " + target);
    }

    @Test
    void download_dataSet_namesItsFiles() {
        hub.put("main/train.jsonl", "{}");
        Path target = folder.resolve("data");

        CommandRun run = run("owner/name", "--dataset", "--to", target.toString(), "--include", "main/*");

        assertThat(run.out()).contains("1 file,", "data.train=" + target.resolve("main/train.jsonl"));
    }

    @Test
    void download_listOnly_fetchesNothing() {
        Path target = folder.resolve("model");

        CommandRun run = run("owner/name", "--list", "--to", target.toString());

        assertThat(run.out()).contains("320.0 kB  model.safetensors", "in 5 files, commit aaaa");
        assertThat(target).doesNotExist();
    }

    @Test
    void download_excludeAndRevision_areHeeded() {
        CommandRun run = run("owner/name", "--list", "--revision", "v1", "--exclude", "*.safetensors");

        assertThat(run.out()).contains("in 4 files").doesNotContain("model.safetensors");
        assertThat(hub.asked()).contains("/api/models/owner/name/revision/v1");
    }

    @Test
    void download_nameThatIsNone_isRefused() {
        CommandRun run = run("../evil");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("OWNER/NAME");
    }

    @Test
    void generate_nameOfAHub_saysHowToFetchIt() {
        assertThat(CommandRun.of("generate", "Qwen/Qwen2.5-0.5B", "--prompt", "x")
                        .err())
                .contains("no model Qwen/Qwen2.5-0.5B", "./zero4j download Qwen/Qwen2.5-0.5B")
                .doesNotContain("--dataset");
    }

    @Test
    void train_dataOfAHub_saysHowToFetchIt() {
        assertThat(CommandRun.of("train", "--set", "data.train=openai/gsm8k", "--dry-run")
                        .err())
                .contains("openai/gsm8k", "./zero4j download openai/gsm8k --dataset");
    }

    private CommandRun run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = new CommandLine(
                        new DownloadCommand(Map.of("HF_ENDPOINT", hub.endpoint().toString())))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((failure, line, _) -> Failures.report(failure, line, false))
                .execute(arguments);
        return new CommandRun(code, out.toString(), err.toString());
    }
}
