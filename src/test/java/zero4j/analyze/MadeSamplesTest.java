package zero4j.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MadeSamplesTest {
    @Test
    void random_sameArguments_givesTheSameSamplesOfAllCells() {
        MadeSamples samples = MadeSamples.random(List.of("a", "b"), List.of("none", "r1"), List.of(0.1, 1.0), 30, 8);

        assertThat(samples.cells()).hasSize(8).startsWith(new SampleCell("a", "none", 0.1, 8));
        assertThat(read(samples))
                .hasSize(8 * 30)
                .allMatch(asked -> asked.completions().size() == 8);
        assertThat(read(samples))
                .isEqualTo(
                        read(MadeSamples.random(List.of("a", "b"), List.of("none", "r1"), List.of(0.1, 1.0), 30, 8)));
    }

    private static List<SampledQuestion> read(SampleSet samples) {
        List<SampledQuestion> all = new ArrayList<>();
        samples.cells().forEach(cell -> samples.read(cell, all::add));
        return all;
    }
}
