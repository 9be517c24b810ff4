package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import zero4j.AtomicFile;
import zero4j.UserError;
import zero4j.run.RunFolder;
import zero4j.session.DiskEstimate;

/** Where the disk is full or a place cannot be written, a run ends with one plain sentence, and can be resumed. */
class FullDiskTest {
    /**
     * Blocks of 512 bytes (of 1024 in some shells): more than the database and the libraries need, less than the weights
     * (the moments) of the bundled model.
     */
    static final long TOO_SMALL = 6700;

    @TempDir
    private Path folder = Path.of("");

    private RunFolder stoppedAfterTwoSteps() {
        CommandRun run = CommandRun.of(train(folder.resolve("runs")));
        assertThat(run.code()).as(run.err()).isZero();
        RunFolder stopped = RunFolder.list(folder.resolve("runs")).getFirst();
        AtomicFile.deleteFolder(stopped.checkpoint(4));
        return stopped;
    }

    private static String[] train(Path runs) {
        return new String[] {
            "train",
            "--set=model=models/nano",
            "--set=runs=" + runs,
            "--set=rollout={prompts: 1, group_size: 2, max_new_tokens: 8, backend: torch}",
            "--set=train={steps: 4, checkpoint_every: 2, keep_checkpoints: 2}",
            "--set=eval.suite=none"
        };
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the limit on the size of files is set by a shell's ulimit")
    void resume_checkpointHasNoRoom_keepsTheLastOneAndGoesOnLater() throws IOException, InterruptedException {
        RunFolder run = stoppedAfterTwoSteps();
        byte[] before = Files.readAllBytes(run.checkpoint(2).resolve("model.safetensors"));

        CommandRun full = ChildProcess.startWithLargestFile(
                        TOO_SMALL,
                        Files.createDirectory(folder.resolve("tmp")),
                        List.of("resume", run.path().toString()))
                .end();

        assertThat(full.code()).as(full.out()).isEqualTo(1);
        assertThat(full.out())
                .contains("error: saving after step 4: cannot write " + run.checkpoint(4))
                .contains(".safetensors: File too large; free space, mend the rights, or choose another folder")
                .contains("the last good checkpoint is " + run.checkpoint(2))
                .doesNotContain("unexpected", ".tmp");
        assertThat(run.checkpoints().toFile().list()).containsExactly("step-2");
        assertThat(run.checkpoint(2).resolve("model.safetensors")).hasBinaryContent(before);

        CommandRun later = CommandRun.of("resume", run.path().toString());
        assertThat(later.code()).as(later.err()).isZero();
        assertThat(later.out()).contains("from " + run.checkpoint(2));
        assertThat(run.checkpointSteps()).containsExactly(2L, 4L);
    }

    @Test
    void train_runsIsAFile_isToldByItsName() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        CommandRun run = CommandRun.of(train(file));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .contains("error: cannot write " + file)
                .contains(file + " is a file; choose another folder")
                .doesNotContain("unexpected");
    }

    @Test
    void resume_filesInThePlaceOfFolders_areToldByTheirNames() throws IOException {
        RunFolder run = stoppedAfterTwoSteps();
        Path moved = folder.resolve("moved");
        Files.move(run.checkpoints(), moved);
        Files.writeString(run.checkpoints(), "");
        CommandRun first = CommandRun.of("resume", run.path().toString());
        assertThat(first.code()).isEqualTo(1);
        assertThat(first.err())
                .contains("error: cannot write " + run.checkpoints())
                .contains("is a file")
                .doesNotContain("unexpected");

        Files.delete(run.checkpoints());
        Files.move(moved, run.checkpoints());
        Files.move(run.database(), moved);
        Files.createDirectory(run.database());
        CommandRun second = CommandRun.of("resume", run.path().toString());
        assertThat(second.code()).isEqualTo(1);
        assertThat(second.err())
                .contains("error: the run database " + run.database() + " is no file")
                .doesNotContain("unexpected");

        Files.delete(run.database());
        Files.move(moved, run.database());
        assertThat(CommandRun.of("resume", run.path().toString()).code()).isZero();
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "/proc is a file system without room")
    void export_modelHasNoRoom_isRefusedBeforeAnythingIsWritten() {
        CommandRun run = CommandRun.of("export", "nano", "--to", "/proc/exported");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .contains(
                        "error: the disk is too full: the model takes 3.5 MB, and 0.0 MB are free on the disk of /proc")
                .contains("free space, or choose a folder on another disk");
    }

    @Test
    void diskEstimate_lessThanTwoCheckpointsAtTheStart_isRefused() {
        DiskEstimate start = new DiskEstimate(10_000_000, 0, 5, 3, 0);
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> start.check(folder, 19_000_000, _ -> {}))
                .withMessageContaining("about 10.0 MB, 2 must have room, and 19.0 MB are free")
                .withMessageContaining("free space, or choose another folder with runs");
        assertThat(warning(start, 20_000_000)).contains("up to 3 more", "lower train.keep_checkpoints");
        assertThat(warning(start, 30_000_000)).isEmpty();
    }

    @Test
    void diskEstimate_runWithCheckpoints_needsRoomForOneMore() {
        assertThat(warning(new DiskEstimate(10_000_000, 2, 5, 3, 0), 10_000_000))
                .isEmpty();
        assertThat(warning(new DiskEstimate(10_000_000, 0, 1, 1, 0), 10_000_000))
                .isEmpty();
        assertThat(warning(new DiskEstimate(10_000_000, 2, 0, 2, 0), 0)).isEmpty();
    }

    @Test
    void diskEstimate_weightsForServers_areCountedOnTheirDisk() {
        DiskEstimate start = new DiskEstimate(10_000_000, 0, 5, 3, 8_000_000);
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> start.check(folder, 27_000_000, _ -> {}))
                .withMessageContaining("2 must have room beside 8.0 MB of weights for servers, and 27.0 MB are free");
        assertThat(warning(start, 28_000_000)).contains("at the same time beside 8.0 MB of weights for servers");
        assertThat(warning(start, 38_000_000)).isEmpty();
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "/proc is a file system without room")
    void train_weightsForServersHaveNoRoom_isRefusedBeforeTheRunIsMade() {
        CommandRun run = CommandRun.of(
                "train",
                "--to=" + folder.resolve("served"),
                "--set=rollout.backend=vllm",
                "--set=rollout.servers=[http://127.0.0.1:1]",
                "--set=rollout.weights=/proc/weights");
        assertThat(run.err())
                .contains("the disk is too full: weights for servers take about 7.0 MB, and 0.0 MB are free")
                .contains("choose another rollout.weights");
        assertThat(folder.resolve("served")).doesNotExist();
    }

    private String warning(DiskEstimate room, long free) {
        List<String> warnings = new ArrayList<>();
        room.check(folder, free, warnings::add);
        return String.join("\n", warnings);
    }
}
