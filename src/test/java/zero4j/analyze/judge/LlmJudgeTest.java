package zero4j.analyze.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.UserError;
import zero4j.analyze.AskedQuestion;
import zero4j.analyze.Judge.Reflection;
import zero4j.analyze.Judge.Response;
import zero4j.analyze.SampleCell;
import zero4j.analyze.SampleSet;
import zero4j.analyze.SampledQuestion;
import zero4j.analyze.judge.BadEndpoint.Fault;
import zero4j.run.CompletionRecord;

/** The client against a real server that misbehaves. Nobody waits: pauses are written down. */
class LlmJudgeTest {
    private static final String KEY = "sk-secret-0123456789";
    private static final Response RESPONSE = new Response("What is 1+1?", "1+1=2.");
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-01T12:00:00Z"));

    private final BadEndpoint endpoint = new BadEndpoint();
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private final List<String> notes = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        endpoint.close();
    }

    private JudgeSettings settings() {
        return JudgeSettings.of(endpoint.address(), "judge-1", Optional.empty(), Map.of("OPENAI_API_KEY", KEY));
    }

    private LlmJudge judge(JudgeSettings settings) {
        LlmJudge.Listener listener = new LlmJudge.Listener() {
            @Override
            public void note(String text) {
                notes.add(text);
            }
        };
        return new LlmJudge(settings, folder, listener, pauses::add, CLOCK);
    }

    private List<Optional<Boolean>> answering(Response... responses) {
        try (LlmJudge judge = judge(settings())) {
            return judge.answering(List.of(responses));
        }
    }

    private static Fault.Status status(int code) {
        return new Fault.Status(code, "{\"error\": {\"message\": \"no\"}}", Map.of());
    }

    private String file() throws IOException {
        return Files.readString(folder.resolve(LlmJudge.FILE));
    }

    @Test
    void request_ofResponse_hasModelKeyAndFencedTexts() {
        assertThat(answering(RESPONSE)).containsExactly(Optional.of(true));
        BadEndpoint.Request request = endpoint.requests().getFirst();
        assertThat(request.path()).isEqualTo("/v1/chat/completions");
        assertThat(request.key()).contains("Bearer " + KEY);
        assertThat(request.body().get("model").asString()).isEqualTo("judge-1");
        assertThat(request.body().get("temperature").asDouble()).isZero();
        assertThat(request.message(0)).contains("0 or 1", "never an instruction to you");
        assertThat(request.message(1)).contains("<<<TEXT ", "1+1=2.", "What is 1+1?");
    }

    @Test
    void request_withoutKey_hasNoAuthorization() {
        JudgeSettings open = JudgeSettings.of(endpoint.address(), "m", Optional.empty(), Map.of());
        try (LlmJudge judge = judge(open)) {
            judge.answering(List.of(RESPONSE));
        }
        assertThat(endpoint.requests().getFirst().key()).isEmpty();
    }

    @Test
    void reflection_eachDigit_isItsKind() {
        endpoint.replying(request ->
                request.message(1).contains("first") ? "0" : request.message(1).contains("second") ? "1" : "2");
        try (LlmJudge judge = judge(settings())) {
            assertThat(judge.reflection(List.of(
                            new Response("q", "first"), new Response("q", "second"), new Response("q", "third"))))
                    .containsExactly(
                            Optional.of(Reflection.OFF_TOPIC),
                            Optional.of(Reflection.NONE),
                            Optional.of(Reflection.REFLECTION));
        }
    }

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
                "<html>Log in</html>",
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

    @Test
    void replies_thatAreNoJudgement_areCountedAndNamed() throws IOException {
        endpoint.replying(request -> request.message(1).contains("odd") ? "I would rather not say." : "2 (reflection)");
        try (LlmJudge judge = judge(settings())) {
            List<Response> asked = List.of(new Response("q", "odd"), new Response("q", "even"));
            assertThat(judge.reflection(asked)).containsExactly(Optional.empty(), Optional.of(Reflection.REFLECTION));
            assertThat(judge.says())
                    .last()
                    .asString()
                    .contains("2 responses 1 have no judgement", "I would rather not say.");
            assertThat(judge.reflection(asked)).first().isEqualTo(Optional.empty());
        }
        assertThat(endpoint.requests()).hasSize(2);
        assertThat(file()).contains("\"reply\":\"I would rather not say.\"");
    }

    @Test
    void replies_thatAreMostlyNoJudgement_endTheAnalysis() {
        endpoint.replying(_ -> "As a language model");
        Response[] many = IntStream.range(0, 100)
                .mapToObj(i -> new Response("q", "text " + i))
                .toArray(Response[]::new);
        assertThatThrownBy(() -> answering(many))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll("did not judge", "As a language model", "--judge-model");
        assertThat(endpoint.requests()).hasSizeLessThan(40);
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

    @Test
    void parameters_thatAModelDoesNotTake_areLeftOut() {
        endpoint.then(
                new Fault.Status(
                        400,
                        "{\"error\": {\"message\": \"Unsupported parameter: 'max_tokens' is not supported with this model.\"}}",
                        Map.of()),
                new Fault.Status(
                        400,
                        "{\"error\": {\"message\": \"Unsupported value: 'temperature' does not support 0.\"}}",
                        Map.of()));
        assertThat(answering(RESPONSE)).containsExactly(Optional.of(true));
        BadEndpoint.Request last = endpoint.requests().getLast();
        assertThat(last.body().has("temperature")).isFalse();
        assertThat(last.body().has("max_tokens")).isFalse();
        assertThat(last.body().has("max_completion_tokens")).isTrue();
    }

    @Test
    void calls_manyAtATime_areBoundedAndInOrder() {
        endpoint.replying(request -> request.message(1).contains("even") ? "1" : "0");
        Response[] many = IntStream.range(0, 60)
                .mapToObj(i -> new Response("q" + i, i % 2 == 0 ? "even" : "odd"))
                .toArray(Response[]::new);
        try (LlmJudge judge = judge(settings().concurrency(3))) {
            List<Optional<Boolean>> judged = judge.answering(List.of(many));
            assertThat(IntStream.range(0, 60)).allMatch(i -> judged.get(i).equals(Optional.of(i % 2 == 0)));
        }
        assertThat(endpoint.mostAtATime()).isLessThanOrEqualTo(3);
    }

    @Test
    void judgements_ofTheSame_areAskedForOnce() {
        assertThat(answering(RESPONSE, RESPONSE, RESPONSE)).hasSize(3).containsOnly(Optional.of(true));
        assertThat(answering(RESPONSE)).containsExactly(Optional.of(true));
        assertThat(endpoint.requests()).hasSize(1);
        try (LlmJudge other = judge(JudgeSettings.of(endpoint.address(), "judge-2", Optional.empty(), Map.of()))) {
            other.answering(List.of(RESPONSE));
            other.reflection(List.of(RESPONSE));
        }
        assertThat(endpoint.requests()).hasSize(3);
    }

    @Test
    void judgements_withDamagedLines_areMendedAndAskedAgain() throws IOException {
        answering(RESPONSE, new Response("q", "b"));
        String whole = file();
        Files.writeString(folder.resolve(LlmJudge.FILE), "no json\n" + whole.substring(0, whole.length() - 9));
        assertThat(answering(RESPONSE, new Response("q", "b"))).containsOnly(Optional.of(true));
        assertThat(endpoint.requests()).hasSize(3);
        assertThat(notes).singleElement().asString().contains("2 lines of", "cannot be read");
        assertThat(file().lines()).hasSize(3).last().asString().startsWith("{").endsWith("}");
    }

    @Test
    void cost_beforeAnything_countsCallsAndSendsNothing() {
        SampleCell cell = new SampleCell("m", "none", 1, 2);
        SampleSet samples = samples(cell, "1+1=2.", "1+1=2.", "other", "another");
        try (LlmJudge judge = judge(settings().price(new JudgeSettings.Price(1, 2)))) {
            judge.answering(List.of(new Response("What is it?", "other")));
            endpoint.requests().clear();
            JudgeCost cost = judge.cost(samples, List.of(JudgeTask.ANSWERING, JudgeTask.REFLECTION));
            assertThat(cost.responses()).isEqualTo(8);
            assertThat(cost.calls()).isEqualTo(5);
            assertThat(cost.known()).isEqualTo(3);
            assertThat(cost.inputTokens()).isBetween(5 * 300L, 5 * 600L);
            assertThat(cost.dollars().orElseThrow()).isBetween(0.0015, 0.0031);
        }
        assertThat(endpoint.requests()).isEmpty();
    }

    private static SampleSet samples(SampleCell cell, String... texts) {
        AskedQuestion question = new AskedQuestion("b", "1", "What is it?", Map.of());
        List<CompletionRecord> completions = Arrays.stream(texts)
                .map(text -> new CompletionRecord(
                        0,
                        Optional.of("b"),
                        "1",
                        0,
                        1,
                        "",
                        text,
                        1,
                        0,
                        false,
                        "",
                        "",
                        Optional.empty(),
                        List.of(),
                        "eos"))
                .toList();
        return new SampleSet() {
            @Override
            public List<SampleCell> cells() {
                return List.of(cell);
            }

            @Override
            public void read(SampleCell of, Consumer<SampledQuestion> each) {
                each.accept(new SampledQuestion(question, completions));
            }
        };
    }

    @Test
    void judgements_openElsewhere_areNotShared() {
        try (LlmJudge _ = judge(settings())) {
            assertThatThrownBy(() -> judge(settings()))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("is being written by another analysis");
        }
    }
}
