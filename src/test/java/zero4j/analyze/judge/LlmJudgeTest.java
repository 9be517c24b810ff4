package zero4j.analyze.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import zero4j.analyze.AskedQuestion;
import zero4j.analyze.Judge.Reflection;
import zero4j.analyze.Judge.Response;
import zero4j.analyze.SampleCell;
import zero4j.analyze.SampleSet;
import zero4j.analyze.SampledQuestion;
import zero4j.analyze.judge.BadEndpoint.Fault;
import zero4j.run.CompletionRecord;

/** What a judge asks a real server, and how it reads the answers. */
class LlmJudgeTest extends AtBadEndpoint {
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
}
