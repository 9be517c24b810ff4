package zero4j.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.UserError;

/** Whom the server serves, and what it never does. */
class DashboardTest extends ServedRuns {
    private static final String TOKEN = "a-token-of-enough-letters";

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
}
