package zero4j.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParallelismTest {
    @ParameterizedTest
    @CsvSource({
        "128, 270000, 3500000, 16", // what its cache holds
        "128, 600000, 3500000, 16", // enough to share the weights
        "128, 1000, 3500000, 128", // all fit
        "128, 1000000, 31000000, 120", // large weights
        "5, 270000, 3500000, 5",
        "3, 0, 0, 3"
    })
    void residents_ofAThread_areWhatItsCacheHoldsButEnoughForTheWeights(
            int share, long sequenceBytes, long weightBytes, int expected) {
        assertThat(Parallelism.residents(share, sequenceBytes, weightBytes)).isEqualTo(expected);
    }
}
