package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.run.RunFolder;

/** A training on two hosts that share a folder; the link between them is cut, and later it goes on. */
class TwoHostsTest {
    private static final int DEADLINE = 5;

    @TempDir
    private Path folder = Path.of("");

    /** @param nodes of which only the first two are there */
    private List<ChildProcess> launch(TwoHosts hosts, int nodes, List<String> command) throws IOException {
        List<ChildProcess> launchers = new ArrayList<>();
        for (int host = 0; host < 2; host++) {
            List<String> words = new ArrayList<>(List.of(
                    "launch",
                    "--processes=1",
                    "--nodes=" + nodes,
                    "--node=" + host,
                    "--master=" + TwoHosts.ADDRESS + ":" + TwoHosts.PORT,
                    "--grace=1",
                    "--"));
            words.addAll(command);
            launchers.add(ChildProcess.startIn(
                    hosts.name(host), Files.createDirectories(folder.resolve("tmp" + host)), words));
        }
        return launchers;
    }

    private List<String> train(RunFolder run) {
        return List.of(
                "train",
                "--to=" + run.path(),
                "--steps=100000",
                "--set=model=" + folder.resolve("model"),
                "--set=reward=random",
                "--set=rollout={prompts: 3, group_size: 4, max_new_tokens: 8}",
                "--set=train={checkpoint_every: 1, keep_checkpoints: 2}",
                "--set=dist.deadline=" + DEADLINE,
                "--set=eval.suite=none",
                "--set=report=false",
                "--set=dashboard=off");
    }

    @Test
    void training_linkIsCut_endsOnBothHostsWithinTheDeadlineAndGoesOn() throws IOException, InterruptedException {
        try (TwoHosts hosts = TwoHosts.open()) {
            TinyNanoModel.make(folder.resolve("model"));
            RunFolder run = new RunFolder(folder.resolve("run"));
            assertEndsWhereTheLinkIsCutBeforeAllHaveMet(hosts, run);

            List<ChildProcess> launchers = launch(hosts, 2, train(run));
            assertThat(launchers.getFirst().await(line -> line.startsWith("rank 0 | saved ")))
                    .isTrue();
            hosts.cut();
            for (int host = 0; host < 2; host++) {
                CommandRun end = launchers.get(host).end();
                assertThat(end.code()).as(end.out()).isEqualTo(1);
                assertThat(end.out())
                        .contains("rank " + host + " of 2 waited")
                        .contains("rank " + (1 - host) + " does not answer")
                        .contains("resume " + run.path());
            }

            hosts.mend();
            long done = run.checkpointSteps().getLast();
            List<String> more = List.of("resume", run.path().toString(), "--steps=" + (done + 1));
            for (ChildProcess launcher : launch(hosts, 2, more)) {
                CommandRun end = launcher.end();
                assertThat(end.code()).as(end.out()).isZero();
            }
            assertThat(run.checkpointSteps()).endsWith(done + 1);
        }
    }

    /** The third host never comes: the others wait for it, and then they cannot reach each other any more. */
    private void assertEndsWhereTheLinkIsCutBeforeAllHaveMet(TwoHosts hosts, RunFolder run)
            throws IOException, InterruptedException {
        List<ChildProcess> launchers = launch(hosts, 3, train(run));
        while (launchers.getLast().process().isAlive() && !hosts.areConnected()) {
            Thread.onSpinWait();
        }
        hosts.cut();
        for (int host = 0; host < 2; host++) {
            CommandRun end = launchers.get(host).end();
            assertThat(end.code()).as(end.out()).isEqualTo(1);
            assertThat(end.out())
                    .containsPattern("rank " + host + " of 3 waited [56]\\.\\d s of at most " + DEADLINE
                            + "\\.0 s for rank .* in meeting at " + TwoHosts.ADDRESS);
        }
        assertThat(run.path()).doesNotExist();
        hosts.mend();
    }
}
