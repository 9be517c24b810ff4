package zero4j.reward;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.Words;

class RewardLogTest {
    @TempDir
    Path folder;

    @Test
    void log_thatCannotBeWritten_isNotPromised() throws IOException {
        RewardLog log = new RewardLog();
        Files.createDirectory(folder.resolve(RewardLog.NAME));
        log.keepIn(folder);
        log.drain(new ByteArrayInputStream("last words\n".getBytes(StandardCharsets.UTF_8)));
        log.note("a remark");
        assertThat(log.lastWords())
                .contains("last words", "could be written to " + folder.resolve(RewardLog.NAME))
                .doesNotContain("All that it said", "a remark");
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 70_000, 131_072, 131_073, 200_000})
    void log_muchSaidBeforeThereIsAFolder_isKeptOrCounted(int size) throws IOException {
        byte[] said = new byte[size];
        for (int i = 0; i < size; i++) {
            said[i] = (byte) ('a' + i % 26);
        }
        RewardLog log = new RewardLog();
        log.drain(new ByteArrayInputStream(said));
        log.keepIn(folder);
        byte[] kept = Files.readAllBytes(folder.resolve(RewardLog.NAME));
        if (size <= 1 << 17) {
            assertThat(kept).isEqualTo(said);
            assertThat(log.lastWords()).contains("All that it said is in");
        } else {
            int missing = size - (1 << 17);
            assertThat(kept).startsWith(Arrays.copyOf(said, 1 << 16));
            assertThat(kept).endsWith(Arrays.copyOfRange(said, size - (1 << 16), size));
            assertThat(new String(kept, StandardCharsets.UTF_8)).contains("zero4j: " + Words.counted(missing, "byte"));
            assertThat(log.lastWords())
                    .contains("but for " + Words.counted(missing, "byte"))
                    .doesNotContain("All that it said", "a remark");
        }
    }
}
