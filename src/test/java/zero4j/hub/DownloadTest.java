package zero4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.FolderLock;
import zero4j.UserError;
import zero4j.hub.FakeHub.Fault;

/** Downloads from a hub that behaves and misbehaves. */
class DownloadTest {
    private static final String WEIGHTS = "model.safetensors";

    @TempDir
    private Path folder;

    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private final AtomicLong toFetch = new AtomicLong();
    private FakeHub hub;
    private Path target;

    @BeforeEach
    void start() throws IOException {
        hub = FakeHub.withModel();
        target = folder.resolve("models/owner/name");
    }

    @AfterEach
    void stop() {
        hub.close();
    }

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
    void run_connectionBreaks_goesOnWhereItBroke() throws Exception {
        hub.meet(WEIGHTS, new Fault.Drop());

        run();

        assertWholeModel();
        assertThat(hub.transfers(WEIGHTS)).hasSize(2);
        assertThat(hub.transfers(WEIGHTS).getLast().range())
                .hasValueSatisfying(range -> assertThat(range).matches("bytes=[1-9]\\d*-"));
    }

    @Test
    void run_connectionBreaksManyTimesButGoesOn_doesNotGiveUp() throws Exception {
        for (int i = 0; i < 12; i++) {
            hub.meet(WEIGHTS, new Fault.Drop());
        }

        run();

        assertWholeModel();
        assertThat(pauses).hasSize(12).containsOnly(Duration.ofSeconds(1));
    }

    @Test
    void run_serverWithoutRanges_beginsAnew() throws Exception {
        hub.meet(WEIGHTS, new Fault.Drop(), new Fault.IgnoredRange());

        run();

        assertWholeModel();
    }

    @Test
    void run_serverSendsAnotherRange_isNotMixed() throws Exception {
        hub.meet(WEIGHTS, new Fault.Drop(), new Fault.OtherRange());

        run();

        assertWholeModel();
        assertThat(hub.transfers(WEIGHTS).getLast().range()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {WEIGHTS, "config.json"})
    void run_otherBytesOnce_fetchesThemAgain(String file) throws Exception {
        hub.meet(file, new Fault.OtherBytes());

        run();

        assertWholeModel();
    }

    @ParameterizedTest
    @ValueSource(strings = {WEIGHTS, "config.json"})
    void run_alwaysOtherBytes_givesNoFolder(String file) {
        hub.meet(file, new Fault.OtherBytes(), new Fault.OtherBytes());

        assertFails(
                file + ": what came is not what the hub lists",
                "The folder is not complete",
                "goes on where it stopped");
    }

    @Test
    void run_otherBytesBeforeABreak_areFoundAtTheEnd() throws Exception {
        hub.meet(WEIGHTS, new Fault.Drop());
        hub.meet("config.json", FakeHub.status(404, "X-Error-Code", "EntryNotFound"));
        assertFails("a file went away");
        Path part = gathered().resolve(FileFetch.part(Path.of(""), file(WEIGHTS)));
        Files.createDirectories(gathered());
        Files.writeString(part, "wrong ".repeat(100));

        run();

        assertWholeModel();
    }

    @Test
    void run_otherLengths_areNotTaken() throws Exception {
        hub.meet(WEIGHTS, new Fault.OtherLength(-7), new Fault.Endless());
        hub.meet("config.json", new Fault.OtherLength(-3));

        run();

        assertWholeModel();
    }

    @Test
    void run_serverStalls_asksAgain() throws Exception {
        hub.meet(WEIGHTS, new Fault.Stall());
        HubSettings impatient = new HubSettings(hub.endpoint(), Optional.empty(), Duration.ofMillis(400), 4, 2);

        model().run(impatient, DownloadListener.SILENT, Map.of(), pauses::add);

        assertWholeModel();
        assertThat(hub.transfers(WEIGHTS)).hasSize(2);
    }

    @Test
    void run_busyServer_waitsAsLongAsItAsks() throws Exception {
        hub.meet(WEIGHTS, FakeHub.status(429, "Retry-After", "7"), FakeHub.status(503));
        hub.meet("/api/models/owner/name/revision/main", FakeHub.status(500));

        run();

        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(7), Duration.ofSeconds(2));
    }

    @Test
    void run_serverAsksForHours_saysSo() {
        hub.meet("/api/models/owner/name/revision/main", FakeHub.status(429, "Retry-After", "7200"));

        assertFails("answers 429", "in 120 minutes");
        assertThat(pauses).isEmpty();
    }

    @Test
    void run_alwaysBusy_givesUpAndGoesOnLater() throws Exception {
        Fault busy = FakeHub.status(500);
        hub.meet(WEIGHTS, new Fault.Drop(), busy, busy, busy, busy);

        assertFails(WEIGHTS, "500", "4 times in a row", "it lacks 1 of 5 files"); // 1, or another that was on its way
        assertThat(pauses).hasSizeBetween(3, 4);

        long before = toFetch.get();
        run();

        assertThat(toFetch.get()).isLessThan(before).isPositive();
        assertWholeModel();
        assertThat(hub.transfers(WEIGHTS).getLast().range()).isPresent();
    }

    @Test
    void run_signedAddressRanOut_asksTheHubForANewOne() throws Exception {
        hub.meet(WEIGHTS, FakeHub.status(403));

        run();

        assertWholeModel();
    }

    @Test
    void run_branchMovesBetweenTwoTries_keepsWhatIsTheSame() throws Exception {
        hub.meet(
                WEIGHTS,
                new Fault.Drop(),
                FakeHub.status(500),
                FakeHub.status(500),
                FakeHub.status(500),
                FakeHub.status(500));
        assertFails("500");
        hub.commit = "b".repeat(40);
        hub.put(WEIGHTS, "other weights ".repeat(30_000));

        assertThat(run().commit()).isEqualTo(hub.commit);

        assertWholeModel();
        assertThat(hub.transfers("config.json")).hasSize(1);
        assertThat(hub.transfers(WEIGHTS).getLast().range()).isEmpty();
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

    private Download.Result run() throws InterruptedException {
        return run(model());
    }

    private Download.Result run(Download download) throws InterruptedException {
        DownloadListener listener = new DownloadListener() {
            @Override
            public void begun(String commit, List<HubFile> files, long bytes) {
                toFetch.set(bytes);
            }
        };
        return download.run(hub.settings(), listener, Map.of(), pauses::add);
    }

    private HubRepository repository() {
        return HubRepository.parse("owner/name", false, hub.settings());
    }

    private Download model() {
        return download(FileChoice.NEEDED);
    }

    private Download download(FileChoice choice) {
        return new Download(repository(), "main", choice, target);
    }

    private HubFile file(String path) throws InterruptedException {
        return model().list(hub.settings(), DownloadListener.SILENT).files().stream()
                .filter(file -> file.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    private Path gathered() {
        return target.resolveSibling("name.downloading");
    }

    private void assertFails(String... words) {
        assertThatThrownBy(this::run)
                .isInstanceOf(UserError.class)
                .message()
                .contains(words)
                .doesNotContain("\u001b");
        assertThat(target).doesNotExist();
    }

    private void assertWholeModel() throws IOException {
        assertWhole("config.json", "generation_config.json", WEIGHTS, "tokenizer.json", "tokenizer_config.json");
    }

    /** The folder holds these files as the hub has them, and nothing else is left. */
    private void assertWhole(String... files) throws IOException {
        try (Stream<Path> tree = Files.walk(target)) {
            assertThat(tree.filter(Files::isRegularFile)
                            .map(file -> target.relativize(file).toString()))
                    .containsExactlyInAnyOrder(files);
        }
        for (String file : files) {
            assertThat(target.resolve(file)).hasBinaryContent(hub.file(file));
        }
        assertThat(gathered()).doesNotExist();
    }
}
