package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import zero4j.ChildJvm;

class StopRequestTest {
    /** Number of the signal SIGINT. */
    private static final int INTERRUPT = 2;

    /** Works until it is asked to stop, then tells how that went. */
    static final class Worker {
        private Worker() {}

        static void main(String[] args) {
            PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
            try (StopRequest stop = StopRequest.listen(out, () -> "stopping")) {
                out.println("working");
                while (!stop.getAsBoolean()) {
                    Thread.onSpinWait();
                }
                out.println("saved");
            }
        }
    }

    @Test
    void signal_duringWork_letsTheWorkEndWell() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(ChildJvm.command(Worker.class, List.of(), List.of()))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isEqualTo("working");
            assertThat(process.toHandle().destroy()).isTrue(); // asks politely, and leaves the streams open
            List<String> rest = out.lines().toList();

            assertThat(rest).anyMatch(line -> line.contains("stopping")).endsWith("saved");
        } finally {
            process.destroyForcibly();
        }
        process.waitFor();
    }

    /** Works on whatever it is asked. */
    static final class DeafWorker {
        private DeafWorker() {}

        static void main(String[] args) {
            PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
            try (StopRequest _ = StopRequest.listen(out, () -> "stopping")) {
                out.println("working");
                while (true) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    @Test
    void ctrlC_aSecondTime_endsAtOnce() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(ChildJvm.command(DeafWorker.class, List.of(), List.of()))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isEqualTo("working");
            interrupt(process);
            assertThat(out.readLine()).isEmpty();
            assertThat(out.readLine()).startsWith("stopping (to end at once: Ctrl-C again");
            interrupt(process);

            assertThat(out.readLine()).as("what is said behind that").isNull();
            assertThat(process.waitFor()).isEqualTo(130);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Has nothing to save yet. */
    static final class Beginner {
        private Beginner() {}

        static void main(String[] args) {
            PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
            StopRequest.say(out, "never said").close();
            try (StopRequest.Farewell _ = StopRequest.say(out, "nothing is saved")) {
                out.println("working");
                while (true) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    @Test
    void ctrlC_beforeThereIsAnythingToSave_saysSoAndEndsAtOnce() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(ChildJvm.command(Beginner.class, List.of(), List.of()))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isEqualTo("working");
            interrupt(process);

            assertThat(out.lines().toList()).containsExactly("", "nothing is saved");
            assertThat(process.waitFor()).isEqualTo(130);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Children take this from their parents, and a JVM that does ends only by other signals. */
    private static boolean ignoresCtrlC() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.isReadable(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line ->
                                (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1L << (INTERRUPT - 1)) != 0);
    }

    /** What a terminal does at Ctrl-C. */
    private static void interrupt(Process process) throws IOException, InterruptedException {
        assumeFalse(
                ignoresCtrlC(),
                "Ctrl-C is ignored by what is started in the background (nohup, &): run the tests in the foreground");
        assertThat(new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void ctrlC_duringWork_letsItEndWellAndIsTheExitCode() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(ChildJvm.command(Worker.class, List.of(), List.of()))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isEqualTo("working");
            interrupt(process);

            assertThat(out.lines().toList())
                    .anyMatch(line -> line.contains("stopping"))
                    .endsWith("saved");
            assertThat(process.waitFor()).isEqualTo(130);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void close_withoutSignal_leavesNoRequest() {
        StopRequest stop =
                StopRequest.listen(new PrintWriter(System.err, true, StandardCharsets.UTF_8), () -> "stopping");
        stop.close();

        assertThat(stop.getAsBoolean()).isFalse();
    }
}
