package zero4j.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import zero4j.UserError;
import zero4j.data.Question;
import zero4j.engine.http.MisbehavingServer.Speech;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.Determinism;
import zero4j.rollout.FinishReason;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend.Progress;
import zero4j.rollout.ServerSettings;
import zero4j.rollout.TinyModel;
import zero4j.template.StopRule;

/** What the client of servers does with those that misbehave, while it connects and samples. */
class HttpBackendTest extends MisbehavingServers {
    @ParameterizedTest
    @EnumSource
    void generate_groups_areOneRequestOfIdsEachInPromptOrder(Speech speech) {
        MisbehavingServer server = server(speech);
        List<CompletionGroup> groups = sample(backend(speech, server), 3, 4);

        assertThat(server.asked()).hasSize(3);
        for (int i = 0; i < 3; i++) {
            CompletionGroup group = groups.get(i);
            assertThat(group.prompt().question().id()).isEqualTo("tiny:" + i);
            for (int sample = 0; sample < 4; sample++) {
                Completion completion = group.completions().get(sample);
                assertThat(completion.tokens()).isEqualTo(expected(group.prompt(), sample, BUDGET));
                assertThat(completion.logprobs()).containsOnly(MisbehavingServer.LOGPROB);
                assertThat(completion.finishReason()).isEqualTo(FinishReason.LENGTH);
                assertThat(completion.text()).hasSize(BUDGET);
            }
        }
        assertThat(server.controls()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void generate_request_saysAllThatShapesTheDistribution(Speech speech) {
        MisbehavingServer server = server(speech);
        var _ = one(backend(speech, server));

        JsonNode request = server.asked().getFirst();
        JsonNode sampling = speech == Speech.VLLM ? request : request.get("sampling_params");
        assertThat(sampling.get("temperature").doubleValue()).isEqualTo(1);
        assertThat(sampling.get("top_p").doubleValue()).isEqualTo(1);
        assertThat(sampling.get("top_k").intValue()).isEqualTo(-1);
        assertThat(sampling.get("min_p").doubleValue()).isZero();
        assertThat(sampling.get("repetition_penalty").doubleValue()).isEqualTo(1);
        assertThat(sampling.get("stop_token_ids").toString()).isEqualTo("[2]");
        assertThat(request.has("draws")).isFalse();
    }

    @Test
    void open_controlRoutesAreOff_saysHowToStartTheServer() {
        MisbehavingServer server = server(Speech.VLLM).without("/get_world_size", "/collective_rpc", "/pause");
        assertThatThrownBy(() -> backend(Speech.VLLM, server))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(server.address())
                .hasMessageContaining("VLLM_SERVER_DEV_MODE=1 vllm serve");
    }

    @Test
    void open_controlRoutesAreOffAndNoneIsNeeded_samples() {
        trains = false;
        MisbehavingServer server = server(Speech.VLLM).without("/get_world_size", "/collective_rpc", "/weight_info");
        assertThat(one(backend(Speech.VLLM, server)).tokens()).isEqualTo(expected());
    }

    @ParameterizedTest
    @EnumSource
    void open_tokenOfControlIsWrong_saysSoOnceAndWhereItComesFrom(Speech speech) {
        MisbehavingServer server = server(speech).locked("/get_world_size", speech.update(), speech.pause());
        assertThatThrownBy(() -> backend(speech, server))
                .isInstanceOf(UserError.class)
                .hasMessage(server.address()
                        + ": it does not take the token for its control routes: 401 wants a token. Its token"
                        + " is read from the variable of the environment, or the file:PATH, that rollout.token names; without that"
                        + " setting from ZERO4J_SERVER_TOKEN. Training hands weights over by control routes");
        assertThat(said).isEmpty();
        trains = false;
        assertThat(one(backend(speech, server)).tokens()).isEqualTo(expected());
    }

    @ParameterizedTest
    @EnumSource
    void open_serverIsLoading_waits(Speech speech) {
        MisbehavingServer server =
                server(speech).once("/health", MisbehavingServer.status(503, ""), MisbehavingServer.status(503, ""));
        HttpBackend backend = backend(speech, server);

        assertThat(said).singleElement().asString().contains("waiting for", "503");
        assertThat(backend.found())
                .singleElement()
                .asString()
                .contains(
                        server.address(), "model tiny", "context 48", "2 workers", speech.generate(), speech.update());
    }

    @Test
    void open_serverLoadsTooLong_endsWithTheDeadline() {
        MisbehavingServer server = server(Speech.VLLM);
        for (int i = 0; i < 20; i++) {
            server.once("/health", MisbehavingServer.status(503, "{\"error\":\"loading\"}"));
        }
        assertThatThrownBy(() -> backend(Speech.VLLM, server))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("503 loading");
    }

    @Test
    void open_anotherProtocol_isRefused() {
        MisbehavingServer server = server(Speech.VLLM).without("/v1/models");
        assertThatThrownBy(() -> backend(Speech.VLLM, server))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("it speaks no vllm");
    }

    @ParameterizedTest
    @EnumSource
    void generate_completionGivenUp_goesOnBehindItsTokensAndNothingIsLost(Speech speech) {
        AtomicInteger given = new AtomicInteger();
        MisbehavingServer server =
                server(speech).changing(completion -> given.getAndIncrement() == 0 ? abort(completion, 2) : completion);
        Completion completion = one(backend(speech, server));

        assertThat(completion.tokens()).isEqualTo(expected());
        assertThat(completion.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(server.asked()).hasSize(2);
        String key = speech == Speech.SGLANG ? "input_ids" : speech == Speech.VLLM ? "prompt" : "token_ids";
        assertThat(server.asked().getLast().get(key).size()).isEqualTo(6);
    }

    @Test
    void generate_weightsChangeInMidCompletion_eachTokenHasItsVersion() {
        inFlight = true;
        MisbehavingServer server = server(Speech.VLLM_NATIVE);
        HttpBackend backend = backend(Speech.VLLM_NATIVE, server);
        load(backend, 1);
        String first = server.label();
        load(backend, 2);
        String second = server.label();
        server.changing(completion -> {
            ArrayNode spans = completion.putArray("weight_versions");
            spans.addObject().put("version", first).put("start", 0).put("end", 4);
            spans.addObject().put("version", second).put("start", 4).put("end", BUDGET);
            return completion;
        });
        assertThat(one(backend).versions()).containsExactly(1, 1, 1, 1, 2, 2);
    }

    @ParameterizedTest
    @EnumSource
    void generate_fewerLogprobsThanTokens_isRefused(Speech speech) {
        MisbehavingServer server = server(speech).changing(completion -> {
            JsonNode holder = completion.get(speech == Speech.SGLANG ? "meta_info" : "logprobs");
            cut((ArrayNode) holder.iterator().next(), 3);
            return completion;
        });
        HttpBackend backend = backend(speech, server);
        assertThatThrownBy(() -> one(backend))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("6 tokens but 3 log-probs");
    }

    @ParameterizedTest
    @EnumSource
    void generate_fewerLogprobsThanTokensWhereGivenUp_goesOnBehindTheLastThatHasOne(Speech speech) {
        AtomicInteger given = new AtomicInteger();
        MisbehavingServer server = server(speech).changing(completion -> {
            if (given.getAndIncrement() > 0) {
                return completion;
            }
            ObjectNode aborted = abort(completion, 4);
            JsonNode holder = aborted.get(speech == Speech.SGLANG ? "meta_info" : "logprobs");
            cut((ArrayNode) holder.iterator().next(), 3);
            return aborted;
        });
        assertThat(one(backend(speech, server)).tokens()).isEqualTo(expected());
    }

    @Test
    void generate_tokenThatIsNoInt_isRefused() {
        MisbehavingServer server = server(Speech.VLLM).changing(completion -> {
            ((ArrayNode) completion.get("token_ids")).set(0, 99_999_999_999L);
            return completion;
        });
        HttpBackend backend = backend(Speech.VLLM, server);
        assertThatThrownBy(() -> one(backend))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("'99999999999' where a token id was expected");
    }

    @Test
    void generate_tokenBeyondTheVocabulary_isRefused() {
        MisbehavingServer server = server(Speech.VLLM).changing(completion -> {
            ((ArrayNode) completion.get("token_ids")).set(1, 99_999);
            return completion;
        });
        HttpBackend backend = backend(Speech.VLLM, server);
        assertThatThrownBy(() -> one(backend)).hasMessageContaining("99999").hasMessageContaining("another model");
    }

    @ParameterizedTest
    @EnumSource
    void requireSameTokens_otherIdsOfThePrompt_isRefusedWithBoth(Speech speech) {
        MisbehavingServer server = server(speech);
        HttpBackend backend = backend(speech, server);
        Question question = prompt(0, StopRule.NONE).question();
        int a = TinyModel.FIRST_LETTER;
        backend.requireSameTokens(new Prompt(question, "abc", new int[] {a, a + 1, a + 2}, StopRule.NONE));
        assertThatThrownBy(() -> backend.requireSameTokens(
                        new Prompt(question, "abc", new int[] {a, a + 2, a + 2}, StopRule.NONE)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("another tokenizer")
                .hasMessageContaining("[4, 5] from token 1 on")
                .hasMessageContaining("[5, 5]");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void generate_slowLoris_endsWithTheDeadline(boolean another) {
        generate = SHORT;
        MisbehavingServer slow = server(Speech.VLLM);
        slow.once("/v1/completions", slow.drip());
        if (another) {
            MisbehavingServer good = server(Speech.VLLM);
            assertThat(one(backend(Speech.VLLM, slow, good)).tokens()).isEqualTo(expected());
            assertThat(good.asked()).hasSize(1);
        } else {
            HttpBackend backend = backend(Speech.VLLM, slow);
            assertThatThrownBy(() -> one(backend))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("tiny:0")
                    .hasMessageContaining("no whole answer within 250 ms");
        }
    }

    @ParameterizedTest
    @EnumSource
    void generate_connectionBreaksInTheMiddle_isAskedAgain(Speech speech) {
        MisbehavingServer server = server(speech).once(speech.generate(), MisbehavingServer.reset());
        assertThat(one(backend(speech, server)).tokens()).isEqualTo(expected());
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void generate_serverFailsForGood_isAnErrorWithItsWords() {
        MisbehavingServer server = server(Speech.VLLM);
        for (int i = 0; i < 4; i++) {
            server.once("/v1/completions", MisbehavingServer.status(500, "{\"error\":{\"message\":\"out of cards\"}}"));
        }
        HttpBackend backend = backend(Speech.VLLM, server);
        assertThatThrownBy(() -> one(backend)).isInstanceOf(UserError.class).hasMessageContaining("out of cards");
    }

    @Test
    void generate_requestIsRefused_isNotRepeated() {
        MisbehavingServer server = server(Speech.VLLM)
                .once("/v1/completions", MisbehavingServer.status(400, "{\"message\":\"too long\"}"));
        HttpBackend backend = backend(Speech.VLLM, server);
        assertThatThrownBy(() -> one(backend)).hasMessageContaining("400 too long");
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void generate_answerIsLongerThanAnyThatIsMeant_isGivenUpAndNotAskedAgain() {
        MisbehavingServer server = server(Speech.VLLM)
                .once(Speech.VLLM.generate(), MisbehavingServer.status(200, "{\"choices\": []}" + " ".repeat(100_000)));
        HttpBackend backend = backend(Speech.VLLM, server);
        assertThatThrownBy(() -> one(backend))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("/v1/completions: its answer has more than 39040 bytes");
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void generate_serverHasTooMuchToDo_isAskedAgainLater() {
        MisbehavingServer server = server(Speech.SGLANG)
                .once("/generate", MisbehavingServer.status(429, ""), MisbehavingServer.status(503, ""));
        assertThat(one(backend(Speech.SGLANG, server)).tokens()).isEqualTo(expected());
    }

    @Test
    void generate_stopString_endsAtItsLastTokenWhateverTheServerAdds() {
        MisbehavingServer server = server(Speech.VLLM_NATIVE);
        HttpBackend backend = backend(Speech.VLLM_NATIVE, server);
        Completion free = one(backend);
        String stop = free.text().substring(2, 4);
        Completion stopped = backend.generate(
                        List.of(prompt(0, new StopRule(List.of(stop), false))), sampling(1), Progress.NONE)
                .getFirst()
                .completions()
                .getFirst();
        assertThat(stopped.tokens()).isEqualTo(Arrays.copyOf(free.tokens(), 4));
        assertThat(stopped.text()).isEqualTo(free.text().substring(0, 2));
        assertThat(stopped.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(server.asked().getLast().get("stop").toString()).isEqualTo("[\"" + stop + "\"]");
    }

    @ParameterizedTest
    @EnumSource
    void generate_endsWhereTheModelHasNoEnd_goesOn(Speech speech) {
        AtomicInteger given = new AtomicInteger();
        MisbehavingServer server = server(speech).changing(completion -> {
            if (given.getAndIncrement() > 0) {
                return completion;
            }
            ObjectNode cut = abort(completion, 3);
            if (speech == Speech.SGLANG) {
                ((ObjectNode) cut.get("meta_info")).putObject("finish_reason").put("type", "stop");
            } else {
                cut.put("finish_reason", "stop");
            }
            return cut;
        });
        assertThat(one(backend(speech, server)).tokens()).isEqualTo(expected());
    }

    @Test
    void generate_serverGivesUpEveryTime_endsWithTheDeadline() {
        MisbehavingServer server = server(Speech.VLLM).changing(completion -> abort(completion, 0));
        HttpBackend backend = backend(Speech.VLLM, server);
        assertThatThrownBy(() -> one(backend))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("gives up a completion of question tiny:0");
    }

    @Test
    void generate_tokenIsMissing_saysWhereItGoes() {
        MisbehavingServer server = server(Speech.VLLM).once("/v1/completions", MisbehavingServer.status(401, ""));
        HttpBackend backend = backend(Speech.VLLM, server);
        assertThatThrownBy(() -> one(backend)).hasMessageContaining("rollout.token");
    }

    @Test
    void generate_severalServers_haveTheSameLoad() {
        MisbehavingServer first = server(Speech.VLLM);
        MisbehavingServer second = server(Speech.VLLM);
        slots = 4;
        var _ = sample(backend(Speech.VLLM, first, second), 8, 2);
        assertThat(first.asked().size() + second.asked().size()).isEqualTo(8);
        assertThat(first.asked().size()).isBetween(1, 7);
    }

    @Test
    void generate_groupLargerThanTheSlots_isSeveralRequests() {
        slots = 3;
        MisbehavingServer server = server(Speech.VLLM);
        List<CompletionGroup> groups = sample(backend(Speech.VLLM, server), 1, 8);
        assertThat(groups.getFirst().completions()).hasSize(8);
        assertThat(server.asked())
                .extracting(request -> request.get("n").intValue())
                .containsExactlyInAnyOrder(3, 3, 2);
        assertThat(server.asked())
                .extracting(request -> request.get("seed").longValue())
                .doesNotHaveDuplicates();
    }

    @Test
    void determinism_foreignServer_isNone() {
        assertThat(backend(Speech.VLLM, server(Speech.VLLM)).determinism()).isEqualTo(Determinism.NONE);
    }

    @Test
    void logprobCheck_differenceBeyondTheBound_isRefusedWithTheNumbers() {
        HttpBackend backend = backend(Speech.VLLM, server(Speech.VLLM));
        List<CompletionGroup> groups = sample(backend, 2, 2);
        LogprobCheck check = LogprobCheck.of(
                groups,
                (prompts, completions) -> completions.stream()
                        .map(completion -> {
                            float[] own = completion.logprobs().clone();
                            own[0] -= 0.6f;
                            return own;
                        })
                        .toList());
        assertThat(check.tokens()).isEqualTo(4 * BUDGET);
        check.require(0.11, 1);
        assertThatThrownBy(() -> check.require(0.05, 1))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("differ by 0.1000 nats on average, by 0.6000 at most")
                .hasMessageContaining("allows 0.05");
        assertThatThrownBy(() -> check.require(0.05, 0.7)).hasMessageContaining("processed_logprobs");
    }

    @Test
    void token_namedVariableIsMissing_isRefused() throws Exception {
        Path file = Files.writeString(temporary.resolve("token"), "secret\n");
        assertThat(ServerConnection.token("file:" + file, Map.of())).contains("secret");
        assertThat(ServerConnection.token("MINE", Map.of("MINE", "word"))).contains("word");
        assertThat(ServerConnection.token(ServerSettings.USUAL_TOKEN, Map.of())).isEmpty();
        assertThatThrownBy(() -> ServerConnection.token("MINE", Map.of()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("MINE");
    }
}
