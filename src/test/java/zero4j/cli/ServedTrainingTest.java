package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.run.RunFolder;

/** A training by the real command whose completions come from the real {@code serve} in a process of its own. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServedTrainingTest {
    private static final int STEPS = 4;
    private static final Pattern LISTENS = Pattern.compile("serving nano \\((.*)\\) at (http://\\S+)/v1");

    @TempDir
    private static Path folder = Path.of("");

    private ChildProcess server;
    private String address;

    @BeforeAll
    void serve() throws IOException {
        Files.writeString(folder.resolve("token"), "a-token-of-control");
        server = ChildProcess.startWithVectorEngine(
                Files.createDirectories(folder.resolve("tmp")),
                List.of("serve", "nano", "--port=0", "--control-file=" + folder.resolve("token")));
        AtomicReference<String> said = new AtomicReference<>("");
        assertThat(server.await(line -> LISTENS.matcher(line).find() && said.compareAndSet("", line)))
                .isTrue();
        Matcher listens = LISTENS.matcher(said.get());
        assertThat(listens.find()).isTrue();
        assertThat(listens.group(1)).isEqualTo("the vector engine");
        address = listens.group(2);
    }

    @AfterAll
    void stop() throws IOException, InterruptedException {
        assertThat(server.process().toHandle().destroy()).isTrue();
        CommandRun end = server.end();
        assertThat(end.code()).as(end.out()).isEqualTo(143);
        assertThat(end.out()).doesNotContain("warning");
    }

    private static RunFolder train(String run, String... settings) {
        List<String> words = new ArrayList<>(List.of(
                "train",
                "--to=" + folder.resolve(run),
                "--set=model=nano",
                "--set=rollout={prompts: 4, group_size: 4, max_new_tokens: 48}",
                "--set=train={steps: " + STEPS + ", learning_rate: 1.0e-4, warmup_steps: 0}",
                "--set=eval.suite=none",
                "--set=dashboard=off",
                "--set=threads=1"));
        words.addAll(List.of(settings));
        CommandRun trained = CommandRun.of(words.toArray(String[]::new));
        assertThat(trained.code()).as(trained.err()).isZero();
        return new RunFolder(folder.resolve(run));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vllm", "sglang"})
    void train_throughAServer_isTheTrainingInOneProcess(String dialect) {
        RunFolder own = train(dialect + "-own", "--set=rollout.backend=vector");
        RunFolder served = train(
                dialect + "-served",
                "--set=rollout.backend=" + dialect,
                "--set=rollout.servers=[" + address + "]",
                "--set=rollout.token=file:" + folder.resolve("token"));

        assertThat(LaunchedRun.completions(served, STEPS))
                .isEqualTo(LaunchedRun.completions(own, STEPS))
                .hasSize(STEPS * 16);
        assertThat(TinyRun.repeatable(served)).isEqualTo(TinyRun.repeatable(own));
        assertThat(served.checkpoint(STEPS).resolve("model.safetensors"))
                .hasSameBinaryContentAs(own.checkpoint(STEPS).resolve("model.safetensors"));
    }
}
