package zero4j.analyze.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.UserError;
import zero4j.analyze.Judge.Response;
import zero4j.analyze.judge.BadEndpoint.Fault;

/** What goes wrong between the judge and a real server. */
class JudgeTroubleTest extends AtBadEndpoint {
    @Test
    void tooManyRequests_withRetryAfter_waitsAsAsked() {
        endpoint.then(
                new Fault.Status(429, "slow down", Map.of("Retry-After", "17")),
                new Fault.Status(429, "", Map.of("Retry-After", "Thu, 01 Jan 2026 12:01:30 GMT")),
                new Fault.Status(429, "", Map.of("Retry-After", "0.5")));
        assertThat(answering(RESPONSE)).containsExactly(Optional.of(true));
        assertThat(pauses).containsExactly(Duration.ofSeconds(17), Duration.ofSeconds(90), Duration.ofSeconds(4));
        assertThat(notes).first().asString().contains("429: slow down", "again in 17 s");
    }

    @Test
    void serverErrors_aFew_areTriedAgainEachTimeLater() {
        endpoint.then(status(500), status(502), status(503), status(529), status(408));
        assertThat(answering(RESPONSE)).containsExactly(Optional.of(true));
        assertThat(pauses).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L, 16L);
    }

    @Test
    void serverErrors_tooMany_endWithOneSentenceAndLoseNothing() throws IOException {
        JudgeSettings one = settings().concurrency(1);
        try (LlmJudge judge = judge(one)) {
            judge.answering(List.of(RESPONSE));
            endpoint.always(status(500));
            assertThatThrownBy(() -> judge.answering(List.of(RESPONSE, new Response("q", "other"))))
                    .isInstanceOf(UserError.class)
                    .hasMessageContainingAll(endpoint.address(), "500", "8 times in a row", "is kept");
        }
        assertThat(pauses).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
        assertThat(file().lines()).hasSize(1);
        endpoint.requests().clear();
        assertThat(answering(RESPONSE)).containsExactly(Optional.of(true));
        assertThat(endpoint.requests()).isEmpty();
    }

    @Test
    void answer_cutOff_isAskedForAgain() {
        endpoint.then(new Fault.CutOff(), new Fault.Body("{\"choices\": [{\"message\": {\"role\": \"assis"));
        assertThat(answering(RESPONSE)).containsExactly(Optional.of(true));
        assertThat(pauses).hasSize(2);
        assertThat(notes).anyMatch(note -> note.contains("broke")).anyMatch(note -> note.contains("no whole JSON"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void answer_thatDoesNotCome_isGivenUpAtTheDeadline(boolean begins) {
        endpoint.then(begins ? new Fault.Stall() : new Fault.Silence());
        try (LlmJudge judge = judge(settings().timeout(Duration.ofMillis(300)))) {
            assertThat(judge.answering(List.of(RESPONSE))).containsExactly(Optional.of(true));
        }
        assertThat(notes).singleElement().asString().contains("no whole answer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"choices\": []}",
                "{\"choices\": [{}]}",
                "{\"choices\": \"none\"}",
                "{\"choices\": [{\"message\": null}]}"
            })
    void answer_ofAnotherForm_endsWithOneSentence(String body) {
        endpoint.always(new Fault.Body(body));
        assertThatThrownBy(() -> answering(RESPONSE))
                .isInstanceOf(UserError.class)
                .hasMessageMatching(".*(no whole JSON|of another form), 8 times in a row.*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>Log\nin</html>", " <!doctype html>", "Log in", ""})
    void answer_thatIsAWebPage_endsAtTheSecondWithTheAddressAndWhatToTry(String body) {
        endpoint.always(new Fault.Status(200, body, Map.of("Content-Type", "text/html; charset=utf-8")));
        assertThatThrownBy(() -> answering(RESPONSE))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll(endpoint.address(), "a web page", "/v1", "2 times in a row", "is kept")
                .message()
                .contains(body.isEmpty() ? "an empty one" : body.strip().replace("\n", " "))
                .doesNotContain("\n");
        assertThat(endpoint.requests()).hasSize(2);
    }

    @Test
    void answer_pageOnceThenAnAnswerThatIsCalledAPage_isTaken() {
        endpoint.then(
                new Fault.Body("<html>" + "x".repeat(500)),
                new Fault.Status(200, BadEndpoint.answer("1"), Map.of("Content-Type", "text/html")));
        assertThat(answering(RESPONSE)).containsExactly(Optional.of(true));
        assertThat(notes)
                .singleElement()
                .asString()
                .contains("a web page (<html>xxx")
                .doesNotContain("x".repeat(80));
    }

    @Test
    void responses_thatAreRefused_areLeftOutAndTold() {
        endpoint.then(new Fault.Status(400, "maximum context length exceeded", Map.of()));
        try (LlmJudge judge = judge(settings())) {
            assertThat(judge.answering(List.of(RESPONSE))).containsExactly(Optional.empty());
            assertThat(String.join(" ", judge.says())).contains("400", "maximum context length");
            assertThat(judge.answering(List.of(RESPONSE))).containsExactly(Optional.of(true));
        }
    }

    @Test
    void key_refused_isToldWithoutIt() throws IOException {
        endpoint.always(new Fault.Status(401, "Incorrect API key provided: " + KEY + " or sk-sec****6789", Map.of()));
        assertThatThrownBy(() -> answering(RESPONSE))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll(endpoint.address(), "refuses the key of OPENAI_API_KEY", "401")
                .message()
                .doesNotContain("secret", "sk-sec", "6789");
        assertThat(settings().toString()).doesNotContain("secret");
        assertThat(file()).isEmpty();
        assertThat(endpoint.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "401, wants a key",
        "403, wants a key",
        "404, most often ends in /v1",
        "301, leads elsewhere",
        "402, no credit",
    })
    void endpoint_thatIsNotTheRightOne_isToldAtOnce(int code, String told) {
        endpoint.always(status(code));
        JudgeSettings open = JudgeSettings.of(endpoint.address(), "m", Optional.empty(), Map.of());
        try (LlmJudge judge = judge(open)) {
            assertThatThrownBy(() -> judge.answering(List.of(RESPONSE)))
                    .isInstanceOf(UserError.class)
                    .hasMessageContainingAll(endpoint.address(), told);
        }
        assertThat(pauses).isEmpty();
    }

    @Test
    void connection_toNobody_isToldSoon() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        JudgeSettings nobody = JudgeSettings.of("http://localhost:" + port + "/v1", "m", Optional.empty(), Map.of());
        try (LlmJudge judge = judge(nobody)) {
            assertThatThrownBy(() -> judge.answering(List.of(RESPONSE)))
                    .isInstanceOf(UserError.class)
                    .hasMessageContainingAll("http://localhost:" + port, "no connection", "3 times in a row");
        }
    }

    @Test
    void connection_thatIsNotSafe_isToldAtOnce() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> answerWithoutCertificate(server));
            JudgeSettings safe = JudgeSettings.of(
                    "https://localhost:" + server.getLocalPort() + "/v1", "m", Optional.empty(), Map.of());
            try (LlmJudge judge = judge(safe)) {
                assertThatThrownBy(() -> judge.answering(List.of(RESPONSE)))
                        .isInstanceOf(UserError.class)
                        .hasMessageContainingAll("no safe connection to https://localhost", "http://");
            }
        }
        assertThat(pauses).isEmpty();
    }

    private static void answerWithoutCertificate(ServerSocket server) {
        try (Socket client = server.accept()) {
            client.getInputStream().read();
            client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            client.getOutputStream().flush();
            client.getInputStream().readAllBytes();
        } catch (IOException e) {
            // the client hangs up
        }
    }
}
