package zero4j.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.UserError;
import zero4j.serve.ServeSettings.Limits;

/** What a server does with clients that are many, slow, gone, hostile or late. */
@Timeout(300)
class ServerLimitsTest {
    private static final String ASK = "{\"prompt\": \"abc\", \"max_tokens\": 30, \"seed\": 1}";

    @TempDir
    private Path temporary;

    private ServedTiny with(Limits limits) {
        return ServedTiny.start(ServedTiny.model(temporary.resolve("model"), 8), settings -> settings.within(limits));
    }

    private ServedTiny usual() {
        return with(Limits.USUAL);
    }

    private static Socket connect(ServedTiny tiny) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), tiny.server().port());
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String post(String body) {
        return "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
    }

    private static String all(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Whether a request is answered; on a busy machine this client, too, may take longer than the server waits. */
    private static boolean answers(ServedTiny tiny) {
        try {
            return tiny.post("/v1/completions", ASK).statusCode() == 200;
        } catch (CompletionException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /v1/completions HTTP/1.1\r\nHost: local",
                "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\n{\"prompt\"",
                ""
            })
    void connection_thatSendsNoWholeRequest_isClosed(String beginning) throws IOException {
        try (ServedTiny tiny = with(Limits.USUAL.withPatience(Duration.ofMillis(50), Duration.ofSeconds(60)));
                Socket slow = connect(tiny)) {
            write(slow, beginning);

            assertThat(all(slow)).isEmpty();
            Waiting.until(() -> answers(tiny));
        }
    }

    @Test
    void connection_thatStaysWithoutARequest_isClosed() throws IOException {
        try (ServedTiny tiny = with(Limits.USUAL.withPatience(Duration.ofSeconds(60), Duration.ofMillis(50)));
                Socket idle = connect(tiny)) {
            write(idle, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");

            assertThat(all(idle)).startsWith("HTTP/1.1 200 OK").doesNotContain("HTTP/1.1 4");
        }
    }

    @Test
    void requests_pipelinedOnOneConnection_areAnsweredInOrder() throws IOException {
        try (ServedTiny tiny = usual();
                Socket socket = connect(tiny)) {
            String requests = IntStream.rangeClosed(1, 20)
                    .mapToObj(i -> post("{\"prompt\": \"abc\", \"max_tokens\": " + i + "}"))
                    .collect(Collectors.joining());
            write(socket, requests + "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            List<Integer> counts = all(socket)
                    .lines()
                    .flatMap(line -> Pattern.compile("\"completion_tokens\":(\\d+)")
                            .matcher(line)
                            .results())
                    .map(match -> Integer.parseInt(match.group(1)))
                    .toList();

            assertThat(counts)
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, 20).boxed().toList());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void body_tooLarge_isRefusedAndTheServerGoesOn(boolean announced) throws IOException {
        Limits small = new Limits(
                8,
                8,
                8,
                2048,
                8,
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofMillis(5));
        try (ServedTiny tiny = with(small);
                Socket socket = connect(tiny)) {
            String head = "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\n";
            String chunk = "400\r\n" + "x".repeat(1024) + "\r\n";
            write(
                    socket,
                    head
                            + (announced
                                    ? "Content-Length: 999999999\r\n\r\n"
                                    : "Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk + chunk));

            byte[] first = new byte[12];
            assertThat(socket.getInputStream().readNBytes(first, 0, 12)).isEqualTo(12);
            assertThat(new String(first, StandardCharsets.UTF_8)).isEqualTo("HTTP/1.1 413");
            ServedTiny.good(tiny.post("/v1/completions", ASK));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\0\1\2\3\r\n\r\n", "GET\r\n\r\n", "POST /v1/completions HTTP/1.1\r\nContent-Length: -5\r\n\r\n"
            })
    void bytes_thatAreNoHttp_areRefusedAndTheServerGoesOn(String bytes) throws IOException {
        try (ServedTiny tiny = with(Limits.USUAL.withPatience(Duration.ofMillis(200), Duration.ofMillis(200)));
                Socket socket = connect(tiny)) {
            write(socket, bytes);

            assertThat(all(socket)).doesNotContain(" 200 ");
            Waiting.until(() -> answers(tiny));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void client_thatGoes_hasItsRequestCancelled(boolean stream) throws IOException {
        try (ServedTiny tiny = usual()) {
            tiny.engine().hold();
            try (Socket socket = connect(tiny)) {
                write(socket, post("{\"prompt\": \"abc\", \"max_tokens\": 40, \"stream\": " + stream + "}"));
                tiny.engine().awaitHeld(1);
                if (stream) {
                    InputStream in = socket.getInputStream();
                    assertThat(new String(in.readNBytes(15), StandardCharsets.UTF_8))
                            .isEqualTo("HTTP/1.1 200 OK");
                }
            }
            tiny.engine().awaitCancelled(1);
            tiny.engine().letGo();
            ServedTiny.good(tiny.post("/v1/completions", ASK));
        }
    }

    private static final String LONG_STREAM = "{\"prompt\": \"abc\", \"max_tokens\": 45, \"n\": %d, \"stream\": true,"
            + " \"logprobs\": 0, \"return_token_ids\": true, \"seed\": 1}";

    private static Socket smallWindow(ServedTiny tiny) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), tiny.server().port()));
        return socket;
    }

    /** The metrics; empty where the server has closed the connection meanwhile. */
    private static String metrics(ServedTiny tiny) {
        try {
            return tiny.get("/metrics").body();
        } catch (CompletionException e) {
            return "";
        }
    }

    @Test
    void stream_readLate_isWhole() throws IOException {
        try (ServedTiny tiny = usual();
                Socket socket = smallWindow(tiny)) {
            write(socket, post(LONG_STREAM.formatted(350)));
            Waiting.until(
                    () -> tiny.get("/metrics").body().contains("zero4j_serve_completions_total{reason=\"length\"}"));
            StringBuilder read = new StringBuilder();
            while (read.indexOf("data: [DONE]") < 0) {
                read.append(new String(socket.getInputStream().readNBytes(1), StandardCharsets.UTF_8));
                byte[] more = new byte[8192];
                int count = socket.getInputStream().read(more);
                read.append(new String(more, 0, count, StandardCharsets.UTF_8));
            }
            assertThat(Pattern.compile("\"finish_reason\":\"(length|stop)\"")
                            .matcher(read)
                            .results())
                    .hasSize(350);
        }
    }

    @Test
    void stream_neverRead_isCutOffAndHoldsNothing() throws IOException {
        try (ServedTiny tiny = with(Limits.USUAL.withPatience(Duration.ofSeconds(60), Duration.ofMillis(100)));
                Socket socket = smallWindow(tiny)) {
            Waiting.until(() -> metrics(tiny).contains("zero4j_serve_connections 2.0"));
            write(socket, post(LONG_STREAM.formatted(512)));
            Waiting.until(() -> metrics(tiny).contains("zero4j_serve_connections 1.0"));

            assertThat(all(socket)).doesNotContain("[DONE]");
            Waiting.until(() -> tiny.engine().inFlight() == 0);
        }
    }

    @Test
    void client_thatGoesWhilePaused_leavesItsPlace() throws IOException {
        try (ServedTiny tiny = with(Limits.USUAL.withQueue(1))) {
            ServedTiny.good(tiny.post("/pause", ""));
            try (Socket socket = connect(tiny)) {
                write(socket, post(ASK));
                Waiting.until(() -> tiny.get("/metrics").body().contains("zero4j_serve_waiting_requests 1.0"));
            }
            Waiting.until(() -> tiny.get("/metrics").body().contains("zero4j_serve_waiting_requests 0.0"));
            ServedTiny.good(tiny.post("/resume", ""));
            ServedTiny.good(tiny.post("/v1/completions", ASK));
        }
    }

    @Test
    void queue_full_isSaidWithWhenToComeAgain() {
        try (ServedTiny tiny = with(Limits.USUAL.withQueue(3))) {
            tiny.engine().hold();
            CompletableFuture<HttpResponse<String>> first = tiny.later("/v1/completions", ASK);
            CompletableFuture<HttpResponse<String>> second = tiny.later("/v1/completions", ASK);
            tiny.engine().awaitHeld(2);
            HttpResponse<String> refused = tiny.post("/v1/completions", "{\"prompt\": \"abc\", \"n\": 2}");

            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).contains("1");
            assertThat(refused.body()).contains("rate_limit_error", "2 completions in work", "takes 3");
            assertThat(tiny.post("/v1/completions", "{\"prompt\": \"abc\", \"n\": 4}")
                            .statusCode())
                    .isEqualTo(400);
            tiny.engine().letGo();
            ServedTiny.good(first.join());
            ServedTiny.good(second.join());
            ServedTiny.good(tiny.post("/v1/completions", "{\"prompt\": \"abc\", \"n\": 3}"));
        }
    }

    @Test
    void memory_tooSmallBesideOthers_isSaidWithWhenToComeAgain() {
        try (ServedTiny tiny = usual()) {
            tiny.engine().hold();
            CompletableFuture<HttpResponse<String>> first = tiny.later("/v1/completions", ASK);
            tiny.engine().awaitHeld(1);
            tiny.engine().fail(new UserError("the cache is too large"));

            HttpResponse<String> beside = tiny.post("/v1/completions", ASK);
            assertThat(beside.statusCode()).isEqualTo(429);
            assertThat(beside.headers().firstValue("Retry-After")).contains("1");
            tiny.engine().letGo();
            ServedTiny.good(first.join());
            Waiting.until(() -> tiny.engine().inFlight() == 0);
            HttpResponse<String> alone = tiny.post("/v1/completions", ASK);
            assertThat(alone.statusCode()).isEqualTo(400);
            assertThat(alone.body()).contains("the cache is too large");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void error_ofTheMachine_isAnsweredAndTheServerGoesOn(boolean stream) {
        try (ServedTiny tiny = usual()) {
            tiny.engine().fail(new OutOfMemoryError("no more"));
            HttpResponse<String> failed =
                    tiny.post("/v1/completions", "{\"prompt\": \"abc\", \"stream\": " + stream + "}");
            assertThat(failed.statusCode()).isEqualTo(500);
            assertThat(failed.body()).contains("no more");
        }
    }

    @ParameterizedTest
    @CsvSource({"/v1/models/%zz, 400", "/%zz, 404", "/v1/models/%00, 404"})
    void path_thatIsNone_isRefused(String path, int status) throws IOException {
        try (ServedTiny tiny = usual();
                Socket socket = connect(tiny)) {
            write(socket, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(all(socket)).startsWith("HTTP/1.1 " + status);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX) // where all of 127.* is this machine
    void host_thatWasChosen_isAnOwnName() {
        Path model = ServedTiny.model(temporary.resolve("model"), 8);
        try (ServedTiny tiny = ServedTiny.start(
                model,
                _ -> new ServeSettings(
                        "127.0.0.2", 0, Optional.empty(), Optional.empty(), Optional.empty(), Limits.USUAL))) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(tiny.address() + "/health"))
                    .build();
            assertThat(tiny.send(request).join().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void connections_beyondTheLimit_areClosed() throws IOException {
        Limits few = new Limits(
                8,
                8,
                8,
                2048,
                1,
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofSeconds(0),
                Duration.ofMillis(5));
        try (ServedTiny tiny = with(few);
                Socket first = connect(tiny)) {
            write(first, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(first.getInputStream().readNBytes(12))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("HTTP/1.1 200");
            try (Socket second = connect(tiny)) {
                assertThat(all(second)).isEmpty();
            }
        }
    }

    @Test
    void close_whileRequestsAreSampled_letsThemEndAndRefusesOthers() throws InterruptedException {
        ServedTiny tiny = with(Limits.USUAL.withGrace(Duration.ofMinutes(10)));
        tiny.engine().hold();
        CompletableFuture<HttpResponse<String>> running = tiny.later("/v1/completions", ASK);
        tiny.engine().awaitHeld(1);
        Thread closing = Thread.ofPlatform().start(tiny.server()::close);
        Waiting.until(() -> !(tiny.get("/health").statusCode() == 200));
        HttpResponse<String> refused = tiny.post("/v1/completions", ASK);
        tiny.engine().letGo();

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(ServedTiny.good(running.join())
                        .at("/choices/0/finish_reason")
                        .asString())
                .isEqualTo("length");
        closing.join();
        tiny.close();
    }

    @Test
    void close_requestsThatDoNotEnd_areCancelledAndAnswered() {
        ServedTiny tiny = with(Limits.USUAL.withGrace(Duration.ZERO));
        tiny.engine().hold();
        CompletableFuture<HttpResponse<String>> running = tiny.later("/v1/completions", ASK);
        tiny.engine().awaitHeld(1);
        tiny.server().close();

        assertThat(ServedTiny.good(running.join())
                        .at("/choices/0/finish_reason")
                        .asString())
                .isEqualTo("abort");
        tiny.close();
    }

    @ParameterizedTest
    @CsvSource({
        "Host, evil.example, 403",
        "Host, localhost:99, 200",
        "Origin, http://evil.example, 403",
        "Origin, http://127.0.0.1:3000, 200"
    })
    void request_ofAForeignPage_isRefused(String header, String value, int status) throws IOException {
        try (ServedTiny tiny = usual();
                Socket socket = connect(tiny)) {
            String host = header.equals("Host") ? value : "localhost";
            write(
                    socket,
                    "POST /v1/completions HTTP/1.1\r\nHost: " + host + "\r\n"
                            + (header.equals("Origin") ? "Origin: " + value + "\r\n" : "")
                            + "Connection: close\r\nContent-Length: " + ASK.length() + "\r\n\r\n" + ASK);

            assertThat(all(socket)).startsWith("HTTP/1.1 " + status);
        }
    }

    @Test
    void page_ofTheOriginThatIsWelcome_isAnsweredAndMayReadIt() {
        String page = "http://page.example:3000";
        Path model = ServedTiny.model(temporary.resolve("model"), 8);
        try (ServedTiny tiny = ServedTiny.start(model, settings -> settings.welcoming(page))) {
            HttpResponse<String> asked = tiny.send(from(tiny, page, "/v1/completions")
                            .header("Access-Control-Request-Headers", "authorization,x-own")
                            .method("OPTIONS", BodyPublishers.noBody())
                            .build())
                    .join();
            assertThat(asked.statusCode()).isEqualTo(200);
            assertThat(asked.headers().map())
                    .containsEntry("access-control-allow-origin", List.of(page))
                    .containsEntry("access-control-allow-headers", List.of("authorization,x-own"))
                    .containsEntry("access-control-allow-methods", List.of("GET, POST"))
                    .containsEntry("vary", List.of("Origin"));
            for (String origin : List.of(page, "http://page.example")) {
                HttpResponse<String> answer = tiny.send(from(tiny, origin, "/v1/completions")
                                .POST(BodyPublishers.ofString(ASK))
                                .build())
                        .join();
                assertThat(answer.statusCode()).isEqualTo(origin.equals(page) ? 200 : 403);
                assertThat(answer.headers().allValues("access-control-allow-origin"))
                        .isEqualTo(origin.equals(page) ? List.of(page) : List.of());
            }
            HttpRequest named = from(tiny, page, "/v1/models/tiny")
                    .method("OPTIONS", BodyPublishers.noBody())
                    .build();
            assertThat(tiny.send(named).join().statusCode()).isEqualTo(200);
            HttpRequest control = from(tiny, page, "/pause")
                    .method("OPTIONS", BodyPublishers.noBody())
                    .build();
            assertThat(tiny.send(control).join().statusCode()).isEqualTo(405);
        }
    }

    private static HttpRequest.Builder from(ServedTiny tiny, String origin, String path) {
        return HttpRequest.newBuilder(URI.create(tiny.address() + path)).header("Origin", origin);
    }

    @Test
    void key_thatIsAskedFor_mustBeShown() {
        Path model = ServedTiny.model(temporary.resolve("model"), 8);
        try (ServedTiny tiny = ServedTiny.start(
                model,
                settings -> new ServeSettings(
                        settings.host(),
                        0,
                        settings.control(),
                        Optional.of("secret"),
                        Optional.empty(),
                        Limits.USUAL))) {
            for (String shown : List.of("", "Bearer wrong", "Bearer secret", "Bearer " + ServedTiny.TOKEN)) {
                HttpRequest request = HttpRequest.newBuilder(URI.create(tiny.address() + "/v1/completions"))
                        .header("Authorization", shown)
                        .POST(BodyPublishers.ofString(ASK))
                        .build();
                boolean good = shown.endsWith("secret") || shown.endsWith(ServedTiny.TOKEN);
                assertThat(tiny.send(request).join().statusCode()).isEqualTo(good ? 200 : 401);
            }
            assertThat(tiny.get("/health").statusCode()).isEqualTo(200);
        }
    }
}
