package zero4j.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.UserError;

/** What becomes of processes, with shell scripts in their place. */
class LocalProcessesTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final int INTERRUPTED = 143;

    /** Says that it can be asked to end, and works until it is. */
    private static final String WORK = "echo ready; while :; do sleep 0.02; done";

    private static final String HEARD = "heard";

    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();
    private final List<String> events = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder = Path.of("");

    /** Runs a script for each rank. */
    private int run(Duration grace, String... scripts) throws InterruptedException {
        try (LocalProcesses all = start(grace, scripts)) {
            return all.await(this::hear);
        }
    }

    /** Once there is something to hear of, there is the file {@link #HEARD}, too. */
    private void hear(String event) {
        events.add(event);
        try {
            Files.write(folder.resolve(HEARD), List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A script that waits for the first event. */
    private String afterEvent(String script) {
        return "while [ ! -e '" + folder.resolve(HEARD) + "' ]; do sleep 0.02; done; " + script;
    }

    private LocalProcesses start(Duration grace, String... scripts) {
        IntFunction<List<String>> command = rank -> List.of("sh", "-c", scripts[rank]);
        LaunchPlan plan = new LaunchPlan(scripts.length, 1, 0, Optional.empty());
        return LocalProcesses.start(plan, command, grace, out::add, err::add);
    }

    @Test
    void output_ofSeveral_hasTheRankBeforeEachLine() throws InterruptedException {
        String script =
                "echo \"$RANK of $WORLD_SIZE, $LOCAL_RANK of $LOCAL_WORLD_SIZE\"; echo; echo no end of line >&2";

        assertThat(run(LONG, script, script)).isZero();

        assertThat(out)
                .containsExactlyInAnyOrder(
                        "rank 0 | 0 of 2, 0 of 2", "rank 0 | ", "rank 1 | 1 of 2, 1 of 2", "rank 1 | ");
        assertThat(err).containsExactlyInAnyOrder("rank 0 | no end of line", "rank 1 | no end of line");
        assertThat(events).isEmpty();
    }

    @Test
    void output_nativeNoise_isLeftOut() throws InterruptedException {
        String script = """
                cat >&2 <<'END'
                WARNING: Using incubator modules: jdk.incubator.vector
                [E1129 22:06:54.962357126 ProcessGroupGloo.cpp:66] Gloo connectFullMesh failed with [/home/a/pair.cc:547]
                [W1129 22:06:54.962357126 TCPStore.cpp:340] [c10d] TCP client failed to connect
                Exception raised from throwTimeoutError at /home/a b/socket.cpp:1030 (most recent call first):
                Exception raised from throwTimeoutError at /home/socket.cpp:1030 (most recent call first):
                frame #0: c10::Error::Error(c10::SourceLocation, std::string) + 0x9b (0x7f in libc10.so)

                error: rank 1 of 2 waited
                [E1129 22:06:54.962357126 ProcessGroupNCCL.cpp:1] watchdog

                WARNING: something else
                END
                echo '[Gloo] Rank 0 is connected to 1 peer ranks. Expected number of connected peer ranks is : 1'
                """;

        assertThat(run(LONG, script)).isZero();

        assertThat(out).isEmpty();
        assertThat(err)
                .containsExactly(
                        "rank 0 | Exception raised from throwTimeoutError at /home/a b/socket.cpp:1030 (most recent call"
                                + " first):",
                        "rank 0 | error: rank 1 of 2 waited",
                        "rank 0 | [E1129 22:06:54.962357126 ProcessGroupNCCL.cpp:1] watchdog",
                        "rank 0 | ",
                        "rank 0 | WARNING: something else");
    }

    @Test
    void failure_othersHearOfIt_letsThemSayWhatTheyKnow() throws InterruptedException {
        int code = run(LONG, afterEvent("echo rank 1 is gone >&2; exit 4"), "exit 3");

        assertThat(code).isEqualTo(3);
        assertThat(events).containsExactly("rank 1 failed (exit code 3); ending the 1 other");
        assertThat(err).containsExactly("rank 0 | rank 1 is gone");
    }

    @Test
    void failure_firstOfTheRunFinishesByItself_isSaidButTheRunHasSucceeded() throws InterruptedException {
        assertThat(run(LONG, afterEvent("exit 0"), "kill -9 $$")).isZero();
        assertThat(events).containsExactly("rank 1 was ended by signal 9; ending the 1 other");
    }

    @Test
    void failure_othersWorkOn_asksThemToEndAndHearsTheirLastWords() throws InterruptedException {
        int code = run(Duration.ofMillis(200), "trap 'echo asked; exit 0' TERM; " + WORK, "exit 3");

        assertThat(code).isEqualTo(3);
        assertThat(out).containsExactly("rank 0 | ready", "rank 0 | asked");
        assertThat(events).hasSize(1);
    }

    @Test
    void failure_anotherIsDeafAndAnotherStopped_killsThem() throws InterruptedException {
        int code = run(Duration.ofMillis(200), "trap '' TERM; " + WORK, "kill -9 $$", "kill -STOP $$");

        assertThat(code).isEqualTo(128 + 9);
        assertThat(events)
                .containsExactly(
                        "rank 1 was ended by signal 9; ending the 2 others",
                        "rank 0 does not end when it is asked to: it is killed",
                        "rank 2 does not end when it is asked to: it is killed");
    }

    @Test
    void stop_oneIsNotReadyAndAnotherSaves_waitsForItHoweverLong() throws InterruptedException {
        CountDownLatch ready = new CountDownLatch(2);
        String save = "i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done; echo saved; exit 0";
        IntFunction<List<String>> command =
                rank -> List.of("sh", "-c", rank == 0 ? "trap '" + save + "' TERM; " + WORK : WORK);
        LaunchPlan plan = new LaunchPlan(2, 1, 0, Optional.empty());
        try (LocalProcesses all = LocalProcesses.start(
                plan,
                command,
                Duration.ZERO,
                line -> {
                    out.add(line);
                    ready.countDown();
                },
                err::add)) {
            ready.await();
            all.stop();

            assertThat(all.await(events::add)).isEqualTo(INTERRUPTED);
        }
        assertThat(out).endsWith("rank 0 | saved");
        assertThat(events).isEmpty();
    }

    @Test
    void input_whileTheLauncherLives_staysOpen() throws InterruptedException {
        // Were it at its end, the line would be read at once, and the process would not be there to be asked.
        int code =
                run(Duration.ofMillis(200), "trap 'echo asked; exit 0' TERM; read line; echo end of input", "exit 3");

        assertThat(code).isEqualTo(3);
        assertThat(out).doesNotContain("rank 0 | end of input");
    }

    @Test
    void start_programIsNotThere_saysSoAndLeavesNoneRunning() {
        IntFunction<List<String>> command = rank -> rank == 0
                ? List.of("sh", "-c", WORK)
                : List.of(folder.resolve("none").toString());
        LaunchPlan plan = new LaunchPlan(2, 1, 0, Optional.empty());

        assertThatThrownBy(() -> LocalProcesses.start(plan, command, LONG, out::add, err::add))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("does not start")
                .hasMessageContaining("none");
        assertThat(ProcessHandle.current()
                        .children()
                        .filter(ProcessHandle::isAlive)
                        .map(child -> child.onExit().join()))
                .allMatch(child -> !child.isAlive());
    }
}
