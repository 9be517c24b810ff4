package zero4j.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zero4j.UserError;

/** The server as any program can ask it. */
class DashboardTest {
    private static final String TOKEN = "a-token-of-enough-letters";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    private Path runs;
    private Dashboard dashboard;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws IOException {
        runs = Files.createDirectories(folder.resolve("runs"));
        dashboard = Dashboard.start(WatchedRuns.in(runs), endpoint(Optional.empty()));
    }

    @AfterEach
    void close() {
        dashboard.close();
        client.close();
    }

    private static Endpoint endpoint(Optional<String> token) {
        return Endpoint.of("127.0.0.1", 0, false, token);
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private String base() {
        return dashboard.address().replaceFirst("/(\\?.*)?$", "");
    }

    private JsonNode json(String path) throws Exception {
        HttpResponse<String> answer = get("/api/" + path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private String problem(int status, String path) throws Exception {
        HttpResponse<String> answer = get("/api/" + path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body()).get("problem").asString();
    }

    /** A request whose every letter is ours. */
    private String raw(String request) throws IOException {
        int port = URI.create(base()).getPort();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String rawGet(String path, String host) throws IOException {
        return raw("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/main.js", "/page.css", "/uplot.js", "/api/runs", "/api/nothing", "/nothing"})
    void anyAnswer_hasAPolicyThatAllowsOwnScriptsAndNothingElse(String path) throws Exception {
        HttpResponse<String> answer = get(path);

        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains(
                        "default-src 'none'",
                        "script-src 'self'",
                        "frame-ancestors 'none'",
                        "require-trusted-types-for")
                .doesNotContain("unsafe", "http:", "https:", "*");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void page_asItIsServed_hasNoInlineScriptOrStyle() throws Exception {
        assertThat(get("/").body())
                .contains("<script type=\"module\" src=\"/main.js\">")
                .doesNotContainPattern("<script(?![^>]*src=)|<style|style=|\\son\\w+=");
    }

    @Test
    void files_allThatTheScriptsImport_areServedAsWhatTheyAre() throws Exception {
        String scripts = get("/main.js").body()
                + get("/curves.js").body()
                + get("/chart.js").body();
        assertThat(scripts).contains("from \"/uplot.js\"");
        for (String name : scripts.split("\n")) {
            if (name.matches("import .* from \"\\.?/.*\";")) {
                String file = name.replaceFirst(".*\"\\.?/(.*)\";", "/$1");
                HttpResponse<String> answer = get(file);
                assertThat(answer.statusCode()).as(file).isEqualTo(200);
                assertThat(answer.headers().firstValue("Content-Type")).contains("text/javascript; charset=utf-8");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void request_thatWouldChangeSomething_isRefused(String method) throws IOException {
        assertThat(raw(method
                        + " /api/runs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405 ")
                .containsIgnoringCase("allow: GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:7440",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "0.0.0.0",
                ""
            })
    void host_thatAForeignPageMadeLeadHere_isRefused(String host) throws IOException {
        assertThat(rawGet("/api/runs", host)).startsWith("HTTP/1.1 421 ").doesNotContain(folder.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:9000", "127.0.0.1:7440", "[::1]:80"})
    void host_thatIsThisMachine_isServed(String host) throws IOException {
        assertThat(rawGet("/api/runs", host)).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "../runs/a",
                "..%2Fsecret",
                "%2e%2e%2fsecret",
                "..%252Fsecret",
                "..%5Csecret",
                "a/../../secret",
                "/etc",
                "%2Fetc",
                ".",
                "",
                ".hidden",
                "a%00",
                "a/",
                "link",
                "inner-link",
                "a/../a",
                "./a"
            })
    void run_ofANameThatLeadsElsewhere_isNotFound(String name) throws Exception {
        try (SampleRun _ = SampleRun.in(runs, "a");
                SampleRun secret = SampleRun.in(folder, "secret");
                SampleRun inner = SampleRun.in(runs, "inner-link");
                SampleRun _ = SampleRun.in(runs, ".hidden")) {
            Files.createSymbolicLink(runs.resolve("link"), folder.resolve("secret"));
            Files.delete(inner.folder().recipe());
            Files.createSymbolicLink(inner.folder().recipe(), secret.folder().recipe());

            HttpResponse<String> answer = get("/api/settings?run=" + name);
            assertThat(answer.statusCode()).isIn(400, 404);
            assertThat(json("settings?run=a").get("settings")).isNotEmpty();
            assertThat(json("runs").get("runs")).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../pom.xml",
                "/%2e%2e/pom.xml",
                "/..%2fpom.xml",
                "/main.js/../../pom.xml",
                "//etc/passwd",
                "/index.html%00"
            })
    void file_outsideOfThePage_isNotServed(String path) throws IOException {
        assertThat(rawGet(path, "localhost")).matches("(?s)HTTP/1.1 (404|400) .*");
    }

    @Test
    void token_needed_keepsOutWhoDoesNotShowIt() throws Exception {
        dashboard.close();
        dashboard = Dashboard.start(WatchedRuns.in(runs), endpoint(Optional.of(TOKEN)));

        assertThat(get("/").statusCode()).isEqualTo(401);
        assertThat(get("/api/runs").statusCode()).isEqualTo(401);
        assertThat(get("/api/live").statusCode()).isEqualTo(401);
        assertThat(get("/?token=" + TOKEN + "x").statusCode()).isEqualTo(401);
        assertThat(get("/?token=").statusCode()).isEqualTo(401);
        assertThat(get("/api/runs", "Authorization", "Bearer " + TOKEN.substring(1))
                        .statusCode())
                .isEqualTo(401);
        assertThat(get("/api/runs", "Authorization", "Bearer " + TOKEN).statusCode())
                .isEqualTo(200);
    }

    @Test
    void token_inTheAddress_becomesACookieAndLeavesTheAddress() throws Exception {
        dashboard.close();
        dashboard = Dashboard.start(WatchedRuns.in(runs), endpoint(Optional.of(TOKEN)));

        assertThat(dashboard.address()).endsWith("/?token=" + TOKEN);
        HttpResponse<String> moved = get("/?token=" + TOKEN);
        assertThat(moved.statusCode()).isEqualTo(303);
        assertThat(moved.headers().firstValue("Location")).contains("/");
        String cookie = moved.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("HttpOnly", "SameSite=Strict");
        assertThat(get("/", "Cookie", cookie.replaceFirst(";.*", "")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void endpoint_thatOtherMachinesReach_alwaysHasAToken() {
        assertThat(Endpoint.of("127.0.0.1", 0, false, Optional.empty()).token()).isEmpty();
        assertThat(Endpoint.of("0.0.0.0", 0, false, Optional.empty()).token().orElseThrow())
                .hasSizeGreaterThan(20);
        assertThat(Endpoint.of("0.0.0.0", 0, false, Optional.of(TOKEN)).token()).contains(TOKEN);
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> Endpoint.of("0.0.0.0", 0, false, Optional.of("short")))
                .withMessageContaining("at least 16");
    }

    @Test
    void port_taken_isTheNextOneOrAnError() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThatExceptionOfType(UserError.class)
                    .isThrownBy(() -> Dashboard.start(
                            WatchedRuns.in(runs), Endpoint.of("127.0.0.1", port, false, Optional.empty())))
                    .withMessageContaining(String.valueOf(port));
            try (Dashboard next =
                    Dashboard.start(WatchedRuns.in(runs), Endpoint.of("127.0.0.1", port, true, Optional.empty()))) {
                assertThat(URI.create(next.address()).getPort()).isNotEqualTo(port);
            }
        }
    }

    @Test
    void runs_ofAFolderThatIsNotThereYet_areNone() throws Exception {
        dashboard.close();
        dashboard = Dashboard.start(WatchedRuns.in(folder.resolve("later")), endpoint(Optional.empty()));

        assertThat(json("runs").get("runs")).isEmpty();
        SampleRun.in(folder.resolve("later"), "a").steps(1, 3).close();
        assertThat(json("runs").get("runs")).hasSize(1);
    }

    @Test
    void folder_ofOneRun_showsThisRunOnly() throws Exception {
        SampleRun.in(runs, "a").close();
        SampleRun.in(runs, "b").close();
        dashboard.close();
        dashboard = Dashboard.start(WatchedRuns.in(runs.resolve("b")), endpoint(Optional.empty()));

        assertThat(json("runs").get("runs")).hasSize(1);
        assertThat(json("runs").get("runs").get(0).get("name").asString()).isEqualTo("b");
        assertThat(problem(404, "settings?run=a")).contains("no run");
    }

    @Test
    void runs_ofDifferentSeeds_areOneFamily() throws Exception {
        SampleRun.in(runs, "a", "seed=1")
                .steps(1, 20)
                .evaluation(0, 0)
                .evaluation(20, 1)
                .finished()
                .close();
        SampleRun.in(runs, "b", "seed=2", "name=other").close();
        SampleRun.in(runs, "c", "train.learning_rate=1e-3").close();

        JsonNode found = json("runs").get("runs");
        assertThat(found.get(0).get("name").asString()).isEqualTo("c");
        assertThat(found.get(2).get("family"))
                .isEqualTo(found.get(1).get("family"))
                .isNotEqualTo(found.get(0).get("family"));
        JsonNode a = found.get(2);
        assertThat(a.get("state").asString()).isEqualTo("finished");
        assertThat(a.get("step").asLong()).isEqualTo(20);
        assertThat(a.get("reward").asDouble()).isEqualTo(0.2);
        assertThat(a.get("evaluatedBefore").asDouble()).isEqualTo(0.25);
        assertThat(a.get("secondsPerStep").asDouble()).isEqualTo(3);
    }

    @Test
    void curves_ofALongRun_areThinnedWithTheirExtremes() throws Exception {
        SampleRun.in(runs, "a").steps(1, 100).close();

        JsonNode whole = json("curves?run=a&points=500");
        assertThat(whole.get("metrics").get("reward").get("value")).hasSize(100);
        assertThat(whole.get("metrics").get("reward").get("low").isNull()).isTrue();
        assertThat(whole.get("metrics").get("kl").get("value").get(0).isNull())
                .as("NaN")
                .isTrue();
        assertThat(whole.get("tokens").get("value").get(99).asLong()).isEqualTo(200_000);
        assertThat(whole.get("seconds").get("value").get(99).asLong()).isEqualTo(300);

        JsonNode thin = json("curves?run=a&points=10").get("metrics").get("length");
        assertThat(thin.get("value").size()).isBetween(5, 11);
        assertThat(thin.get("low").get(1).asDouble()).isEqualTo(30);
        assertThat(thin.get("high").get(1).asDouble()).isEqualTo(36);
    }

    @Test
    void groups_ofNoStep_areThoseOfTheLastWithWhatEachIs() throws Exception {
        SampleRun.in(runs, "a").steps(1, 2).step(3, SampleRun.HOSTILE).close();

        JsonNode step = json("groups?run=a");
        assertThat(step.get("step").asLong()).isEqualTo(3);
        assertThat(step.get("previous").asLong()).isEqualTo(2);
        assertThat(step.get("next").isNull()).isTrue();
        JsonNode group = step.get("groups").get(0);
        assertThat(group.get("text").asString()).isEqualTo("What is 1+0?");
        JsonNode said = group.get("completions").get(1);
        assertThat(said.get("text").asString()).isEqualTo(SampleRun.HOSTILE);
        assertThat(said.get("outcome").asString()).isEqualTo("correct");
        assertThat(said.get("advantage").asDouble()).isEqualTo(0.5);
        assertThat(said.get("version").asLong()).isEqualTo(2);

        JsonNode tokens = json("tokens?run=a&group=" + group.get("id"))
                .get("tokens")
                .get(said.get("id").toString());
        assertThat(tokens.get("logprobs")).hasSize(3);
        JsonNode explained = json("completion?run=a&id=" + said.get("id"));
        assertThat(explained.get("reading").get("answerRead").asString()).contains("2");
    }

    @Test
    void completion_ofAMillionCharacters_isCutInListsAndWholeByItself() throws Exception {
        SampleRun.in(runs, "a").step(1, "😀x".repeat(333_333) + "end").close();

        JsonNode said =
                json("groups?run=a").get("groups").get(0).get("completions").get(0);
        assertThat(said.get("text").asString().length()).isLessThan(30_000);
        assertThat(said.get("chars").asInt()).isEqualTo(1_000_002);
        assertThat(json("completion?run=a&id=" + said.get("id")).get("text").asString())
                .endsWith("end");
    }

    @Test
    void search_byWordsVerdictAndOrder_findsInAllSteps() throws Exception {
        SampleRun.in(runs, "a").steps(1, 40).step(41, "a needle").close();

        assertThat(json("completions?run=a&search=needle").get("completions")).hasSize(4);
        assertThat(json("completions?run=a&search=needle&judged=right").get("completions"))
                .hasSize(2);
        JsonNode page = json("completions?run=a&judged=wrong&sort=advantage");
        assertThat(page.get("completions")).hasSize(50);
        assertThat(json("completions?run=a&judged=wrong&sort=advantage&after="
                                + page.get("next").asString())
                        .get("completions"))
                .hasSize(32);
        assertThat(json("question?run=a&question=made:1").get("groups")).hasSize(41);
    }

    @Test
    void evaluation_behindAScore_hasLevelsAndCompletions() throws Exception {
        SampleRun.in(runs, "a").evaluation(0, 1).close();

        assertThat(json("evaluations?run=a")
                        .get("scores")
                        .get(0)
                        .get("greedyAccuracy")
                        .asDouble())
                .isEqualTo(0.5);
        assertThat(json("levels?run=a&benchmark=bench&step=0").get("levels")).hasSize(2);
        assertThat(json("completions?run=a&benchmark=bench&step=0&greedy=1").get("completions"))
                .hasSize(2);
        assertThat(json("completions?run=a&benchmark=bench&step=0&greedy=0&level=2")
                        .get("completions"))
                .hasSize(2);
    }

    @Test
    void settings_ofARun_stand_besideTheirDefaults() throws Exception {
        SampleRun.in(runs, "a", "train.learning_rate=1e-3")
                .warned("<b>careful</b>")
                .close();

        JsonNode answer = json("settings?run=a");
        JsonNode rate = answer.get("settings")
                .valueStream()
                .filter(one -> one.get("key").asString().equals("train.learning_rate"))
                .findFirst()
                .orElseThrow();
        assertThat(rate.get("value")).isNotEqualTo(rate.get("standard"));
        assertThat(answer.get("events").toString()).contains("started", "<b>careful</b>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "curves",
                "curves?run=a&points=x",
                "groups?run=a&step=x",
                "completions?run=a&sort=nothing",
                "levels?run=a"
            })
    void question_thatMakesNoSense_isTold(String path) throws Exception {
        SampleRun.in(runs, "a").close();

        assertThat(problem(400, path)).startsWith("The address is not understood");
    }

    @Test
    void database_corruptDeletedOrLocked_isOneSentence() throws Exception {
        SampleRun.in(runs, "corrupt").steps(1, 30).close();
        SampleRun.in(runs, "deleted").steps(1, 3).close();
        SampleRun.in(runs, "text").close();
        try (RandomAccessFile file =
                new RandomAccessFile(runs.resolve("corrupt/run.db").toFile(), "rw")) {
            file.seek(100);
            file.write(new byte[200_000]);
        }
        Files.delete(runs.resolve("deleted/run.db"));
        Files.writeString(runs.resolve("text/run.db"), "no database");

        for (String run : new String[] {"corrupt", "deleted", "text"}) {
            assertThat(problem(503, "curves?run=" + run)).contains("run.db").doesNotContain("Exception", "\n\tat");
        }
        assertThat(json("runs").get("runs")).hasSize(3);
        assertThat(get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void database_lockedByAnotherProgram_isToldInSeconds() throws Exception {
        SampleRun.in(runs, "a").steps(1, 3).close();
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + runs.resolve("a/run.db"));
                Statement statement = other.createStatement()) {
            statement.execute("PRAGMA locking_mode = EXCLUSIVE");
            statement.execute("BEGIN EXCLUSIVE");
            statement.execute("CREATE TABLE x (y)");

            assertThat(problem(503, "curves?run=a")).contains("locked");
        }
        assertThat(json("curves?run=a").get("last").asLong()).isEqualTo(3);
    }

    /** Reads news until one of a kind comes. */
    private static JsonNode news(Iterator<String> lines, String kind) {
        String wanted = "event: " + kind;
        while (lines.hasNext()) {
            if (lines.next().equals(wanted)) {
                return JSON.readTree(lines.next().substring("data: ".length()));
            }
        }
        throw new AssertionError("the stream ended without " + kind);
    }

    private Iterator<String> live() throws Exception {
        HttpResponse<Stream<String>> answer = client.send(
                HttpRequest.newBuilder(URI.create(base() + "/api/live")).build(), BodyHandlers.ofLines());
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
        return answer.body().iterator();
    }

    @Test
    void news_ofSteps_reachEveryPageWithTheSameCurves() throws Exception {
        try (SampleRun run = SampleRun.in(runs, "a")) {
            run.steps(1, 3);
            List<Iterator<String>> pages = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                pages.add(live());
            }
            assertThat(news(pages.getFirst(), "runs")
                            .get("runs")
                            .get(0)
                            .get("step")
                            .asLong())
                    .isEqualTo(3);

            run.steps(4, 5);

            for (Iterator<String> page : pages) {
                JsonNode steps = news(page, "steps");
                assertThat(steps.get("after").asLong()).isEqualTo(3);
                assertThat(steps.get("last").asLong()).isEqualTo(5);
                assertThat(steps.get("metrics").get("reward").get("step")).hasSize(2);
                assertThat(steps.get("tokens").get("value").get(1).asLong()).isEqualTo(10_000);
            }
        }
    }

    @Test
    void news_ofPagesThatWereCutOff_stillReachTheOthers() throws Exception {
        try (SampleRun run = SampleRun.in(runs, "a")) {
            run.steps(1, 1);
            Iterator<String> page = live();
            news(page, "runs");
            for (int i = 0; i < 5; i++) {
                try (Socket cut = new Socket(
                        InetAddress.getLoopbackAddress(), URI.create(base()).getPort())) {
                    cut.setSoLinger(true, 0);
                    cut.getOutputStream()
                            .write("GET /api/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                    assertThat(cut.getInputStream().read()).isPositive();
                }
            }

            run.steps(2, 2);

            assertThat(news(page, "steps").get("last").asLong()).isEqualTo(2);
            assertThat(json("runs").get("runs")).hasSize(1);
        }
    }

    @Test
    void news_ofARunThatWentBack_tellPagesToAskAnew() throws Exception {
        try (SampleRun run = SampleRun.in(runs, "a")) {
            run.steps(1, 9);
            Iterator<String> page = live();
            news(page, "runs");

            run.backTo(4);

            JsonNode steps = news(page, "steps");
            assertThat(steps.get("reset").asBoolean()).isTrue();
            assertThat(steps.get("last").asLong()).isEqualTo(4);
        }
    }
}
