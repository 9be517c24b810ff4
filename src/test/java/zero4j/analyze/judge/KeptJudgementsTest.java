package zero4j.analyze.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import zero4j.UserError;
import zero4j.analyze.Judge.Reflection;
import zero4j.analyze.Judge.Response;

/** What of a judge is known the next time. */
class KeptJudgementsTest extends AtBadEndpoint {
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
    void judgements_openElsewhere_areNotShared() {
        try (LlmJudge _ = judge(settings())) {
            assertThatThrownBy(() -> judge(settings()))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("is being written by another analysis");
        }
    }

    @Test
    void judgements_ofAnotherServer_areNotTakenForThoseOfThisOne() throws IOException {
        assertThat(answering(RESPONSE)).containsExactly(Optional.of(true));
        try (BadEndpoint other = new BadEndpoint().replying(_ -> "0");
                LlmJudge judge = judge(JudgeSettings.of(other.address(), "judge-1", Optional.empty(), Map.of()))) {
            assertThat(judge.answering(List.of(RESPONSE))).containsExactly(Optional.of(false));
            assertThat(file()).contains(endpoint.address(), other.address());
        }
    }

    @Test
    void replies_ofAServerSetUpWrongly_areNotKept() throws IOException {
        Response[] many = IntStream.range(0, 30)
                .mapToObj(i -> new Response("q", "text " + i))
                .toArray(Response[]::new);
        endpoint.replying(request -> request.message(1).contains("text 7") ? "1" : "As a language model");
        assertThatThrownBy(() -> answering(many)).isInstanceOf(UserError.class);
        assertThat(file()).doesNotContain("reply");
        endpoint.replying(_ -> "1");
        assertThat(answering(many)).hasSize(30).containsOnly(Optional.of(true));
    }

    @Test
    void replies_mostlyWithoutJudgementOfAFewResponses_areNotKept() throws IOException {
        endpoint.replying(_ -> "As a language model");
        assertThat(answering(RESPONSE)).containsExactly(Optional.empty());
        assertThat(file()).isEmpty();
        endpoint.replying(_ -> "1");
        assertThat(answering(RESPONSE)).containsExactly(Optional.of(true));
    }

    @Test
    void replies_keptWithoutJudgement_areAskedForAgainIfWanted() throws IOException {
        Response odd = new Response("q", "odd");
        endpoint.replying(request -> request.message(1).contains("odd") ? "well" : "1");
        answering(RESPONSE, odd);
        endpoint.replying(_ -> "1");
        assertThat(answering(RESPONSE, odd)).containsExactly(Optional.of(true), Optional.empty());
        try (LlmJudge judge = judge(settings().askedAgain())) {
            assertThat(judge.answering(List.of(RESPONSE, odd))).containsOnly(Optional.of(true));
        }
        assertThat(answering(RESPONSE, odd)).containsOnly(Optional.of(true));
        assertThat(endpoint.requests()).hasSize(3);
    }
}
