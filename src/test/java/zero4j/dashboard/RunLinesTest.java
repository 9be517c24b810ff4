package zero4j.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which runs are read anew. */
class RunLinesTest {
    private static final Instant WRITTEN = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    Path runs;

    private Instant now = WRITTEN;
    private final RunLines lines = new RunLines(() -> now);

    /** Cuts the run back; neither sizes nor times of its files show it, as for a moment while another process writes. */
    private void runAt(long step) throws IOException {
        try (SampleRun run = SampleRun.in(runs, "a")) {
            run.steps(1, 3);
            run.backTo(step);
        }
        try (var files = Files.list(runs.resolve("a"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.setLastModifiedTime(file, FileTime.from(WRITTEN));
            }
        }
    }

    private long step() {
        return lines.list(WatchedRuns.in(runs)).getFirst().step();
    }

    @Test
    void list_filesWrittenAMomentBefore_readsThemAnew() throws IOException {
        now = WRITTEN.plusSeconds(1);
        runAt(3);
        assertThat(step()).isEqualTo(3);

        runAt(2);

        assertThat(step()).isEqualTo(2);
    }

    @Test
    void list_filesThatRestUnchanged_areNotOpenedAgain() throws IOException {
        now = WRITTEN.plusSeconds(60);
        runAt(3);
        assertThat(step()).isEqualTo(3);

        runAt(2);

        assertThat(step()).isEqualTo(3);
    }
}
