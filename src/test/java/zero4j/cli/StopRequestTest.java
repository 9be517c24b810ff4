package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import zero4j.ChildJvm;

class StopRequestTest {
    /** Works until it is asked to stop, then tells how that went. */
    static final class Worker {
        private Worker() {}

        static void main(String[] args) {
            PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
            try (StopRequest stop = StopRequest.listen(out)) {
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

    @Test
    void close_withoutSignal_leavesNoRequest() {
        StopRequest stop = StopRequest.listen(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        stop.close();

        assertThat(stop.getAsBoolean()).isFalse();
    }
}
