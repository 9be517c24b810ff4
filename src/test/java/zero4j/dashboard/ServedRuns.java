package zero4j.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A dashboard that serves a folder of runs, and how any program asks it. */
abstract class ServedRuns {
    static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    Path folder;

    Path runs;
    Dashboard dashboard;
    final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws IOException {
        runs = Files.createDirectories(folder.resolve("runs"));
        dashboard = Dashboard.start(WatchedRuns.in(runs), endpoint(Optional.empty()));
    }

    @AfterEach
    void close() {
        dashboard.close();
        client.shutdownNow(); // closing would wait for streams that a test has not read to their ends
    }

    static Endpoint endpoint(Optional<String> token) {
        return Endpoint.of("127.0.0.1", 0, false, token);
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    String base() {
        return dashboard.address().replaceFirst("/(\\?.*)?$", "");
    }

    JsonNode json(String path) throws Exception {
        HttpResponse<String> answer = get("/api/" + path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    String problem(int status, String path) throws Exception {
        HttpResponse<String> answer = get("/api/" + path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body()).get("problem").asString();
    }
}
