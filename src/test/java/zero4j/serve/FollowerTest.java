package zero4j.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import zero4j.UserError;
import zero4j.run.RunFolder;

@Timeout(300)
class FollowerTest {
    private static final String ASK =
            "{\"token_ids\": [3, 4, 5], \"sampling_params\": {\"max_tokens\": 30, \"seed\": 6}}";

    @TempDir
    private Path temporary;

    private void checkpoint(RunFolder run, long step, Path model) {
        run.writeCheckpoint(step, into -> {
            try (Stream<Path> files = Files.list(model)) {
                for (Path file : files.toList()) {
                    Files.copy(file, into.resolve(file.getFileName()));
                }
            }
        });
    }

    private static String version(HttpResponse<String> response) {
        return ServedTiny.good(response)
                .at("/choices/0/weight_versions/0/version")
                .asString();
    }

    @Test
    void follow_newCheckpoints_takesThemOverAndDropsNoRequest() throws Exception {
        RunFolder run = new RunFolder(Files.createDirectories(temporary.resolve("run")));
        Files.createDirectories(run.checkpoints());
        checkpoint(run, 1, ServedTiny.model(temporary.resolve("first"), 8));
        BlockingQueue<String> said = new LinkedBlockingQueue<>();
        try (ServedTiny tiny = ServedTiny.start(run.checkpoint(1));
                AutoCloseable following =
                        tiny.server().follow(run, run.checkpoint(1), Duration.ofMillis(10), said::add)) {
            assertThat(following).isNotNull();
            tiny.engine().hold();
            CompletableFuture<HttpResponse<String>> running = tiny.later("/inference/v1/generate", ASK);
            tiny.engine().awaitHeld(1);
            checkpoint(run, 2, ServedTiny.model(temporary.resolve("second"), 9));
            tiny.engine().letGo();
            assertThat(said.take()).contains("serving", "step-2");
            assertThat(version(running.join())).isEqualTo("default");
            assertThat(version(tiny.post("/inference/v1/generate", ASK))).isEqualTo("2");

            breakWeights(temporary.resolve("second"));
            checkpoint(run, 3, temporary.resolve("second"));
            assertThat(said.take()).contains("still serving version 2", "step-3");
            assertThat(version(tiny.post("/inference/v1/generate", ASK))).isEqualTo("2");
        }
    }

    @Test
    void follow_weightsThatFailWhileTheyAreTaken_goesBackToTheLastGoodOnes() throws Exception {
        RunFolder run = new RunFolder(Files.createDirectories(temporary.resolve("run")));
        Files.createDirectories(run.checkpoints());
        checkpoint(run, 1, ServedTiny.model(temporary.resolve("first"), 8));
        BlockingQueue<String> said = new LinkedBlockingQueue<>();
        try (ServedTiny tiny = ServedTiny.start(run.checkpoint(1))) {
            JsonNode before =
                    ServedTiny.good(tiny.post("/inference/v1/generate", ASK)).get("choices");
            var _ = tiny.server().follow(run, run.checkpoint(1), Duration.ofMillis(10), said::add);
            Path second = ServedTiny.model(temporary.resolve("second"), 9);
            endWithNan(second.resolve("model.safetensors"));
            checkpoint(run, 2, second);

            assertThat(said.take()).contains("still serving version default", "step-2", "NaN");
            assertThat(ServedTiny.good(tiny.post("/inference/v1/generate", ASK)).get("choices"))
                    .isEqualTo(before);

            tiny.server().close();
            Waiting.until(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("follower")));
        }
    }

    @Test
    void follow_runCannotBeRead_isSaidOnceUntilItChanges() throws Exception {
        Path model = ServedTiny.model(temporary.resolve("first"), 8);
        Deque<String> troubles = new ArrayDeque<>(List.of("away", "away", "locked", "", "locked", "locked"));
        CountDownLatch looked = new CountDownLatch(troubles.size() + 1);
        Queue<String> said = new ConcurrentLinkedQueue<>();
        try (ServedTiny tiny = ServedTiny.start(model);
                Follower follower = new Follower(
                        tiny.server(),
                        Path.of("run"),
                        () -> {
                            looked.countDown();
                            String trouble = Objects.requireNonNullElse(troubles.poll(), "");
                            if (!trouble.isEmpty()) {
                                throw new UserError(trouble);
                            }
                            return Optional.of(model);
                        },
                        model,
                        Duration.ofMillis(1),
                        said::add)) {
            assertThat(follower).isNotNull();
            looked.await();
            assertThat(said)
                    .containsExactly(
                            "cannot look for checkpoints in run: away",
                            "cannot look for checkpoints in run: locked",
                            "cannot look for checkpoints in run: locked");
        }
    }

    private static void endWithNan(Path safetensors) throws IOException {
        byte[] bytes = Files.readAllBytes(safetensors);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - Float.BYTES, Float.NaN);
        Files.write(safetensors, bytes);
    }

    private static void breakWeights(Path model) throws IOException {
        Files.write(model.resolve("model.safetensors"), new byte[] {1, 2, 3});
    }
}
