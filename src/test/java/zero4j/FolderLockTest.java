package zero4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
    @TempDir
    private Path folder = Path.of("");

    private int attempts;

    @Test
    void taken_somebodyOnlyAskedForAMoment_isTakenAtAnotherAttempt() throws IOException {
        try (FileChannel channel =
                        FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assertThat(FolderLock.taken(() -> ++attempts < 3 ? null : lock)).isTrue();
            assertThat(attempts).isEqualTo(3);
        }
    }

    @Test
    void taken_somebodyKeepsIt_isRefusedAfterSomeAttempts() throws IOException {
        assertThat(FolderLock.taken(() -> {
                    attempts++;
                    return null;
                }))
                .isFalse();
        assertThat(attempts).isEqualTo(4);
    }

    @Test
    void take_heldHere_isRefusedUntilItIsClosed() {
        Path file = folder.resolve("lock");
        Optional<FolderLock> first = FolderLock.take(file);

        assertThat(first).isPresent();
        assertThat(FolderLock.held(file)).isTrue();
        assertThat(FolderLock.take(file)).isEmpty();

        first.orElseThrow().close();
        assertThat(FolderLock.held(file)).isFalse();
        try (FolderLock again = FolderLock.take(file).orElseThrow()) {
            assertThat(again).isNotNull();
        }
    }
}
