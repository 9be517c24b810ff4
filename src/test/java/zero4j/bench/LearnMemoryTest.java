package zero4j.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import zero4j.report.Table;

/** The bench of memory at its smallest. */
class LearnMemoryTest {
    @BeforeEach
    void needsPeaks() {
        Assumptions.assumeTrue(
                Files.isWritable(Path.of("/proc/self/clear_refs")),
                "this system does not tell a process's peak memory");
    }

    @ParameterizedTest
    @EnumSource(LearnMemory.class)
    void measure_oneCase_givesBytes(LearnMemory memory) {
        assertThat(memory.measure("nano", 1)).isNotNegative();
    }

    @Test
    void table_ofProcessesOfTheirOwn_hasARowForEachCase() {
        Table table = LearnMemory.table("nano", 1, 1, _ -> {});

        assertThat(table.rows()).hasSize(LearnMemory.values().length);
        assertThat(table.rows().getFirst().getLast()).isEqualTo("1.00");
        assertThat(table.rows()).allSatisfy(row -> assertThat(row.get(1)).matches("[0-9]+"));
    }
}
