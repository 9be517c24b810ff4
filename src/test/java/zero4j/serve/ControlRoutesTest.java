package zero4j.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Timeout(300)
class ControlRoutesTest {
    private static final String ASK =
            "{\"token_ids\": [3, 4, 5], \"sampling_params\": {\"max_tokens\": 30, \"seed\": 6}}";

    @TempDir
    private Path temporary;

    private ServedTiny tiny;

    @BeforeEach
    void start() {
        tiny = ServedTiny.start(ServedTiny.model(temporary.resolve("model"), 8));
    }

    @AfterEach
    void stop() {
        tiny.close();
    }

    private static JsonNode choice(HttpResponse<String> response) {
        return ServedTiny.good(response).at("/choices/0");
    }

    private JsonNode ask() {
        return choice(tiny.post("/inference/v1/generate", ASK));
    }

    /** A request that stands still behind its first token. */
    private CompletableFuture<HttpResponse<String>> held() {
        tiny.engine().hold();
        CompletableFuture<HttpResponse<String>> answer = tiny.later("/inference/v1/generate", ASK);
        tiny.engine().awaitHeld(1);
        return answer;
    }

    private String other() {
        return ServedTiny.model(temporary.resolve("other"), 9).toString();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /pause",
        "POST, /resume",
        "GET, /is_paused",
        "POST, /update_weights_from_disk",
        "POST, /collective_rpc",
        "GET, /get_model_info",
        "POST, /abort_request",
        "POST, /flush_cache",
        "GET, /v1/loads",
        "POST, /sleep",
        "POST, /reset_prefix_cache"
    })
    void control_withoutTheToken_isRefusedAndAbsentWhereThereIsNone(String method, String path) {
        assertThat(status(tiny, method, path, "")).isEqualTo(401);
        assertThat(status(tiny, method, path, "another-token-of-control")).isEqualTo(401);
        try (ServedTiny without = ServedTiny.start(tiny.folder(), settings -> ServeSettings.LOCAL.at(0))) {
            assertThat(status(without, method, path, ServedTiny.TOKEN)).isEqualTo(404);
        }
    }

    private static int status(ServedTiny of, String method, String path, String token) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(of.address() + path))
                .method(method, BodyPublishers.ofString("{}"))
                .header("Authorization", "Bearer " + token)
                .build();
        return of.send(request).join().statusCode();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/pause?mode=abort | | /resume",
                "/pause | | /resume",
                "/pause_generation | {\"mode\": \"abort\"} | /continue_generation"
            })
    void pause_abort_endsWhatIsSampledAndKeepsTheRestWaiting(String pause, String body, String resume) {
        CompletableFuture<HttpResponse<String>> running = held();

        ServedTiny.good(tiny.post(pause, body == null ? "" : body));
        JsonNode partial = choice(running.join());
        assertThat(partial.get("finish_reason").asString()).isEqualTo("abort");
        assertThat(partial.get("token_ids").size()).isBetween(1, 29);
        assertThat(ServedTiny.good(tiny.get("/is_paused")).get("is_paused").booleanValue())
                .isTrue();

        tiny.engine().letGo();
        CompletableFuture<HttpResponse<String>> waiting = tiny.later("/inference/v1/generate", ASK);
        assertThat(tiny.get("/health_generate").statusCode()).isEqualTo(503);
        assertThat(waiting).isNotDone();
        ServedTiny.good(tiny.post(resume, "{}"));
        assertThat(choice(waiting.join()).get("token_ids")).hasSize(30);
        assertThat(ServedTiny.good(tiny.get("/is_paused")).get("is_paused").booleanValue())
                .isFalse();
    }

    @Test
    void pause_waitAndSomebodyResumes_answersAtOnce() {
        CompletableFuture<HttpResponse<String>> running = held();
        CompletableFuture<HttpResponse<String>> paused = tiny.later("/pause?mode=wait", "");
        Waiting.until(
                () -> ServedTiny.good(tiny.get("/is_paused")).get("is_paused").booleanValue());
        ServedTiny.good(tiny.post("/resume", ""));

        ServedTiny.good(paused.join());
        assertThat(running).isNotDone();
        tiny.engine().letGo();
        ServedTiny.good(running.join());
    }

    @Test
    void pause_wait_answersWhenAllHasEnded() {
        CompletableFuture<HttpResponse<String>> running = held();
        CompletableFuture<HttpResponse<String>> paused = tiny.later("/pause?mode=wait", "");
        Waiting.until(
                () -> ServedTiny.good(tiny.get("/is_paused")).get("is_paused").booleanValue());
        assertThat(paused).isNotDone();
        tiny.engine().letGo();

        assertThat(ServedTiny.good(paused.join()).get("status").asString()).isEqualTo("paused");
        assertThat(choice(running.join()).get("finish_reason").asString()).isEqualTo("length");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/pause?mode=keep | | /resume",
                "/pause_generation | {\"mode\": \"in_place\"} | /continue_generation",
                "/pause_generation | {\"mode\": \"retract\"} | /continue_generation"
            })
    void pause_keepAndNewWeights_goesOnWithThemAndTellsWhichTokensAreTheirs(String pause, String body, String resume) {
        JsonNode before = ask();
        CompletableFuture<HttpResponse<String>> running = held();
        CompletableFuture<HttpResponse<String>> paused = tiny.later(pause, body == null ? "" : body);
        tiny.engine().awaitPausing();
        tiny.engine().letGo();
        ServedTiny.good(paused.join());
        assertThat(running).isNotDone();

        String update = "{\"model_path\": \"" + other() + "\", \"weight_version\": \"17\"}";
        JsonNode updated = ServedTiny.good(tiny.post("/update_weights_from_disk", update));
        assertThat(updated.get("success").booleanValue()).isTrue();
        assertThat(updated.get("num_paused_requests").intValue()).isEqualTo(1);
        ServedTiny.good(tiny.post(resume, "{}"));

        JsonNode mixed = choice(running.join());
        JsonNode spans = mixed.get("weight_versions");
        assertThat(spans).hasSize(2);
        assertThat(spans.get(0).get("version").asString()).isEqualTo("default");
        assertThat(spans.get(1).get("version").asString()).isEqualTo("17");
        assertThat(spans.get(0).get("end")).isEqualTo(spans.get(1).get("start"));
        assertThat(spans.get(1).get("end").intValue()).isEqualTo(30);
        int old = spans.get(0).get("end").intValue();
        for (int i = 0; i < old; i++) {
            assertThat(mixed.get("token_ids").get(i))
                    .isEqualTo(before.get("token_ids").get(i));
        }
        assertThat(mixed.get("token_ids")).isNotEqualTo(before.get("token_ids"));
    }

    @Test
    void pause_abortAfterKeep_endsWhatWasKept() {
        CompletableFuture<HttpResponse<String>> running = held();
        CompletableFuture<HttpResponse<String>> kept = tiny.later("/pause?mode=keep", "");
        tiny.engine().awaitPausing();
        tiny.engine().letGo();
        ServedTiny.good(kept.join());
        ServedTiny.good(tiny.post("/pause?mode=abort", ""));

        assertThat(choice(running.join()).get("finish_reason").asString()).isEqualTo("abort");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rpc", "disk", "sglang"})
    void reload_folderOfNewWeights_samplesFromThemUnderTheirName(String form) {
        JsonNode before = ask();
        String folder = other();
        switch (form) {
            case "rpc" -> {
                ServedTiny.good(tiny.post("/pause?mode=wait", ""));
                ServedTiny.good(tiny.post(
                        "/collective_rpc",
                        "{\"method\": \"reload_weights\", \"kwargs\": {\"weights_path\": \"" + folder
                                + "\", \"is_checkpoint_format\": true}}"));
                assertThat(ServedTiny.good(tiny.post("/reset_prefix_cache", ""))
                                .get("success")
                                .booleanValue())
                        .isTrue();
                ServedTiny.good(tiny.post("/update_weight_version", "{\"new_version\": \"step-3\"}"));
                ServedTiny.good(tiny.post("/resume", ""));
            }
            case "disk" -> {
                ServedTiny.good(tiny.post("/init_weight_transfer_engine", "{\"init_info\": {}}"));
                ServedTiny.good(tiny.post("/start_weight_update", ""));
                ServedTiny.good(tiny.post("/update_weights", "{\"update_info\": {\"path\": \"" + folder + "\"}}"));
                ServedTiny.good(tiny.post("/finish_weight_update", "{\"weight_version\": \"step-3\"}"));
            }
            default ->
                ServedTiny.good(tiny.post(
                        "/update_weights_from_disk",
                        "{\"model_path\": \"" + folder + "\", \"weight_version\": \"step-3\"}"));
        }
        JsonNode after = ask();

        assertThat(after.get("token_ids")).isNotEqualTo(before.get("token_ids"));
        assertThat(after.at("/weight_versions/0/version").asString()).isEqualTo("step-3");
        assertThat(ServedTiny.good(tiny.get("/weight_info"))
                        .get("weight_version")
                        .asString())
                .isEqualTo("step-3");
        assertThat(ServedTiny.good(tiny.get("/get_weight_version"))
                        .get("weight_version")
                        .asString())
                .isEqualTo("step-3");
        assertThat(ServedTiny.good(tiny.get("/get_model_info"))
                        .get("model_path")
                        .asString())
                .isEqualTo(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/no/such/folder", "relative", "\\u0000", "models/qwen-like"})
    void reload_folderThatCannotBe_changesNothingAndSaysWhy(String folder) {
        JsonNode before = ask();
        String path =
                folder.startsWith("models") ? Path.of(folder).toAbsolutePath().toString() : folder;
        HttpResponse<String> refused =
                tiny.post("/update_weights_from_disk", "{\"model_path\": \"" + path + "\", \"weight_version\": \"9\"}");

        assertThat(refused.statusCode()).isEqualTo(400);
        JsonNode answer = ServedTiny.JSON.readTree(refused.body());
        assertThat(answer.get("success").booleanValue()).isFalse();
        assertThat(answer.get("message").asString()).contains(folder.startsWith("\\") ? "no path" : folder);
        assertThat(ask()).isEqualTo(before);
    }

    @Test
    void reload_whileRequestsAreSampled_waitsForThemAndDropsNone() {
        CompletableFuture<HttpResponse<String>> running = held();
        CompletableFuture<HttpResponse<String>> update = tiny.later(
                "/update_weights_from_disk", "{\"model_path\": \"" + other() + "\", \"weight_version\": \"2\"}");
        CompletableFuture<HttpResponse<String>> later = tiny.later("/inference/v1/generate", ASK);
        assertThat(update).isNotDone();
        tiny.engine().letGo();

        assertThat(choice(running.join()).at("/weight_versions/0/version").asString())
                .isEqualTo("default");
        ServedTiny.good(update.join());
        assertThat(choice(later.join()).get("finish_reason").asString()).isEqualTo("length");
        assertThat(ask().at("/weight_versions/0/version").asString()).isEqualTo("2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/abort_requests | {\"request_ids\": [\"mine\"]}",
                "/abort_request | {\"rid\": \"mine\"}",
                "/abort_request | {\"abort_all\": true}",
                "/abort_requests | {}"
            })
    void abort_requestById_endsItWithWhatItHas(String path, String body) {
        tiny.engine().hold();
        CompletableFuture<HttpResponse<String>> running =
                tiny.later("/v1/completions", "{\"prompt\": \"abc\", \"max_tokens\": 30, \"request_id\": \"mine\"}");
        tiny.engine().awaitHeld(1);
        assertThat(tiny.post(path, body).statusCode()).isEqualTo(200);

        assertThat(choice(running.join()).get("finish_reason").asString()).isEqualTo("abort");
    }

    @Test
    void loads_requestsInWorkAndWaiting_areCounted() {
        CompletableFuture<HttpResponse<String>> running = held();
        assertLoad(1, 0);
        CompletableFuture<HttpResponse<String>> pause = tiny.later("/pause?mode=wait", "");
        Waiting.until(
                () -> ServedTiny.good(tiny.get("/is_paused")).get("is_paused").booleanValue());
        CompletableFuture<HttpResponse<String>> waiting = tiny.later("/inference/v1/generate", ASK);
        Waiting.until(() ->
                ServedTiny.good(tiny.get("/get_load")).at("/0/num_waiting_reqs").intValue() == 1);
        assertLoad(1, 1);
        tiny.engine().letGo();
        ServedTiny.good(tiny.post("/resume", ""));
        CompletableFuture.allOf(pause, running, waiting).join();
        Waiting.until(() -> ServedTiny.good(tiny.get("/v1/loads?include=core"))
                        .at("/loads/0/num_total_reqs")
                        .intValue()
                == 0);
    }

    private void assertLoad(int running, int waiting) {
        JsonNode load = ServedTiny.good(tiny.get("/v1/loads?include=core")).at("/loads/0");
        assertThat(load.get("num_running_reqs").intValue()).isEqualTo(running);
        assertThat(load.get("num_waiting_reqs").intValue()).isEqualTo(waiting);
        JsonNode old = ServedTiny.good(tiny.get("/get_load")).get(0);
        assertThat(old.get("num_reqs").intValue()).isEqualTo(running + waiting);
        assertThat(old.get("num_waiting_reqs").intValue()).isEqualTo(waiting);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/sleep?level=1 | it cannot sleep; pause it",
                "/wake_up | it cannot sleep",
                "/release_memory_occupation | it cannot sleep",
                "/resume_memory_occupation | it cannot sleep",
                "/weight_checker | GET /weight_info",
                "/weights_checker | GET /weight_info",
                "/init_weights_update_group | weights come from folders",
                "/update_weights_from_distributed | /update_weights_from_disk",
                "/update_weights_from_tensor | /update_weights_from_disk"
            })
    void control_routeWithoutAMeaningHere_saysWhyAndWhatToAsk(String path, String why) {
        HttpResponse<String> answer = tiny.post(path, "{}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(ServedTiny.JSON.readTree(answer.body()).at("/error/message").asString())
                .contains("is not done here", why);
        assertThat(ServedTiny.good(tiny.get("/is_sleeping")).get("is_sleeping").booleanValue())
                .isFalse();
    }
}
