package zero4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import zero4j.ChildJvm;

class LibTorchTest {
    /** What the other process does. */
    public static void main(String[] arguments) {
        LibTorch.loadInTurn();
        System.out.println("loaded");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "who waits for a lock is told by /proc")
    void loadInTurn_anotherProcessLoads_waitsForIt() throws IOException, InterruptedException {
        Path file = Loader.getCacheDir().toPath().resolve("zero4j.lock");
        Process other;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            other = new ProcessBuilder(ChildJvm.command(LibTorchTest.class, List.of("-Xmx128m"), List.of()))
                    .redirectErrorStream(true)
                    .start();
            while (other.isAlive() && !waits(other)) {
                Thread.onSpinWait();
            }
            assertThat(other.isAlive()).as("waits while the file is locked").isTrue();
            assertThat(other.inputReader(StandardCharsets.UTF_8).ready()).isFalse();
        }
        assertThat(other.inputReader(StandardCharsets.UTF_8).lines()).contains("loaded");
        assertThat(other.waitFor()).isZero();
    }

    /** The kernel marks with an arrow who does not have a lock yet. */
    private static boolean waits(Process process) throws IOException {
        return Files.readAllLines(Path.of("/proc/locks")).stream()
                .anyMatch(line -> line.contains("->") && line.contains(" " + process.pid() + " "));
    }
}
