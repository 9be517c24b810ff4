package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.run.StepRecord;
import zero4j.tracking.EventReader;

/**
 * A run of the real command that is killed again and again, at random moments, ends with the same bits as one that is left
 * alone. The bundled model answers some of the questions, so that there is something to learn.
 */
class KillTest {
    private static final long SEED = 20_261;
    private static final int STEPS = 26;
    /** Milliseconds that a kill comes after the last line heard, at most: about what a step takes. */
    private static final int LATEST = 150;
    /** Milliseconds of a start, about: half of what is killed early has not read its model yet. */
    private static final int START = 1500;

    private static final List<String> COMPARED = List.of("model.safetensors", "optimizer.safetensors", "trainer.json");

    @TempDir
    private Path folder = Path.of("");

    private final Random random = new Random(SEED);
    private int ahead;
    private int enough;
    private int round;
    private int kills;
    private int killsBetweenSteps;

    /** @param batches that are sampled ahead of the learner, and stored in checkpoints */
    @ParameterizedTest
    @CsvSource({"0, 14", "1, 6"})
    void run_killedManyTimes_endsWithTheSameBits(int batches, int times) throws IOException, InterruptedException {
        ahead = batches;
        enough = times;
        CommandRun undisturbed = child(train("whole")).end();
        assertThat(undisturbed.code()).as(undisturbed.out()).isZero();

        RunFolder whole = onlyRun("whole").orElseThrow();
        assertLearnt(whole);
        assertShown(whole);
        // A run on a fast machine may end before there were enough: then another one must stand them.
        while (!enough()) {
            round++;
            assertThat(round).as("runs for %d kills", kills).isLessThan(10);
            assertSameEnd(trainUnderFire(), whole);
        }
        System.out.println("KillTest: seed " + SEED + ", " + kills + " kills of " + round + " runs, of them "
                + killsBetweenSteps + " between the first step and the last");
    }

    private static void assertSameEnd(RunFolder killed, RunFolder whole) throws IOException {
        for (String file : COMPARED) {
            assertThat(killed.checkpoint(STEPS).resolve(file))
                    .as("%s with seed %d", file, SEED)
                    .hasSameBinaryContentAs(whole.checkpoint(STEPS).resolve(file));
        }
        assertThat(TinyRun.repeatable(killed)).isEqualTo(TinyRun.repeatable(whole));
        assertInOrder(killed, whole);
        assertShown(killed);
    }

    /** TensorBoard shows every step once, as it was done by the start that went on. */
    private static void assertShown(RunFolder run) throws IOException {
        SortedMap<Long, Map<String, Float>> shown = EventReader.shown(run.path().resolve("tb"));
        List<StepRecord> steps = steps(run);
        assertThat(shown.keySet())
                .containsExactlyElementsOf(steps.stream().map(StepRecord::step).toList());
        steps.forEach(step -> assertThat(shown.get(step.step()))
                .containsValues((float) step.value(Metric.REWARD).orElseThrow(), (float)
                        step.value(Metric.GRAD_NORM).orElseThrow()));
    }

    /** Kills starts of the run until there have been enough, and then lets it end. */
    private RunFolder trainUnderFire() throws IOException, InterruptedException {
        while (!enough() && !isFinished()) {
            killOnce(child(next()));
        }
        CommandRun last = child(next()).end();
        assertThat(last.code()).as(last.out()).isZero();
        return onlyRun(killed()).orElseThrow();
    }

    /** Resumes the run, or starts it while there is none. */
    private List<String> next() {
        return onlyRun(killed())
                .map(run -> List.of("resume", run.path().toString()))
                .orElseGet(() -> train(killed()));
    }

    private void killOnce(ChildProcess child) throws IOException, InterruptedException {
        letRunForAWhile(child);
        boolean alive = child.process().isAlive();
        child.kill();
        CommandRun end = child.end();
        if (alive && end.code() == 128 + 9) {
            kills++;
            killsBetweenSteps += hasBegun() && !isFinished() ? 1 : 0;
        } else {
            assertThat(end.code()).as(end.out()).isZero();
        }
    }

    /** One in three is killed while it starts, the others in their first steps: just after a step, or while they save. */
    private void letRunForAWhile(ChildProcess child) throws IOException, InterruptedException {
        boolean early = random.nextInt(3) == 0;
        if (!early) {
            for (int saved = random.nextInt(2); saved > 0; saved--) {
                child.await(line -> line.startsWith("saved "));
            }
            child.await(line -> line.startsWith("step ") || line.startsWith("saved "));
        }
        child.process().waitFor(random.nextInt(early ? START : LATEST), TimeUnit.MILLISECONDS);
    }

    private boolean enough() {
        return kills >= enough && killsBetweenSteps >= enough / 2;
    }

    private String killed() {
        return "killed-" + round;
    }

    private boolean hasBegun() {
        return onlyRun(killed()).filter(run -> !run.checkpointSteps().isEmpty()).isPresent();
    }

    private boolean isFinished() {
        return onlyRun(killed())
                .filter(run -> run.checkpointSteps().contains((long) STEPS))
                .isPresent();
    }

    private ChildProcess child(List<String> arguments) throws IOException {
        return ChildProcess.start(Files.createDirectories(folder.resolve("tmp")), arguments);
    }

    private List<String> train(String runs) {
        return List.of(
                "train",
                "--set=model=models/nano",
                "--set=runs=" + folder.resolve(runs),
                "--set=data.train=nano:linear",
                "--set=rollout={prompts: 2, group_size: 4, max_new_tokens: 32, backend: torch, ahead: " + ahead + "}",
                "--set=train={steps: " + STEPS
                        + ", epochs: 2, learning_rate: 1.0e-4, schedule: linear, warmup_steps: 2,"
                        + " checkpoint_every: 1, keep_checkpoints: 2, keep_best: accuracy}",
                "--set=eval.suite=none",
                "--set=threads=1");
    }

    private Optional<RunFolder> onlyRun(String runs) {
        List<RunFolder> all = RunFolder.list(folder.resolve(runs));
        assertThat(all).hasSizeLessThan(2);
        return all.stream().findFirst();
    }

    private static List<StepRecord> steps(RunFolder run) {
        try (RunReader reader = RunReader.open(run.database())) {
            return reader.stepsAfter(0);
        }
    }

    private static void assertLearnt(RunFolder run) {
        assertThat(steps(run)).hasSize(STEPS);
        assertThat(steps(run).stream()
                        .filter(step -> step.value(Metric.GRAD_NORM).orElse(0) > 0)
                        .count())
                .as("steps with a gradient")
                .isGreaterThan(STEPS / 2);
    }

    private static void assertInOrder(RunFolder run, RunFolder whole) throws IOException {
        assertThat(run.checkpointSteps())
                .contains(STEPS - 1L, (long) STEPS)
                .hasSizeLessThan(4)
                .isEqualTo(whole.checkpointSteps());
        assertThat(run.path().resolve("best"))
                .hasSameBinaryContentAs(whole.path().resolve("best"));
        assertThat(run.path().resolve("latest")).hasContent("checkpoints/step-" + STEPS + "\n");
        try (var files = Files.walk(run.path())) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith(".")))
                    .as("left-overs")
                    .isEmpty();
        }
    }
}
