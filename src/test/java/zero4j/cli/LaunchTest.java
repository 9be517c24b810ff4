package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import zero4j.UserPart;
import zero4j.reward.RewardProvider;
import zero4j.run.RunFolder;

/** The real command in several processes; who dies or hangs is a process of its own, so that nothing else is harmed. */
class LaunchTest {
    private static final int MANY = 100_000;

    @TempDir
    private static Path folder = Path.of("");

    @BeforeAll
    static void makeModel() {
        TinyNanoModel.make(folder.resolve("model"));
    }

    /** A training in a folder below the test's, by a coin, so that a model which knows nothing has something to learn. */
    private static List<String> train(String run, int steps, String... further) {
        List<String> words = new ArrayList<>(List.of(
                "train",
                "--to=" + folder.resolve(run),
                "--steps=" + steps,
                "--set=model=" + folder.resolve("model"),
                "--set=reward=random",
                "--set=rollout={prompts: 3, group_size: 4, max_new_tokens: 8}",
                "--set=train={checkpoint_every: 100000, epochs: 2}",
                "--set=eval.suite=none",
                "--set=report=false",
                "--set=dashboard=off"));
        words.addAll(List.of(further));
        return words;
    }

    private static List<String> launching(int processes, List<String> command) {
        List<String> words = new ArrayList<>(List.of("launch", "--processes=" + processes, "--grace=1", "--"));
        words.addAll(command);
        return words;
    }

    private static ChildProcess launch(int processes, List<String> command) throws IOException {
        return ChildProcess.start(Files.createDirectories(folder.resolve("tmp")), launching(processes, command));
    }

    private static void awaitStep(ChildProcess launcher, int step) throws IOException {
        assertThat(launcher.await(line -> line.matches("rank 0 \\| +" + step + " .*")))
                .isTrue();
    }

    private static RunFolder run(String name) {
        return new RunFolder(folder.resolve(name));
    }

    @Test
    void training_severalProcessesStoppedAndResumedByMore_samplesAndLearnsWhatOneDoes()
            throws IOException, InterruptedException {
        ChildProcess launcher = launch(2, train("several", MANY, "--set=dist.shard=optimizer"));
        awaitStep(launcher, 2);
        assertThat(launcher.process().toHandle().destroy()).isTrue();
        CommandRun stopped = launcher.end();

        assertThat(stopped.code()).as(stopped.out()).isEqualTo(143);
        assertThat(stopped.out())
                .contains("launching 2 processes", "rank 0 | processes  rank 0 of 2", "(zero4j launch)")
                .contains("all processes finish their step and save", "rank 0 | saved ")
                .doesNotContain("rank 1 |", "[Gloo]", "incubator");
        int done = Math.toIntExact(run("several").checkpointSteps().getLast());
        String more = "--steps=" + (done + 2);
        CommandRun resumed = launch(4, List.of("resume", run("several").path().toString(), more))
                .end();
        assertThat(resumed.code()).as(resumed.out()).isZero();
        assertThat(run("several").checkpointSteps()).contains(done + 2L);

        assertThat(LaunchedRun.completions(run("several"), done + 2)).hasSize((done + 2) * 12);
        assertLearntTheSame("several", "alone", done + 2);
    }

    /** Trains alone, and compares what was sampled, and the weights: to the rounding of other orders of the same sums. */
    private static void assertLearntTheSame(String run, String alone, int steps, String... further) {
        CommandRun trained = CommandRun.of(train(alone, steps, further).toArray(String[]::new));
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(LaunchedRun.completions(run(run), steps)).isEqualTo(LaunchedRun.completions(run(alone), steps));
        float[] learnt = LaunchedRun.weights(run(alone).checkpoint(steps));
        double moved = distance(learnt, LaunchedRun.weights(folder.resolve("model")));
        assertThat(distance(learnt, LaunchedRun.weights(run(run).checkpoint(steps))))
                .as("the weights, that moved by %s", moved)
                .isLessThan(0.01 * moved);
    }

    @Test
    void training_rolloutsAheadInTwoProcesses_samplesAndLearnsWhatOneDoes() throws IOException, InterruptedException {
        int steps = 4;
        CommandRun end =
                launch(2, train("ahead", steps, "--set=rollout.ahead=1")).end();

        assertThat(end.code()).as(end.out()).isZero();
        assertLearntTheSame("ahead", "ahead-alone", steps, "--set=rollout.ahead=1");
        assertThat(LaunchedRun.completions(run("ahead"), steps)).hasSize(steps * 12);
    }

    private static double distance(float[] weights, float[] others) {
        double squares = 0;
        for (int i = 0; i < weights.length; i++) {
            squares += Math.pow((double) weights[i] - others[i], 2);
        }
        return Math.sqrt(squares);
    }

    @Test
    void rank_hangs_endsAllWithinTheDeadlineAndSaysWhich() throws IOException, InterruptedException {
        ChildProcess launcher = launch(2, train("hung", MANY, "--set=dist.deadline=6"));
        awaitStep(launcher, 1);
        LaunchedRun.signal("STOP", LaunchedRun.rank(launcher, 1).orElseThrow());
        CommandRun end = launcher.end();

        assertThat(end.code()).isEqualTo(1);
        assertThat(end.out())
                .containsPattern("waited \\d+\\.\\d s of at most 6\\.0 s for rank 1")
                .contains("rank 1 does not answer")
                .contains("resume " + run("hung").path())
                .contains("rank 1 does not end when it is asked to: it is killed");
    }

    @Test
    void launcher_isKilled_itsProcessesSaveAndOneGoesOn() throws IOException, InterruptedException {
        ChildProcess launcher = launch(2, train("orphans", MANY, "--set=dist.shard=gradients"));
        awaitStep(launcher, 1);
        List<ProcessHandle> ranks = launcher.process().children().toList();
        assertThat(ranks).hasSize(2);
        launcher.kill();
        launcher.end();

        ranks.forEach(rank -> rank.onExit().join());
        int steps = Math.toIntExact(run("orphans").checkpointSteps().getLast()) + 1;
        CommandRun resumed = CommandRun.of("resume", run("orphans").path().toString(), "--steps=" + steps);
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertLearntTheSame("orphans", "orphan", steps);
    }

    @Test
    void settings_wrong_areToldByTheRanksAndEndAll() throws IOException, InterruptedException {
        CommandRun end =
                launch(2, train("wrong", 1, "--set=data.train=nowhere.jsonl")).end();

        assertThat(end.code()).isEqualTo(1);
        assertThat(end.out()).contains("| error: ", "nowhere.jsonl", "ending the 1 other");
        assertThat(run("wrong").path()).doesNotExist();
    }

    /** Rewards by a coin, until the second process needs more memory than there is. */
    private static final String GREEDY = """
            public class Greedy implements zero4j.reward.RewardProvider {
                private int asked;
                public String name() { return "greedy"; }
                public String help() { return "needs more and more memory"; }
                public zero4j.reward.RewardFunction create(zero4j.verify.Verifier verifier) {
                    return zero4j.reward.Rewards.scored(name(), (question, completion) ->
                            completion.text().length() % 2 + (much() == null ? 1 : 0));
                }
                private synchronized long[] much() {
                    return "1".equals(System.getenv("RANK")) && ++asked > 12 ? new long[1 << 27] : new long[1];
                }
            }
            """;

    @Test
    void rank_runsOutOfMemory_endsAllAndSaysWhichAndHowToGoOn() throws IOException, InterruptedException {
        Path part = UserPart.compile(
                folder.resolve("greedy"), Map.of("Greedy", GREEDY), RewardProvider.class, List.of("Greedy"));
        CommandRun end = ChildProcess.start(
                        Files.createDirectories(folder.resolve("tmp")),
                        List.of(part),
                        launching(2, train("hungry", MANY, "--set=reward=greedy")))
                .end();

        assertThat(end.code()).as(end.out()).isEqualTo(1);
        assertThat(end.out())
                .contains("rank 1 | error: rank 1 of 2: out of Java heap memory", "ZERO4J_JAVA_OPTS=-Xmx")
                .containsPattern("rank 0 \\| error: rank 0 of 2 waited .*rank 1 failed: out of Java heap memory")
                .contains("resume " + run("hungry").path());
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the limit on the size of files is set by a shell's ulimit")
    void firstRank_cannotSave_endsAllAndSaysHowToGoOn() throws IOException, InterruptedException {
        CommandRun end = ChildProcess.startWithLargestFile(
                        FullDiskTest.TOO_SMALL,
                        Files.createDirectories(folder.resolve("tmp")),
                        launching(2, train("full", 2, "--set=model=models/nano")))
                .end();

        assertThat(end.code()).as(end.out()).isEqualTo(1);
        assertThat(end.out())
                .contains("rank 0 | error: saving after step 2: cannot write "
                        + run("full").checkpoint(2))
                .containsPattern("rank 1 \\| error: rank 1 of 2 waited .*rank 0 failed: saving after step 2")
                .contains("resume " + run("full").path());
        assertThat(run("full").checkpointSteps()).isEmpty();
    }

    @Test
    void pretraining_severalProcesses_makeTheModelThatOneMakes() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(TinyNanoModel.pretrain(folder.resolve("together"))));
        command.add("--set=dist.shard=optimizer");
        CommandRun end = launch(2, command).end();

        assertThat(end.code()).as(end.out()).isZero();
        assertThat(end.out())
                .contains("rank 0 | processes  rank 0 of 2", "(zero4j launch)")
                .doesNotContain("rank 1 |", "[Gloo]", "incubator");
        assertThat(folder.resolve("together.pretraining")).doesNotExist();
        LaunchedRun.assertAlmostSameWeights(folder.resolve("together"), folder.resolve("model"));
    }
}
