package zero4j.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import zero4j.report.Table;

/** The bench of memory at its smallest. */
class LearnMemoryTest {
    @BeforeEach
    void needsPeaks() {
        Assumptions.assumeTrue(
                Files.isWritable(Path.of("/proc/self/clear_refs")),
                "this system does not tell a process's peak memory");
    }

    @Test
    void peak_ofWorkThatFreesWhatItTook_isWhatItTook() {
        long bytes = 256L << 20;

        long peak = LearnMemory.peak(() -> {
            try (Arena arena = Arena.ofConfined()) {
                arena.allocate(bytes).fill((byte) 1);
            }
        });

        assertThat(peak).isBetween(bytes / 2, bytes * 2);
    }

    @Test
    void table_ofProcessesOfTheirOwn_hasARowForEachCase() {
        Table table = LearnMemory.table("nano", 1, 1, _ -> {});

        assertThat(table.rows()).hasSize(LearnMemory.values().length);
        assertThat(table.rows().getFirst().getLast()).isEqualTo("1.00");
        assertThat(table.rows()).allSatisfy(row -> assertThat(row.get(1)).matches("[0-9]+"));
    }
}
