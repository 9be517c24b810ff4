package zero4j.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import zero4j.UserError;
import zero4j.data.Question;
import zero4j.engine.http.MisbehavingServer.Speech;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.Determinism;
import zero4j.rollout.Engines;
import zero4j.rollout.FinishReason;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend.Progress;
import zero4j.rollout.SamplingParams;
import zero4j.rollout.ServerSettings;
import zero4j.rollout.TinyModel;
import zero4j.template.StopRule;
import zero4j.tokenizer.Tokenizer;
import zero4j.weights.ModelConfig;
import zero4j.weights.SafetensorsFile;

/** What the client of servers does with those that misbehave. */
class HttpBackendTest {
    private static final Duration SHORT = Duration.ofMillis(250);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int BUDGET = 6;

    @TempDir
    private static Path shared;

    private static Path model = Path.of("");
    private static Tokenizer tokenizer;

    @TempDir
    private Path temporary;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private Duration generate = LONG;
    private Duration control = LONG;
    private boolean inFlight;
    private boolean trains = true;
    private int slots = 64;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    /** Time passes by pauses only. */
    private static final class Instantly implements Patience.Pauses {
        private final AtomicLong now = new AtomicLong();

        @Override
        public long nanos() {
            return now.get();
        }

        @Override
        public void pause(Duration time) {
            now.addAndGet(time.toNanos());
        }
    }

    private MisbehavingServer server(Speech speech) {
        MisbehavingServer server = new MisbehavingServer(speech);
        open.add(server);
        return server;
    }

    private static Path model() {
        return model;
    }

    @BeforeAll
    static void makeModel() {
        model = TinyModel.write(shared.resolve("model"), 1, new TreeSet<>(List.of(2)));
        tokenizer = Tokenizer.load(model);
    }

    @AfterAll
    static void closeTokenizer() {
        tokenizer.close();
    }

    private HttpBackend backend(Speech speech, MisbehavingServer... servers) {
        ServerSettings usual = ServerSettings.of(
                Stream.of(servers).map(MisbehavingServer::address).toList());
        HttpBackend backend = HttpBackend.open(
                new HttpBackend.Opening(
                        speech == Speech.SGLANG ? Engines.SGLANG : Engines.VLLM,
                        new ServerSettings(usual.servers(), "", usual.token(), 1, 1, inFlight, 0),
                        ModelConfig.read(model()),
                        model(),
                        tokenizer,
                        slots,
                        temporary.resolve("shared"),
                        trains,
                        said::add),
                new Patience(generate, control, Duration.ofSeconds(30), new Instantly()));
        open.add(backend);
        return backend;
    }

    private static Prompt prompt(int index, StopRule stop) {
        return TinyModel.prompt(index, 4, stop);
    }

    private static SamplingParams sampling(int samples) {
        return new SamplingParams(samples, BUDGET, 1, 0, 1, 7);
    }

    private static List<CompletionGroup> sample(HttpBackend backend, int prompts, int samples) {
        return backend.generate(
                IntStream.range(0, prompts)
                        .mapToObj(i -> prompt(i, StopRule.NONE))
                        .toList(),
                sampling(samples),
                Progress.NONE);
    }

    private static Completion one(HttpBackend backend) {
        return sample(backend, 1, 1).getFirst().completions().getFirst();
    }

    private void load(HttpBackend backend, long version) {
        backend.load(TinyModel.weights(model()), version);
    }

    private static int[] expected(Prompt prompt, int sample, int count) {
        ArrayNode ids = JsonMapper.shared().createArrayNode();
        Arrays.stream(prompt.tokens()).forEach(ids::add);
        return MisbehavingServer.letters(ids, sample, count);
    }

    private static int[] expected() {
        return expected(prompt(0, StopRule.NONE), 0, BUDGET);
    }

    private static ObjectNode abort(ObjectNode completion, int tokens) {
        boolean sglang = completion.has("meta_info");
        List<ArrayNode> lists = sglang
                ? List.of((ArrayNode) completion.get("output_ids"), (ArrayNode)
                        completion.get("meta_info").get("output_token_logprobs"))
                : List.of((ArrayNode) completion.get("token_ids"), (ArrayNode)
                        completion.get("logprobs").iterator().next());
        lists.forEach(list -> cut(list, tokens));
        if (sglang) {
            ((ObjectNode) completion.get("meta_info"))
                    .putObject("finish_reason")
                    .put("type", "abort");
        } else {
            completion.put("finish_reason", "abort");
        }
        return completion;
    }

    private static void cut(ArrayNode list, int length) {
        while (list.size() > length) {
            list.remove(list.size() - 1);
        }
    }

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

    @ParameterizedTest
    @EnumSource
    void load_server_isPausedUpdatedFlushedAndResumedInThisOrder(Speech speech) throws Exception {
        MisbehavingServer server = server(speech);
        HttpBackend backend = backend(speech, server);
        load(backend, 17);

        List<String> expected = speech == Speech.SGLANG
                ? List.of("/pause_generation", "/update_weights_from_disk", "/flush_cache", "/continue_generation")
                : List.of(
                        "/pause?mode=wait",
                        "/collective_rpc",
                        "/update_weight_version",
                        "/reset_prefix_cache",
                        "/resume");
        assertThat(server.controls()).isEqualTo(expected);
        assertThat(server.label()).startsWith("17-");
        assertThat(one(backend).versions()).containsOnly(17);
        JsonNode request = server.asked().getFirst();
        assertThat(request.get(speech == Speech.SGLANG ? "extra_key" : "cache_salt")
                        .asString())
                .isEqualTo(server.label());
    }

    @Test
    void load_folders_areFreshInLayerOrderAndOldOnesGo() throws Exception {
        MisbehavingServer server = server(Speech.VLLM);
        HttpBackend backend = backend(Speech.VLLM, server);
        load(backend, 1);
        load(backend, 2);

        try (Stream<Path> found = Files.list(temporary.resolve("shared"))) {
            List<Path> folders = found.toList();
            assertThat(folders).singleElement().asString().endsWith(server.label());
            assertThat(folders.getFirst().resolve("tokenizer.json")).exists();
            try (SafetensorsFile file = SafetensorsFile.open(folders.getFirst().resolve("model.safetensors"))) {
                assertThat(file.tensors().keySet())
                        .containsExactlyElementsOf(
                                ModelConfig.read(model()).parameterShapes().keySet());
            }
        }
        backend.close();
        assertThat(temporary.resolve("shared")).doesNotExist();
    }

    @Test
    void load_resetSaysNoSuccessWithStatus200_isAskedAgain() {
        MisbehavingServer server = server(Speech.VLLM)
                .once(
                        "/reset_prefix_cache",
                        MisbehavingServer.status(200, "{\"success\":false}"),
                        MisbehavingServer.status(200, "{\"success\":false}"));
        load(backend(Speech.VLLM, server), 1);

        assertThat(server.controls()).filteredOn("/reset_prefix_cache"::equals).hasSize(3);
        assertThat(server.controls()).endsWith("/resume");
    }

    @Test
    void load_flushRefusedWhileBusy_isAskedAgain() {
        MisbehavingServer server = server(Speech.SGLANG)
                .once("/flush_cache", MisbehavingServer.status(400, "busy"), MisbehavingServer.status(400, "busy"));
        load(backend(Speech.SGLANG, server), 1);

        assertThat(server.controls()).filteredOn("/flush_cache"::equals).hasSize(3);
        assertThat(server.controls()).endsWith("/continue_generation");
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
    void load_serverWithoutCollectiveRpc_takesTheFolderInASession() {
        MisbehavingServer server = server(Speech.VLLM_NATIVE).without("/collective_rpc");
        HttpBackend backend = backend(Speech.VLLM_NATIVE, server);
        load(backend, 5);
        assertThat(server.controls())
                .containsExactly(
                        "/pause?mode=wait",
                        "/init_weight_transfer_engine",
                        "/start_weight_update",
                        "/update_weights",
                        "/finish_weight_update",
                        "/reset_prefix_cache",
                        "/resume");
        assertThat(server.body("/update_weights").get("update_info").get("path").asString())
                .endsWith("weights-" + server.label());
        assertThat(one(backend).versions()).containsOnly(5);
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

    @ParameterizedTest
    @EnumSource
    void load_inFlight_partsHaveTheVersionsThatSampledThem(Speech speech) {
        inFlight = true;
        MisbehavingServer server = server(speech);
        HttpBackend backend = backend(speech, server);
        load(backend, 1);
        AtomicInteger given = new AtomicInteger();
        server.changing(completion -> {
            if (given.getAndIncrement() > 0) {
                return completion;
            }
            ObjectNode aborted = abort(completion, 2);
            load(backend, 2); // while the request is running
            return aborted;
        });
        Completion completion = one(backend);

        assertThat(completion.versions()).containsExactly(1, 1, 2, 2, 2, 2);
        assertThat(server.controls())
                .contains(
                        switch (speech) {
                            case VLLM -> "/pause?mode=abort";
                            case VLLM_NATIVE -> "/pause?mode=keep";
                            case SGLANG -> "/pause_generation";
                        });
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
    @EnumSource
    void load_serverKeepsItsOldWeights_isNotUsedAndTheOthersGoOn(Speech speech) {
        MisbehavingServer stale = server(speech).forgettingLabels();
        MisbehavingServer good = server(speech);
        HttpBackend backend = backend(speech, stale, good);
        load(backend, 1);
        assertThat(backend.unused()).singleElement().asString().contains(stale.address(), "'default' instead of '1-");

        var _ = sample(backend, 4, 1);
        assertThat(stale.asked()).isEmpty();
        assertThat(good.asked()).hasSize(4);
    }

    @Test
    void load_noServerTakesTheWeights_isAnErrorWithTheReasons() {
        MisbehavingServer server = server(Speech.VLLM).forgettingLabels();
        HttpBackend backend = backend(Speech.VLLM, server);
        assertThatThrownBy(() -> load(backend, 1))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no server is left")
                .hasMessageContaining("'default' instead of '1-");
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
    void generate_serverHasTooMuchToDo_isAskedAgainLater() {
        MisbehavingServer server = server(Speech.SGLANG)
                .once("/generate", MisbehavingServer.status(429, ""), MisbehavingServer.status(503, ""));
        assertThat(one(backend(Speech.SGLANG, server)).tokens()).isEqualTo(expected());
    }

    @ParameterizedTest
    @EnumSource
    void generate_serverWasStartedAnewWithOldWeights_isNotUsed(Speech speech) {
        MisbehavingServer restarted = server(speech);
        MisbehavingServer good = server(speech);
        HttpBackend backend = backend(speech, restarted, good);
        load(backend, 3);
        restarted.restart("default");

        assertThat(one(backend).versions()).containsOnly(3);
        assertThat(restarted.asked()).isEmpty();
        load(backend, 4);
        assertThat(backend.unused()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void generate_serverIsStartedAnewMeanwhile_itsCompletionsAreSampledAgain(Speech speech) {
        MisbehavingServer restarted = server(speech);
        MisbehavingServer good = server(speech);
        HttpBackend backend = backend(speech, restarted, good);
        load(backend, 3);
        restarted.changing(completion -> {
            restarted.restart("default");
            if (speech == Speech.VLLM_NATIVE) {
                ((ObjectNode) completion.get("weight_versions").get(0)).put("version", "default");
            } else if (speech == Speech.SGLANG) {
                ((ObjectNode) completion.get("meta_info")).put("weight_version", "default");
            }
            return completion;
        });
        List<CompletionGroup> groups = sample(backend, 4, 1);

        assertThat(groups).allSatisfy(group -> assertThat(group.completions()).hasSize(1));
        assertThat(restarted.asked()).isNotEmpty();
        assertThat(good.asked()).hasSize(4);
    }

    @ParameterizedTest
    @EnumSource
    void load_updateHangs_endsWithTheDeadlineAndIsResumed(Speech speech) {
        control = SHORT;
        MisbehavingServer hung = server(speech);
        MisbehavingServer good = server(speech);
        HttpBackend backend = backend(speech, hung, good);
        hung.once(speech.update(), hung.hang());
        load(backend, 1);

        assertThat(backend.unused()).singleElement().asString().contains("no whole answer within 250 ms");
        assertThat(hung.controls()).endsWith(speech.update(), speech.resume());
        assertThat(one(backend).versions()).containsOnly(1);
    }

    @ParameterizedTest
    @EnumSource
    void load_updateFails_isResumedAndTriedAgainAtTheNext(Speech speech) {
        MisbehavingServer failing = server(speech).once(speech.update(), MisbehavingServer.status(500, "no disk"));
        MisbehavingServer good = server(speech);
        HttpBackend backend = backend(speech, failing, good);
        load(backend, 1);
        assertThat(backend.unused()).singleElement().asString().contains("500 no disk");
        assertThat(failing.controls()).endsWith(speech.update(), speech.resume());

        load(backend, 2);
        assertThat(backend.unused()).isEmpty();
    }

    @Test
    void load_updateSaysNoSuccessWithStatus200_countsAsFailed() {
        MisbehavingServer server = server(Speech.SGLANG)
                .once(
                        "/update_weights_from_disk",
                        MisbehavingServer.status(200, "{\"success\":false,\"message\":\"no such folder\"}"));
        HttpBackend backend = backend(Speech.SGLANG, server);
        assertThatThrownBy(() -> load(backend, 1)).hasMessageContaining("no such folder");
        assertThat(server.controls()).endsWith("/continue_generation");
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
    void load_inFlightWithStopStrings_completionsAreGivenBackSinceTheirAnswersTellNoVersions() {
        inFlight = true;
        MisbehavingServer server = server(Speech.VLLM_NATIVE);
        HttpBackend backend = backend(Speech.VLLM_NATIVE, server);
        var _ = one(backend);
        load(backend, 1);
        var _ = backend.generate(List.of(prompt(0, new StopRule(List.of("zz"), true))), sampling(1), Progress.NONE);
        load(backend, 2);
        assertThat(server.controls())
                .filteredOn(control -> control.startsWith("/pause"))
                .containsExactly("/pause?mode=keep", "/pause?mode=abort");
    }

    @Test
    void load_serverIsGoneForLonger_doesNotKeepTheOthersWaiting() {
        MisbehavingServer gone = server(Speech.VLLM);
        MisbehavingServer good = server(Speech.VLLM);
        HttpBackend backend = backend(Speech.VLLM, gone, good);
        gone.close();
        load(backend, 1);
        load(backend, 2);
        assertThat(backend.unused()).singleElement().asString().contains(gone.address(), "/pause");
        assertThat(one(backend).versions()).containsOnly(2);
        assertThat(said).filteredOn(text -> text.contains("not used any more")).hasSize(1);
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
