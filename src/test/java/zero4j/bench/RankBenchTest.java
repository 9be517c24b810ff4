package zero4j.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import zero4j.UserError;
import zero4j.dist.Sharding;

/** The bench at its smallest, by real processes. */
class RankBenchTest {
    private final List<String> told = new ArrayList<>();
    private final RankBench bench = new RankBench(2, 2, 1, told::add);

    @Test
    void collectives_twoProcesses_tellsBytesAndSeconds() {
        List<List<String>> rows = bench.collectives(List.of("nano")).rows();

        assertThat(rows)
                .extracting(row -> row.get(1))
                .containsExactly(
                        "sum", "broadcast", "reduce-scatter", "all-gather", "gather records", "sum one number");
        assertThat(told).hasSize(1 + rows.size());
        assertThat(Double.parseDouble(rows.getFirst().get(4))).isPositive();
        if (Files.exists(Path.of("/proc/net/dev"))) {
            double megabytes = Double.parseDouble(rows.getFirst().get(2));
            assertThat(megabytes).isCloseTo(4 * 0.87, within(0.05)); // as the name of the shape says
            assertThat(Double.parseDouble(rows.getFirst().get(3)))
                    .as("each of two gets half of the numbers, and then half of the sums")
                    .isBetween(2 * megabytes, 4 * megabytes); // others of this machine may use the interface, too
        }
    }

    @Test
    void update_sharded_tellsMemoryAndTime() {
        List<String> row = bench.update("nano", Sharding.OPTIMIZER, 2);

        assertThat(row.subList(0, 2)).containsExactly("nano", "optimizer");
        assertThat(row.subList(2, 6))
                .allSatisfy(number -> assertThat(Double.parseDouble(number)).isPositive());
        assertThat(row.getLast()).matches("\\d+ %");
    }

    @Test
    void measuring_fails_saysWhatTheProcessesSaid() {
        assertThatThrownBy(() -> new RankBench(1, 2, 1, told::add)).hasMessageContaining("--processes must be from 2");
        assertThatThrownBy(() -> bench.measured(1, "collectives", "huge", "1"))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll("'collectives huge 1' could not be measured", "the shape is 'huge'");
    }
}
