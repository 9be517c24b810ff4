package zero4j.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import zero4j.report.Table;

/** The memory of both backends at its smallest. */
class LearnFootprintTest {
    @Test
    void table_ofProcessesOfTheirOwn_saysHowMuchJavaTakesAndLibTorch() {
        Assumptions.assumeTrue(
                Files.isWritable(Path.of("/proc/self/clear_refs")),
                "this system does not tell a process's peak memory");

        Table table = LearnFootprint.table(List.of("nano"), 1, 1, _ -> {});

        List<String> row = table.rows().getFirst();
        double parameters = 4.0 * LearnBench.parameters("nano") / (1 << 20);
        // Values, gradients, two moments, and packed for both directions.
        assertThat(Double.parseDouble(row.get(1))).isBetween(6 * parameters, 500.0);
        assertThat(Double.parseDouble(row.get(2))).isBetween(4 * parameters, 2000.0);
        assertThat(Double.parseDouble(row.get(4))).isGreaterThan(10);
    }
}
