package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.AtomicFile;
import zero4j.FolderLock;
import zero4j.run.EvalRecord;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.RunStore;
import zero4j.run.StepRecord;

class RunsCommandTest {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    private Path runs = Path.of("");

    @Test
    void list_emptyFolder_saysSo() {
        assertThat(CommandRun.of("runs", "list", "--folder", runs.toString()).out())
                .contains("no runs in");
    }

    @Test
    void list_finishedRun_showsItsStateStepsAndScores() throws IOException {
        RunFolder run = finishedRun();

        String listed =
                CommandRun.of("runs", "list", "--folder", runs.toString()).out();

        assertThat(listed).contains(run.name(), "finished", "0.750", "30.0%", "70.0%");
    }

    @Test
    void list_failedRun_leavesTheReasonToShow() throws IOException {
        RunFolder run = startedRun();
        try (RunStore store = RunStore.open(run.database())) {
            store.ended(TIME, "failed: the loss is not a number");
        }

        String listed =
                CommandRun.of("runs", "list", "--folder", runs.toString()).out();

        assertThat(listed).contains("failed").doesNotContain("not a number");
        assertThat(CommandRun.of("runs", "show", run.path().toString()).out())
                .contains("failed: the loss is not a number");
    }

    @Test
    void list_runWithoutAnEnd_isRunningWhileItIsHeldAndElseKilled() throws IOException {
        RunFolder run = startedRun();

        try (FolderLock lock = run.lock()) {
            assertThat(lock).isNotNull();
            assertThat(CommandRun.of("runs", "list", "--folder", runs.toString())
                            .out())
                    .contains("running");
        }
        assertThat(CommandRun.of("runs", "list", "--folder", runs.toString()).out())
                .contains("killed");
    }

    @Test
    void resume_runThatIsHeld_isRefusedBeforeTheHeader() throws IOException {
        RunFolder run = startedRun();

        try (FolderLock lock = run.lock()) {
            assertThat(lock).isNotNull();
            CommandRun resumed = CommandRun.of("resume", run.path().toString());

            assertThat(resumed.code()).isEqualTo(1);
            assertThat(resumed.out()).isEmpty();
            assertThat(resumed.err()).contains("is being trained by another process");
        }
    }

    @Test
    void list_folderWithoutDatabase_isListedAsUnreadable() throws IOException {
        RunFolder run = RunFolder.create(runs, "broken", LocalDateTime.of(2026, 1, 2, 3, 4, 5));
        Files.writeString(run.recipe(), "name: broken\n");

        assertThat(CommandRun.of("runs", "list", "--folder", runs.toString()).out())
                .contains(run.name(), "unreadable");
    }

    @Test
    void show_negativeSteps_isAUserError() throws IOException {
        CommandRun shown = CommandRun.of("runs", "show", finishedRun().path().toString(), "--steps", "-1");

        assertThat(shown.code()).isEqualTo(1);
        assertThat(shown.err()).contains("error: --steps is -1");
    }

    @Test
    void show_finishedRun_showsStepsAndBothEvaluations() throws IOException {
        RunFolder run = finishedRun();

        CommandRun shown = CommandRun.of("runs", "show", run.path().toString());

        assertThat(shown.err()).isEmpty();
        assertThat(shown.out())
                .contains("state        finished", "reward", "0.750", "70/100", "+40.0")
                .contains("checkpoints  none");
    }

    @Test
    void show_run_saysItsAlgorithmAndObjective() throws IOException {
        RunFolder run = startedRun();
        Files.writeString(run.recipe(), "algorithm: rloo\n");

        assertThat(CommandRun.of("runs", "show", run.path().toString()).out())
                .contains("algorithm    rloo", "objective    minus the mean of the group's other responses; plain");
    }

    @Test
    void show_recipeOfAnotherVersion_showsTheRest() throws IOException {
        RunFolder run = startedRun();
        Files.writeString(run.recipe(), "no_such_setting: 1\n");

        CommandRun shown = CommandRun.of("runs", "show", run.path().toString());

        assertThat(shown.code()).isZero();
        assertThat(shown.out()).contains("algorithm    not known", "state        killed");
    }

    @Test
    void show_metrics_isATableOfSteps() throws IOException {
        String run = finishedRun().path().toString();

        assertThat(CommandRun.of("runs", "show", run, "--metric", "reward,kl").out())
                .hasToString(String.join(
                        System.lineSeparator(),
                        "step  reward  kl",
                        "1     0.5000   -",
                        "2     0.7500   -",
                        "none of these steps has kl: the run does not compute it",
                        ""));
        assertThat(CommandRun.of("runs", "show", run, "--metric=reward", "--steps=1")
                        .out())
                .contains("0.7500")
                .doesNotContain("0.5000");
    }

    @Test
    void show_unknownMetric_suggestsTheNearest() throws IOException {
        CommandRun shown =
                CommandRun.of("runs", "show", finishedRun().path().toString(), "--metric", "reward,ratio_p9");

        assertThat(shown.code()).isEqualTo(1);
        assertThat(shown.err()).contains("there is no metric ratio_p9; did you mean ratio_p99?");
    }

    @Test
    void namesOfTheList_areTakenWhereARunIsNamed() throws IOException {
        Path usual = Files.createDirectories(Path.of("runs"));
        RunFolder run = finishedRun();
        String name = run.name() + "-of-a-test-" + ProcessHandle.current().pid();
        Path there = usual.resolve(name);
        try {
            Files.move(run.path(), there);

            assertThat(CommandRun.of("runs", "show", name).out()).contains("finished", there.toString());
            assertThat(CommandRun.of("report", name).out()).contains("written " + there.resolve("report.html"));
            String checkpointMissing = "no model " + name + " yet";
            assertThat(CommandRun.of("eval", name).err()).contains(checkpointMissing);
            assertThat(CommandRun.of("generate", name, "--prompt", "x").err()).contains(checkpointMissing);
            assertThat(CommandRun.of("export", name, "--to", runs.resolve("out").toString())
                            .err())
                    .contains(checkpointMissing);
            Files.delete(there.resolve("run.db"));
            assertThat(CommandRun.of("resume", name).err())
                    .doesNotContain("is no run")
                    .contains(name);
        } finally {
            AtomicFile.deleteFolder(there);
        }
    }

    @Test
    void list_folderWithoutItsOption_namesTheOption() {
        CommandRun listed = CommandRun.of("runs", "list", "somewhere");

        assertThat(listed.code()).isEqualTo(2);
        assertThat(listed.err()).contains("--folder somewhere");
    }

    @Test
    void show_folderThatIsNoRun_isAUserError() {
        CommandRun shown = CommandRun.of("runs", "show", runs.toString());

        assertThat(shown.code()).isEqualTo(1);
        assertThat(shown.err()).contains("is no run");
    }

    private RunFolder startedRun() throws IOException {
        RunFolder run = RunFolder.create(runs, "nano", LocalDateTime.of(2026, 1, 2, 3, 4, 5));
        Files.writeString(run.recipe(), "name: nano\n");
        try (RunStore store = RunStore.open(run.database())) {
            store.started(TIME, 0);
        }
        return run;
    }

    private RunFolder finishedRun() throws IOException {
        RunFolder run = RunFolder.create(runs, "nano", LocalDateTime.of(2026, 1, 2, 3, 4, 5));
        Files.writeString(run.recipe(), "name: nano\n");
        try (RunStore store = RunStore.open(run.database())) {
            store.started(TIME, 0);
            store.write(List.of(score(0, 30)), List.of());
            store.write(StepRecord.of(1, Map.of(Metric.REWARD, 0.5)), List.of());
            store.write(StepRecord.of(2, Map.of(Metric.REWARD, 0.75)), List.of());
            store.write(List.of(score(2, 70)), List.of());
            store.ended(TIME, "finished");
        }
        return run;
    }

    private static EvalRecord score(long step, int correct) {
        return new EvalRecord(step, "nano-chain", 100, correct, correct / 100.0, 0.1, 0.9, 0, 0, 0, 0, 0, 40, 0);
    }
}
