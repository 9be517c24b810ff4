package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.Words;
import zero4j.run.RunFolder;

/**
 * A run of several processes, of which one or the other is killed again and again at random moments and which the launcher starts anew
 * each time, ends with the same bits as one that is left alone. {@code -Dzero4j.rank.kills=20} kills more.
 */
class RankKillTest {
    private static final long SEED = 20_262;
    private static final int ENOUGH = Integer.getInteger("zero4j.rank.kills", 3);
    private static final int STEPS = Math.max(6, ENOUGH);
    private static final int WORLD = 2;
    /** Milliseconds that a kill comes after the last line heard, at most: about what a step takes. */
    private static final int LATEST = 150;
    /** Milliseconds of a start, about. */
    private static final int START = 2500;
    /** What the other one was waiting for: its share of all gradients or parameters. */
    private static final Pattern IN_UPDATE = Pattern.compile(" in (summing|exchanging|gathering) \\d{6} numbers");

    /** Of sampling and of learning, at the end of a step's line. */
    private static final Pattern SECONDS = Pattern.compile("\\((\\d+\\.\\d+)\\|(\\d+\\.\\d+)\\)  ");

    private static final List<String> COMPARED = List.of("model.safetensors", "optimizer.safetensors", "trainer.json");

    @TempDir
    private Path folder = Path.of("");

    private final Random random = new Random(SEED);
    private int kills;
    private int killsInUpdates;

    @Test
    void run_ranksKilledManyTimes_endsWithTheSameBits() throws IOException, InterruptedException {
        CommandRun undisturbed = launch("whole", 0, 1, "none").end();
        assertThat(undisturbed.code()).as(undisturbed.out()).isZero();
        killInAnUpdate();
        int round = 0;
        for (; kills < ENOUGH; round++) { // a fast machine may come to the end before there were enough
            assertThat(round).as("runs for %d kills", kills).isLessThan(10);
            trainUnderFire("killed-" + round);
            assertSameEnd(run("killed-" + round), run("whole"));
        }
        System.out.println("RankKillTest: seed " + SEED + ", " + kills + " kills of ranks in "
                + Words.counted(round, "run") + " and one in an update of another; in updates " + killsInUpdates);
    }

    /** A single one, of a run whose processes have a part of the optimizer each, so that more is exchanged. */
    private void killInAnUpdate() throws IOException, InterruptedException {
        for (int round = 0; killsInUpdates == 0; round++) {
            assertThat(round).as("kills, none in an update").isLessThan(10);
            String name = "update-" + round;
            ChildProcess launcher = launch(name, 1, 60, "optimizer");
            if (!kill(launcher, momentOfAnUpdate(launcher)) || killsInUpdates == 0) {
                launcher.kill();
                launcher.end();
            } else {
                assertEndsWell(launcher);
                assertSameEnd(run(name), run("whole"));
            }
        }
    }

    /** Milliseconds from now to somewhere in the next update, if the next step is like the last. */
    private int momentOfAnUpdate(ChildProcess launcher) throws IOException {
        double[] sampledAndLearnt = new double[2];
        for (int step = 1; step <= 2; step++) { // the first one is slow
            assertThat(launcher.await(line -> {
                        Matcher seconds = SECONDS.matcher(line);
                        if (seconds.find()) {
                            sampledAndLearnt[0] = Double.parseDouble(seconds.group(1));
                            sampledAndLearnt[1] = Double.parseDouble(seconds.group(2));
                        }
                        return line.startsWith("rank 0 | saved ");
                    }))
                    .isTrue();
        }
        return (int) (1000 * (sampledAndLearnt[0] + random.nextDouble() * sampledAndLearnt[1]));
    }

    private void trainUnderFire(String name) throws IOException, InterruptedException {
        ChildProcess launcher = launch(name, 10 * ENOUGH, 1, "none");
        for (boolean running = true; running && kills < ENOUGH; ) {
            boolean early = random.nextInt(3) == 0;
            running = early || launcher.await(line -> line.startsWith("rank 0 | saved "));
            running &= kill(launcher, random.nextInt(early ? START : LATEST));
            kills += running ? 1 : 0;
        }
        assertEndsWell(launcher);
    }

    /** @return whether it was there to be killed, and all were started again */
    private boolean kill(ChildProcess launcher, int milliseconds) throws IOException, InterruptedException {
        return !launcher.process().waitFor(milliseconds, TimeUnit.MILLISECONDS)
                && LaunchedRun.rank(launcher, random.nextInt(WORLD))
                        .map(ProcessHandle::destroyForcibly)
                        .orElse(false)
                && launcher.await(line -> {
                    killsInUpdates += IN_UPDATE.matcher(line).find() ? 1 : 0;
                    return line.startsWith("starting all again");
                });
    }

    private static void assertEndsWell(ChildProcess launcher) throws IOException, InterruptedException {
        CommandRun end = launcher.end();
        assertThat(end.code()).as(end.out()).isZero();
    }

    private static void assertSameEnd(RunFolder killed, RunFolder whole) {
        for (String file : COMPARED) {
            assertThat(killed.checkpoint(STEPS).resolve(file))
                    .as("%s with seed %d", file, SEED)
                    .hasSameBinaryContentAs(whole.checkpoint(STEPS).resolve(file));
        }
        assertThat(TinyRun.repeatable(killed)).hasSize(STEPS).isEqualTo(TinyRun.repeatable(whole));
        assertThat(LaunchedRun.completions(killed, STEPS)).isEqualTo(LaunchedRun.completions(whole, STEPS));
        assertThat(killed.checkpointSteps()).isEqualTo(whole.checkpointSteps());
    }

    private RunFolder run(String name) {
        return new RunFolder(folder.resolve(name));
    }

    /** @param grace seconds in which the other one can say what it was waiting for */
    private ChildProcess launch(String name, int restarts, int grace, String shard) throws IOException {
        List<String> words = new ArrayList<>(
                List.of("launch", "--processes=" + WORLD, "--restarts=" + restarts, "--grace=" + grace, "--"));
        words.addAll(List.of(
                "train",
                "--to=" + run(name).path(),
                "--set=model=models/nano",
                "--set=data.train=nano:linear",
                "--set=rollout={prompts: 2, group_size: 4, max_new_tokens: 32, backend: torch}",
                "--set=train={steps: " + STEPS
                        + ", epochs: 6, learning_rate: 5.0e-5, schedule: linear, warmup_steps: 2,"
                        + " checkpoint_every: 1, keep_checkpoints: 2, keep_best: accuracy}",
                "--set=learner.backend=torch", // the same bits however it is divided, and no compiler to wait for
                "--set=dist={deadline: 60, shard: " + shard + "}",
                "--set=eval.suite=none",
                "--set=report=false",
                "--set=dashboard=off",
                "--set=threads=1"));
        return ChildProcess.start(Files.createDirectories(folder.resolve("tmp")), words);
    }
}
