package zero4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.ChildJvm;
import zero4j.FolderLock;
import zero4j.UserError;

class RunFolderTest {
    private static final LocalDateTime TIME = LocalDateTime.of(2026, 3, 4, 5, 6, 7);

    @TempDir
    Path folder;

    @Test
    void create_sameSecond_isUnique() {
        RunFolder first = RunFolder.create(folder.resolve("runs"), "nano", TIME);
        RunFolder second = RunFolder.create(folder.resolve("runs"), "nano", TIME);
        assertThat(first.name()).isEqualTo("2026-03-04-050607-nano");
        assertThat(second.name()).isEqualTo("2026-03-04-050607-nano-2");
        assertThat(first.checkpoints()).isEmptyDirectory();
    }

    @Test
    void list_foldersWithRecipe_areRuns() throws IOException {
        assertThat(RunFolder.list(folder.resolve("none"))).isEmpty();
        RunFolder second = RunFolder.create(folder, "b", TIME.plusDays(1));
        RunFolder first = RunFolder.create(folder, "c", TIME);
        RunFolder.create(folder, "empty", TIME);
        Files.writeString(first.recipe(), "");
        Files.writeString(second.recipe(), "");
        assertThat(RunFolder.list(folder)).containsExactly(first, second);
        assertThat(RunFolder.open(first.path())).isEqualTo(first);
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> RunFolder.open(folder))
                .withMessageContaining("is no run");
        Path checkpoint = Files.createDirectories(first.checkpoint(4));
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> RunFolder.open(checkpoint))
                .withMessageContaining("is a checkpoint; the run is the folder " + first.path());
    }

    @Test
    void checkpoints_writtenAndPruned_keepTheNewest() throws IOException {
        RunFolder run = RunFolder.create(folder, "x", TIME);
        assertThat(run.latestCheckpoint()).isEmpty();
        for (long step : new long[] {5, 10, 100, 20}) {
            run.writeCheckpoint(step, dir -> Files.writeString(dir.resolve("state"), "s" + step));
        }
        run.writeCheckpoint(100, dir -> Files.writeString(dir.resolve("state"), "again"));
        Files.createDirectory(run.checkpoints().resolve(".step-200.tmp"));
        assertThat(run.checkpointSteps()).containsExactly(5L, 10L, 20L, 100L);
        assertThat(run.latestCheckpoint()).contains(run.checkpoint(100));
        assertThat(run.checkpoint(100).resolve("state")).hasContent("again");
        assertThat(run.path().resolve("latest")).hasContent("checkpoints/step-100");
        run.pruneCheckpoints(0, OptionalLong.empty());
        assertThat(run.checkpointSteps()).hasSize(4);
        run.pruneCheckpoints(2, OptionalLong.empty());
        assertThat(run.checkpointSteps()).containsExactly(20L, 100L);
    }

    @Test
    void writeCheckpoint_ofTheSameStepFailsHalfway_keepsTheOldOne() {
        RunFolder run = RunFolder.create(folder, "x", TIME);
        run.writeCheckpoint(1, dir -> Files.writeString(dir.resolve("state"), "old"));
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> run.writeCheckpoint(1, dir -> {
                    throw new IOException("No space left on device");
                }));
        assertThat(run.checkpoint(1).resolve("state")).hasContent("old");
    }

    @Test
    void pruneCheckpoints_afterAKill_deletesWhatWasHalfWritten() throws IOException {
        RunFolder run = RunFolder.create(folder, "x", TIME);
        run.writeCheckpoint(1, dir -> Files.writeString(dir.resolve("state"), "whole"));
        Path half = run.checkpoints().resolve(".step-2.0b5f7c1e-1b2c-4d5e-8f90-a1b2c3d4e5f6.tmp");
        Files.writeString(Files.createDirectory(half).resolve("model.safetensors"), "half");

        run.pruneCheckpoints(0, OptionalLong.empty());

        assertThat(run.checkpoints()).isDirectoryNotContaining(path -> path.equals(half));
        assertThat(run.checkpoint(1)).exists();
    }

    @Test
    void writeCheckpoint_failsHalfway_leavesNothing() {
        RunFolder run = RunFolder.create(folder, "x", TIME);
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> run.writeCheckpoint(1, dir -> {
                    Files.writeString(dir.resolve("state"), "half");
                    throw new IOException("No space left on device");
                }))
                .withMessageContaining("step-1")
                .withMessageContaining("No space left on device");
        assertThat(run.checkpoints()).isEmptyDirectory();
    }

    @Test
    void pruneCheckpoints_oneBesides_staysWithTheNewest() {
        RunFolder run = RunFolder.create(folder, "x", TIME);
        for (long step = 1; step <= 5; step++) {
            run.writeCheckpoint(step, dir -> Files.writeString(dir.resolve("state"), "s"));
        }
        run.pruneCheckpoints(2, OptionalLong.of(2));
        assertThat(run.checkpointSteps()).containsExactly(2L, 4L, 5L);
        run.pruneCheckpoints(2, OptionalLong.of(5));
        assertThat(run.checkpointSteps()).containsExactly(4L, 5L);
    }

    @Test
    void pointedAt_latestAndBest_areTheirCheckpoints() {
        RunFolder run = RunFolder.create(folder, "x", TIME);
        run.writeCheckpoint(3, dir -> Files.writeString(dir.resolve("state"), "s"));
        run.markBest(1);
        assertThat(RunFolder.pointedAt(run.path().resolve("latest"))).contains(run.checkpoint(3));
        assertThat(RunFolder.pointedAt(run.path().resolve("best"))).contains(run.checkpoint(1));
        assertThat(RunFolder.pointedAt(run.path().resolve("recipe.yaml"))).isEmpty();
        assertThat(RunFolder.pointedAt(run.path())).isEmpty();
    }

    @Test
    void mend_afterKills_leavesWholeCheckpointsAndTheRightLatest() throws IOException {
        RunFolder run = RunFolder.create(folder, "x", TIME);
        run.writeCheckpoint(1, dir -> Files.writeString(dir.resolve("state"), "s1"));
        run.writeCheckpoint(2, dir -> Files.writeString(dir.resolve("state"), "s2"));
        Files.writeString(run.path().resolve("latest"), "checkpoints/step-1\n");
        Files.writeString(run.path().resolve(".latest.1.tmp"), "check");
        Files.createDirectory(run.checkpoints().resolve(".step-3.1.tmp"));
        Files.move(run.checkpoint(1), run.checkpoints().resolve(".step-1.former"));

        run.mend();

        assertThat(run.checkpoints().toFile().list()).containsExactlyInAnyOrder("step-1", "step-2");
        assertThat(run.path().resolve("latest")).hasContent("checkpoints/step-2");
        assertThat(run.path().toFile().list()).containsExactlyInAnyOrder("checkpoints", "latest");
    }

    @Test
    void lock_secondTaker_isRefused() {
        RunFolder run = RunFolder.create(folder, "x", TIME);
        try (FolderLock lock = run.lock()) {
            assertThat(lock).isNotNull();
            assertThatExceptionOfType(UserError.class).isThrownBy(run::lock).withMessageContaining("another process");
        }
        run.lock().close();
    }

    @Test
    void stepOf_otherNames_isEmpty() {
        assertThat(RunFolder.stepOf(Path.of("a/step-12"))).isEqualTo(Optional.of(12L));
        assertThat(RunFolder.stepOf(Path.of("a/step-x"))).isEmpty();
        assertThat(RunFolder.stepOf(Path.of(".step-3.tmp"))).isEmpty();
    }

    @Test
    void provenance_writtenAndRead_isEqual() throws IOException {
        Path file = folder.resolve("provenance.json");
        Provenance here = Provenance.here(
                "2.10.0", "cpu", 7, "abc", "boxed", Map.of("train", "f1", "eval", "f2"), Map.of(), Map.of());
        here.write(file);
        assertThat(Provenance.read(file)).isEqualTo(here);
        assertThat(here.jvm()).contains(System.getProperty("java.vm.version"));
        Files.writeString(file, "{");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> Provenance.read(file))
                .withMessageContaining("provenance.json");
    }

    @Test
    void provenance_ofAVersionThatDidNotKeepTheReward_hasNone() throws IOException {
        Path file = folder.resolve("provenance.json");
        Provenance.here("2.10.0", "cpu", 7, "abc", "boxed", Map.of(), Map.of(), Map.of())
                .write(file);
        Files.writeString(file, Files.readString(file).replace("\"reward\" : \"boxed\",", ""));

        assertThat(Provenance.read(file).reward()).isNull();
    }

    @Test
    void metric_keys_areFound() {
        for (Metric metric : Metric.values()) {
            assertThat(Metric.of(metric.key())).contains(metric);
        }
        assertThat(Metric.of("no_such")).isEmpty();
        assertThat(List.of(Metric.values()).stream().map(Metric::meaning)).doesNotHaveDuplicates();
    }

    @Test
    void lock_askedForAgainInTheSameProcess_keepsOtherProcessesOut() throws Exception {
        RunFolder run = RunFolder.create(folder, "x", TIME);
        Path link = Files.createSymbolicLink(folder.resolve("link"), run.path());
        try (FolderLock _ = run.lock()) {
            assertThat(heldByAnotherProcess(run)).isTrue();

            assertThat(run.held()).isTrue();
            assertThat(new RunFolder(link).held()).isTrue();
            assertThatExceptionOfType(UserError.class).isThrownBy(() -> new RunFolder(link).lock());

            assertThat(heldByAnotherProcess(run)).isTrue();
        }
        assertThat(run.held()).isFalse();
        assertThat(heldByAnotherProcess(run)).isFalse();
    }

    /** Whether a process that looks meets the lock of one that is not itself. */
    private static boolean heldByAnotherProcess(RunFolder run) throws Exception {
        Process process = new ProcessBuilder(ChildJvm.command(
                        LockProbe.class,
                        List.of(),
                        List.of(),
                        List.of(run.path().toString())))
                .inheritIO()
                .start();
        return process.waitFor() == 1;
    }

    /** Ends with 1 if the run in a folder is held, otherwise with 0. */
    static final class LockProbe {
        private LockProbe() {}

        public static void main(String[] arguments) {
            System.exit(new RunFolder(Path.of(arguments[0])).held() ? 1 : 0);
        }
    }
}
