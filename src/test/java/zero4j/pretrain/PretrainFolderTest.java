package zero4j.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import zero4j.FolderLock;
import zero4j.UserError;

/** Who has the folder has it until it is gone. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "no folder with an open file can be removed there")
class PretrainFolderTest {
    private static final int ROUNDS = 300;

    @TempDir
    private Path temporary = Path.of("");

    private PretrainFolder folder() {
        return PretrainFolder.of(temporary.resolve("x"));
    }

    @Test
    void lock_twoThatTakeAndRemoveTheFolder_neverTakeItFromEachOther() throws Exception {
        try (ExecutorService both = Executors.newFixedThreadPool(2)) {
            Callable<Integer> one = () -> {
                int lost = 0;
                for (int round = 0; round < ROUNDS; round++) {
                    lost += worked() ? 0 : 1;
                }
                return lost;
            };
            for (Future<Integer> lost : both.invokeAll(List.of(one, one))) {
                assertThat(lost.get()).isZero();
            }
        }
    }

    /** Takes the folder as soon as it is free, and works in it; whether it stayed its own. */
    private boolean worked() throws IOException {
        PretrainFolder folder = folder();
        FolderLock lock = null;
        while (lock == null) {
            try {
                lock = folder.lock();
            } catch (UserError heldByTheOther) {
                Thread.onSpinWait();
            }
        }
        Path work = folder.path().resolve("work");
        boolean own;
        try {
            Files.createFile(work);
            own = Files.exists(work);
        } catch (IOException e) {
            own = false;
        }
        folder.delete(lock);
        return own;
    }
}
