package zero4j.cli;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.AtomicFile;
import zero4j.recipe.Recipes;

class ServeCommandTest {
    private static final int ENDED = 143;

    @TempDir
    private Path temporary;

    @Test
    void serve_untilItIsTerminated_answersAndEndsWell() throws Exception {
        Path token = Files.writeString(temporary.resolve("token"), "a-token-of-control\n");
        ChildProcess child = ChildProcess.start(
                temporary, List.of("serve", "nano", "--port", "0", "--control-file", token.toString()));
        AtomicReference<String> address = new AtomicReference<>("");
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(child.await(line -> {
                        Matcher found = Pattern.compile("serving nano .* at (http://\\S+)/v1")
                                .matcher(line);
                        return found.find() && address.compareAndSet("", found.group(1));
                    }))
                    .isTrue();
            HttpRequest ask = HttpRequest.newBuilder(URI.create(address.get() + "/v1/completions"))
                    .POST(BodyPublishers.ofString(
                            "{\"model\": \"nano\", \"prompt\": \"What is 3*4+5 mod 10?\", \"max_tokens\": 200}"))
                    .build();
            assertThat(http.send(ask, BodyHandlers.ofString()).body()).contains("\"finish_reason\":\"stop\"");
            HttpRequest info = HttpRequest.newBuilder(URI.create(address.get() + "/weight_info"))
                    .header("Authorization", "Bearer a-token-of-control")
                    .build();
            assertThat(http.send(info, BodyHandlers.ofString()).body()).contains("default");

            assertThat(child.process().toHandle().destroy()).isTrue();
            CommandRun end = child.end();
            assertThat(end.code()).isEqualTo(ENDED);
            assertThat(end.out()).contains("finishing requests");
        } finally {
            child.kill();
        }
    }

    @Test
    void serve_followedRunHasNoCheckpointYet_waitsForTheFirst() throws Exception {
        Path run = temporary.resolve("run");
        CommandRun trained = CommandRun.of(
                "train",
                "--to=" + run,
                "--steps=1",
                "--set=rollout={prompts: 1, group_size: 2, max_new_tokens: 4}",
                "--set=eval.suite=none",
                "--set=report=false",
                "--set=dashboard=off");
        assertThat(trained.code()).as(trained.err()).isZero();
        Path checkpoint = run.resolve("checkpoints/step-1");
        Path later = Files.move(checkpoint, temporary.resolve("step-1"));
        followUntilServed(run, "waiting for the first checkpoint of " + run, () -> Files.move(later, checkpoint));
    }

    @Test
    void serve_followedRunIsNotThereYet_waitsForIt() throws Exception {
        Path run = temporary.resolve("run");
        Path made = made();
        followUntilServed(
                run,
                "there is no run " + run + " yet: waiting for it and its first checkpoint, and not listening before",
                () -> Files.move(made, run));
    }

    @Test
    void serve_followedRunGoesIntoAnEmptyFolder_waitsForIt() throws Exception {
        Path run = Files.createDirectory(temporary.resolve("run"));
        Path made = made();
        followUntilServed(
                run, "waiting for the first checkpoint of " + run, () -> Files.move(made, run, REPLACE_EXISTING));
    }

    @Test
    void serve_followedRunComesIntoTheUsualFolder_isFoundByItsName() throws Exception {
        Path name = Path.of("followed-by-a-test-" + ProcessHandle.current().pid());
        Path run = Files.createDirectories(Path.of("runs")).resolve(name);
        Path made = made();
        Files.writeString(made.resolve("recipe.yaml"), Recipes.render(Recipes.train()));
        try {
            followUntilServed(name, "there is no run " + name + " yet", () -> Files.move(made, run));
        } finally {
            AtomicFile.deleteFolder(run);
        }
    }

    /** What training makes until its first checkpoint. */
    private Path made() throws IOException {
        Path made = temporary.resolve("made");
        Files.createDirectories(made.resolve("checkpoints"));
        TinyNanoModel.make(made.resolve("checkpoints/step-1"));
        return made;
    }

    private interface Beginning {
        void begin() throws IOException;
    }

    private void followUntilServed(Path run, String said, Beginning training) throws Exception {
        ChildProcess child = ChildProcess.start(temporary, List.of("serve", run.toString(), "--follow", "--port", "0"));
        try {
            assertThat(child.await(line -> line.startsWith(said))).isTrue();
            training.begin();
            assertThat(child.await(line -> line.startsWith("serving " + run.getFileName() + " (")))
                    .isTrue();
        } finally {
            child.kill();
        }
    }

    @Test
    void serve_portIsTaken_isSaidBeforeACheckpointIsWaitedFor() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandRun run = CommandRun.of(
                    "serve",
                    temporary.resolve("later").toString(),
                    "--follow",
                    "--port",
                    Integer.toString(taken.getLocalPort()));

            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err())
                    .contains(
                            "the model cannot be served at 127.0.0.1:" + taken.getLocalPort(), "choose another --port");
            assertThat(run.out()).doesNotContain("waiting");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nano --follow --port 0 | --follow needs the folder of a run, and nano is none",
                "nano --control short   | at least 16 characters",
                "nano --control short   | error: --control is a token of 5 characters",
                "nano --port 99999      | from 0 to 65535",
                "nano --port 99999      | error: --port is 99999",
                "nano --cors http://a/b --port 0 | error: --cors is http://a/b; it must be the origin of a page",
                "nano --port 0 --queue 0 | error: --queue is 0",
                "nano --backend vllm --port 0 | name the address of one in the place of the model",
                "nothing-like-it --port 0 | no model nothing-like-it",
                "http://127.0.0.1:1     | http://127.0.0.1:1 is the address of a server; serve takes the folder of a model or of a run",
                "http://[::1]:1 --follow | is the address of a server; serve takes the folder of a model or of a run",
                "not-there --follow --template r7 --port 0 | there is no template 'r7'",
                "nano --host nowhere.invalid | --host is nowhere.invalid"
            })
    void serve_whatCannotBe_isSaidBeforeAnythingIsServed(String arguments, String said) {
        CommandRun run = CommandRun.of(("serve " + arguments).split(" "));

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains(said);
    }
}
