package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.run.RunFolder;

/**
 * A run of several processes, of which one or the other is killed again and again at random moments and which the launcher starts anew
 * each time, ends with the same bits as one that is left alone, though each of them has only a part of the optimizer's state. {@code -Dzero4j.rank.kills=20} kills more.
 */
class RankKillTest {
    private static final long SEED = 20_262;
    private static final int ENOUGH = Integer.getInteger("zero4j.rank.kills", 3);
    private static final int STEPS = Math.max(8, ENOUGH);
    private static final int WORLD = 2;
    /** Milliseconds that a kill comes after the last line heard, at most: about what a step takes. */
    private static final int LATEST = 150;
    /** Milliseconds of a start, about. */
    private static final int START = 2500;

    private static final List<String> COMPARED = List.of("model.safetensors", "optimizer.safetensors", "trainer.json");

    @TempDir
    private Path folder = Path.of("");

    private final Random random = new Random(SEED);
    private int kills;

    @Test
    void run_ranksKilledManyTimes_endsWithTheSameBits() throws IOException, InterruptedException {
        CommandRun undisturbed = launch("whole").end();
        assertThat(undisturbed.code()).as(undisturbed.out()).isZero();
        int round = 0;
        for (; kills < ENOUGH; round++) { // a fast machine may come to the end before there were enough
            assertThat(round).as("runs for %d kills", kills).isLessThan(10);
            trainUnderFire("killed-" + round);
            assertSameEnd(run("killed-" + round), run("whole"));
        }
        System.out.println("RankKillTest: seed " + SEED + ", " + kills + " kills of ranks in " + round + " runs");
    }

    private void trainUnderFire(String name) throws IOException, InterruptedException {
        ChildProcess launcher = launch(name);
        for (boolean running = true; running && kills < ENOUGH; ) {
            boolean early = random.nextInt(3) == 0;
            running = early || launcher.await(line -> line.startsWith("rank 0 | saved "));
            boolean ended = launcher.process().waitFor(random.nextInt(early ? START : LATEST), TimeUnit.MILLISECONDS);
            running &= !ended
                    && LaunchedRun.rank(launcher, random.nextInt(WORLD))
                            .map(ProcessHandle::destroyForcibly)
                            .orElse(false);
            if (running) {
                running = launcher.await(line -> line.startsWith("starting all again"));
                kills += running ? 1 : 0;
            }
        }
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

    private ChildProcess launch(String name) throws IOException {
        List<String> words = new ArrayList<>(
                List.of("launch", "--processes=" + WORLD, "--restarts=" + 10 * ENOUGH, "--grace=1", "--"));
        words.addAll(List.of(
                "train",
                "--to=" + run(name).path(),
                "--set=model=models/nano",
                "--set=data.train=nano:linear",
                "--set=rollout={prompts: 2, group_size: 4, max_new_tokens: 32, backend: torch}",
                "--set=train={steps: " + STEPS
                        + ", epochs: 2, learning_rate: 1.0e-4, schedule: linear, warmup_steps: 2,"
                        + " checkpoint_every: 1, keep_checkpoints: 2, keep_best: accuracy}",
                "--set=dist={deadline: 60, shard: gradients}",
                "--set=eval.suite=none",
                "--set=report=false",
                "--set=dashboard=off",
                "--set=threads=1"));
        return ChildProcess.start(Files.createDirectories(folder.resolve("tmp")), words);
    }
}
