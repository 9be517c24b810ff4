package zero4j.analyze.judge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import zero4j.analyze.Judge.Response;
import zero4j.analyze.judge.BadEndpoint.Fault;

/** Tests of a judge whose endpoint misbehaves as told. Nobody waits: pauses are written down. */
abstract class AtBadEndpoint {
    static final String KEY = "sk-secret-0123456789";
    static final Response RESPONSE = new Response("What is 1+1?", "1+1=2.");
    static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-01T12:00:00Z"));

    final BadEndpoint endpoint = new BadEndpoint();
    final List<Duration> pauses = new CopyOnWriteArrayList<>();
    final List<String> notes = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        endpoint.close();
    }

    JudgeSettings settings() {
        return JudgeSettings.of(endpoint.address(), "judge-1", Optional.empty(), Map.of("OPENAI_API_KEY", KEY));
    }

    LlmJudge judge(JudgeSettings settings) {
        LlmJudge.Listener listener = new LlmJudge.Listener() {
            @Override
            public void note(String text) {
                notes.add(text);
            }
        };
        return new LlmJudge(settings, folder, listener, pauses::add, CLOCK);
    }

    List<Optional<Boolean>> answering(Response... responses) {
        try (LlmJudge judge = judge(settings())) {
            return judge.answering(List.of(responses));
        }
    }

    static Fault.Status status(int code) {
        return new Fault.Status(code, "{\"error\": {\"message\": \"no\"}}", Map.of());
    }

    String file() throws IOException {
        return Files.readString(folder.resolve(LlmJudge.FILE));
    }
}
