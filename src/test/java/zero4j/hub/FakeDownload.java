package zero4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import zero4j.UserError;

/** Downloads from a {@link FakeHub} into a folder. */
abstract class FakeDownload {
    static final String WEIGHTS = "model.safetensors";

    @TempDir
    Path folder;

    final List<Duration> pauses = new CopyOnWriteArrayList<>();
    final AtomicLong toFetch = new AtomicLong();
    FakeHub hub;
    Path target;

    @BeforeEach
    void start() throws IOException {
        hub = FakeHub.withModel();
        target = folder.resolve("models/owner/name");
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    Download.Result run() throws InterruptedException {
        return run(model());
    }

    Download.Result run(Download download) throws InterruptedException {
        DownloadListener listener = new DownloadListener() {
            @Override
            public void begun(String commit, List<HubFile> files, long bytes) {
                toFetch.set(bytes);
            }
        };
        return download.run(hub.settings(), listener, Map.of(), pauses::add);
    }

    HubRepository repository() {
        return HubRepository.parse("owner/name", false, hub.settings());
    }

    Download model() {
        return download(FileChoice.NEEDED);
    }

    Download download(FileChoice choice) {
        return new Download(repository(), "main", choice, target);
    }

    Path gathered() {
        return target.resolveSibling("name.downloading");
    }

    void assertFails(String... words) {
        assertThatThrownBy(this::run)
                .isInstanceOf(UserError.class)
                .message()
                .contains(words)
                .doesNotContain("\u001b");
        assertThat(target).doesNotExist();
    }

    void assertWholeModel() throws IOException {
        assertWhole("config.json", "generation_config.json", WEIGHTS, "tokenizer.json", "tokenizer_config.json");
    }

    /** The folder holds these files as the hub has them, and nothing else is left. */
    void assertWhole(String... files) throws IOException {
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
