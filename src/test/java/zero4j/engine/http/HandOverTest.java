package zero4j.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import zero4j.UserError;
import zero4j.engine.http.MisbehavingServer.Speech;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.RolloutBackend.Progress;
import zero4j.template.StopRule;
import zero4j.weights.ModelConfig;
import zero4j.weights.SafetensorsFile;

/** How servers get new weights, also those that misbehave meanwhile. */
class HandOverTest extends MisbehavingServers {
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
    void open_anotherTrainingHasTheFolderOfWeights_isRefusedAndItsWeightsStay() throws Exception {
        HttpBackend first = backend(Speech.VLLM, server(Speech.VLLM));
        load(first, 1);
        assertThatThrownBy(() -> backend(Speech.VLLM, server(Speech.VLLM)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("rollout.weights: another training keeps its weights in");
        assertThat(weights()).hasSize(1);
        first.close();
        assertThat(temporary.resolve("shared")).doesNotExist();
    }

    private List<Path> weights() throws IOException {
        try (Stream<Path> found = Files.list(temporary.resolve("shared"))) {
            return found.filter(Files::isDirectory).toList();
        }
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
    void load_inFlightAndNoVersionsToldNorPartsGivenUp_asksAgainSinceNobodyKnowsWhoseTokensTheseAre() {
        inFlight = true;
        MisbehavingServer server = server(Speech.VLLM);
        HttpBackend backend = backend(Speech.VLLM, server);
        load(backend, 1);
        AtomicInteger given = new AtomicInteger();
        server.changing(completion -> {
            if (given.getAndIncrement() == 0) {
                load(backend, 2); // while the request is running
            }
            return completion;
        });
        assertThat(one(backend).versions()).containsOnly(2);
        assertThat(server.asked()).hasSize(2);
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

    @Test
    void load_serverRefusesToPauseAndToResume_saysWhyOnceAndSpeaksOfCheckpointsOnlyLater() {
        MisbehavingServer server = server(Speech.VLLM);
        HttpBackend backend = backend(Speech.VLLM, server);
        refused(server, backend, 0).doesNotContain("checkpoint");
        load(backend, 1);
        refused(server, backend, 2).contains("last checkpoint");
        backend.close();

        MisbehavingServer ofResumed = server(Speech.VLLM);
        refused(ofResumed, backend(Speech.VLLM, ofResumed), 7).contains("last checkpoint");
    }

    @ParameterizedTest
    @CsvSource({"400, 401", "401, 500", "400, 400"})
    void load_serverFailsTwiceForDifferentReasons_bothAreTold(int update, int resume) {
        MisbehavingServer server = server(Speech.VLLM)
                .once(Speech.VLLM.update(), MisbehavingServer.status(update, "no such folder"))
                .once("/resume", MisbehavingServer.status(resume, "not now"));
        HttpBackend backend = backend(Speech.VLLM, server);
        assertThatThrownBy(() -> load(backend, 1))
                .hasMessageContainingAll(update + " no such folder", "; ", "/resume: " + resume + " not now");
    }

    private AbstractStringAssert<?> refused(MisbehavingServer server, HttpBackend backend, long version) {
        server.once("/pause", MisbehavingServer.status(401, "")).once("/resume", MisbehavingServer.status(401, ""));
        return assertThatThrownBy(() -> load(backend, version))
                .isInstanceOf(UserError.class)
                .message()
                .containsOnlyOnce(": 401")
                .containsOnlyOnce("rollout.token");
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

    @ParameterizedTest
    @EnumSource
    void generate_serverThatWasNotResumed_isResumedBeforeItIsUsedAgain(Speech speech) {
        MisbehavingServer server = server(speech).once(speech.resume(), MisbehavingServer.status(500, "not now"));
        MisbehavingServer other = server(speech);
        HttpBackend backend = backend(speech, server, other);
        load(backend, 1);
        assertThat(backend.unused()).singleElement().asString().contains("500 not now");

        var _ = one(backend);
        assertThat(backend.unused()).isEmpty();
        assertThat(server.controls()).endsWith(speech.resume(), speech.resume());
    }

    @ParameterizedTest
    @EnumSource
    void load_connectionBreaksNowAndThen_sameCallsAreSentAgain(Speech speech) {
        MisbehavingServer server = server(speech);
        HttpBackend backend = backend(speech, server);
        for (String path :
                List.of(speech.pause(), speech.update(), speech.flush(), speech.version(), speech.resume())) {
            server.once(path, MisbehavingServer.reset(), MisbehavingServer.reset(), MisbehavingServer.reset());
        }
        load(backend, 1);

        assertThat(said).noneMatch(text -> text.contains("not used any more"));
        assertThat(one(backend).versions()).containsOnly(1);
        for (String path : List.of(speech.pause(), speech.update(), speech.flush(), speech.resume())) {
            assertThat(server.controls())
                    .filteredOn(control -> control.startsWith(path))
                    .hasSize(4);
        }
    }

    @Test
    void load_connectionBreaksEachTime_isTriedAFewTimesAndAgainAtTheNext() {
        MisbehavingServer broken = server(Speech.VLLM);
        HttpBackend backend = backend(Speech.VLLM, broken, server(Speech.VLLM));
        MisbehavingServer.Deed reset = MisbehavingServer.reset();
        broken.once("/collective_rpc", reset, reset, reset, reset);
        load(backend, 1);
        assertThat(backend.unused()).singleElement().asString().contains("/collective_rpc: the connection broke");
        load(backend, 2);
        assertThat(backend.unused()).isEmpty();
    }

    @Test
    void load_connectionBreaksInASession_isNotGoneOnWithSinceWhatTheServerHasDoneIsUnknown() {
        MisbehavingServer server = server(Speech.VLLM).without("/collective_rpc");
        HttpBackend backend = backend(Speech.VLLM, server);
        server.once("/update_weights", MisbehavingServer.reset());
        assertThatThrownBy(() -> load(backend, 1)).hasMessageContaining("/update_weights: the connection broke");
        assertThat(server.controls())
                .filteredOn(control -> control.endsWith("_weight_update") || control.equals("/update_weights"))
                .containsExactly("/start_weight_update", "/update_weights");
    }

    @Test
    void load_serverHangs_isOnlyAskedWhetherItAnswersBeforeItIsGivenAnythingAgain() {
        control = SHORT;
        MisbehavingServer hung = server(Speech.VLLM);
        MisbehavingServer good = server(Speech.VLLM);
        HttpBackend backend = backend(Speech.VLLM, hung, good);
        hung.once("/pause", hung.hang()).once("/resume", hung.hang()).once("/health", hung.hang(), hung.hang());
        load(backend, 1);
        load(backend, 2);
        assertThat(one(backend).versions()).containsOnly(2);
        assertThat(hung.controls()).containsExactly("/pause?mode=wait", "/resume");
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
        assertThat(backend.unused()).singleElement().asString().contains(gone.address(), "/health");
        assertThat(one(backend).versions()).containsOnly(2);
        assertThat(said).filteredOn(text -> text.contains("not used any more")).hasSize(1);
    }
}
