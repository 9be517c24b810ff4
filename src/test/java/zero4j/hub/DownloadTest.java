package zero4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.FolderLock;
import zero4j.UserError;

/** What a download asks a hub for, what it leaves in the folder, and what it refuses. */
class DownloadTest extends FakeDownload {
    @Test
    void run_hubThatBehaves_givesTheFilesThatAreNeeded() throws Exception {
        Download.Result result = run();

        assertThat(result.commit()).isEqualTo(FakeHub.COMMIT);
        assertThat(result.wasThere()).isFalse();
        assertWhole("config.json", "generation_config.json", WEIGHTS, "tokenizer.json", "tokenizer_config.json");
        assertThat(hub.requests()).anyMatch(request -> request.path().contains("/revision/main"));
        assertThat(pauses).isEmpty();
    }

    @Test
    void run_again_looksAtTheFilesAndFetchesNone() throws Exception {
        run();
        Files.writeString(target.resolve("notes.txt"), "mine");
        int before = hub.requests().size();

        assertThat(run().wasThere()).isTrue();
        assertThat(hub.requests().subList(before, hub.requests().size()))
                .noneMatch(request -> request.path().contains("/resolve/"));
        assertThat(target.resolve("notes.txt")).exists();
    }

    @ParameterizedTest
    @CsvSource({"other, is another", "'', is missing"})
    void run_folderHoldsSomethingElse_leavesItAlone(String contents, String said) throws Exception {
        run();
        Files.delete(target.resolve("config.json"));
        if (!contents.isEmpty()) {
            Files.writeString(target.resolve("config.json"), contents);
        }

        assertThatThrownBy(this::run)
                .isInstanceOf(UserError.class)
                .hasMessageContaining(target + " is there already")
                .hasMessageContaining("config.json " + said)
                .hasMessageContaining("--to");
    }

    @Test
    void run_dataSet_asksForDataSetsAndTakesFilesOfRows() throws Exception {
        hub.put("main/train-00000-of-00001.parquet", "rows")
                .put("main/test.jsonl", "rows")
                .put("dataset_infos.json", "{}");
        HubRepository repository = HubRepository.parse("datasets/owner/name", false, hub.settings());

        run(new Download(repository, "main", new FileChoice(List.of(), List.of("*.json")), target));

        assertWhole("main/test.jsonl", "main/train-00000-of-00001.parquet");
        assertThat(hub.requests()).allMatch(request -> request.path().contains("datasets/owner/name"));
    }

    @Test
    void run_patterns_chooseFiles() throws Exception {
        run(download(new FileChoice(List.of("*.json", "*.onnx"), List.of("tok*"))));

        assertWhole("config.json", "generation_config.json", "onnx/model.onnx");
    }

    @Test
    void run_revisionWithASlash_isOneWordOfTheAddress() throws Exception {
        run(new Download(repository(), "refs/pr/1", FileChoice.NEEDED, target));

        assertThat(hub.requests().getFirst().path()).isEqualTo("/api/models/owner/name/revision/refs/pr/1");
        assertThat(target).exists();
    }

    @Test
    void run_redirectToAnotherServer_doesNotShowItTheToken() throws Exception {
        run();

        assertThat(hub.transfers(WEIGHTS))
                .isNotEmpty()
                .allMatch(request -> request.token().isEmpty());
        assertThat(hub.requests())
                .filteredOn(request -> request.server().equals("hub"))
                .allMatch(request -> request.token().equals(Optional.of("Bearer " + FakeHub.TOKEN)));
    }

    @Test
    void run_hubAnswersWithAnotherCommit_isRefused() {
        hub.answeredCommit = "c".repeat(40);

        assertFails("answers with commit ccc", "begin again");
    }

    @Test
    void run_mirrorLinksToTheHubThatItCopies_isStillAskedItself() throws Exception {
        hub.linkedHub = "https://hub.invalid";

        run();

        assertWholeModel();
    }

    @Test
    void run_answerIsNoJson_saysWhatMayBeWrong() {
        hub.put("config.json", "{}").list("config.json", "<html>");

        assertFails("does not answer as a Hugging Face hub does", "HF_ENDPOINT");
    }

    @Test
    void run_listWithoutEnd_isRefused() {
        hub.nextPage = "/api/models/owner/name/tree/" + FakeHub.COMMIT + "?recursive=true";

        assertFails("leads back to itself");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil.json",
                "/etc/evil.json",
                "a/../../evil.json",
                "a//b.json",
                "C:/evil.json",
                "./a.json",
                "a\\u001b[2J.json"
            })
    void run_nameLeadsOutOfTheFolder_isRefused(String path) {
        hub.put(path, "{}");

        assertFails("leads out of its folder");
        assertThat(hub.requests()).noneMatch(request -> request.path().contains("/resolve/"));
    }

    @Test
    void run_moreThanTheDiskHas_isRefusedBeforeAnyTransfer() {
        hub.list(WEIGHTS, Long.toString(1L << 60));

        assertFails("its disk has room for");
        assertThat(hub.requests()).noneMatch(request -> request.path().contains("/resolve/"));
    }

    @ParameterizedTest
    @CsvSource({
        "401, '', is not public|the token of HF_TOKEN",
        "403, GatedRepo, accept them at",
        "404, RevisionNotFound, has no such revision",
        "404, RepoNotFound, add --dataset if it is a data set",
        "418, '', answers 418"
    })
    void run_hubRefuses_saysWhatToDo(int status, String code, String said) {
        hub.meet(
                "/api/models/owner/name/revision/main",
                FakeHub.status(status, "X-Error-Code", code, "X-Error-Message", "no such thing"));

        assertThatThrownBy(this::run).isInstanceOf(UserError.class).message().containsPattern(said);
        assertThat(pauses).isEmpty();
    }

    @Test
    void run_repositoryWithoutSafetensors_saysWhatItHas() {
        hub.remove(WEIGHTS);

        assertFails("has no safetensors files", "pytorch_model.bin");
    }

    @Test
    void run_noHub_saysSo() throws Exception {
        HubSettings nobody = new HubSettings(closedEndpoint(), Optional.empty(), Duration.ofSeconds(5), 4, 2);

        assertThatThrownBy(() -> model().run(nobody, DownloadListener.SILENT, Map.of(), pauses::add))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no connection")
                .hasMessageContaining("https_proxy");
    }

    @Test
    void run_folderIsBeingFetched_isRefused() throws Exception {
        Files.createDirectories(gathered());
        try (FolderLock _ = FolderLock.take(gathered().resolve(".lock")).orElseThrow()) {
            assertThatThrownBy(this::run).isInstanceOf(UserError.class).hasMessageContaining("is going on");
        }
    }

    @Test
    void run_targetCannotBeWritten_saysWhich() throws Exception {
        Files.writeString(folder.resolve("models"), "a file");

        assertThatThrownBy(this::run).isInstanceOf(UserError.class).hasMessageContaining(target.toString());
    }

    private static URI closedEndpoint() throws IOException {
        try (FakeHub closed = new FakeHub()) {
            return closed.endpoint();
        }
    }
}
