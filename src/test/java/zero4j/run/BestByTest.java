package zero4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BestByTest {
    @TempDir
    private Path folder = Path.of("");

    private static EvalRecord score(long step, String benchmark, double greedy, double avg) {
        return new EvalRecord(step, benchmark, 10, 1, greedy, 0, 1, 4, avg, 0, 1, 1, 9, 0);
    }

    private OptionalLong best(String setting, Long... steps) {
        Path file = folder.resolve("run.db");
        try (RunStore store = RunStore.open(file)) {
            store.write(new StepRecord(1, Map.of("reward", 0.5, "loss", 3.0)), List.of());
            store.write(new StepRecord(2, Map.of("reward", 0.75, "loss", 2.0)), List.of());
            store.write(new StepRecord(3, Map.of("reward", 0.75, "loss", Double.NaN)), List.of());
            store.write(new StepRecord(4, Map.of("reward", 0.25)), List.of());
            store.write(List.of(score(2, "a", 0.9, 0.1), score(2, "b", 0.1, 0.2)), List.of());
            store.write(List.of(score(4, "a", 0.4, 0.5), score(4, "b", 0.4, 0.6)), List.of());
        }
        try (RunReader reader = RunReader.open(file)) {
            return BestBy.of(setting).orElseThrow().among(List.of(steps), reader);
        }
    }

    @Test
    void among_stepsWithCheckpoints_isTheLargestAndOfEqualOnesTheLatest() {
        assertThat(best("reward", 1L, 2L, 3L, 4L)).hasValue(3);
        assertThat(best("reward", 1L, 4L)).hasValue(1);
        assertThat(best("-reward", 1L, 2L, 4L)).hasValue(4);
    }

    @Test
    void among_stepsWithoutAFiniteValue_arePassedOver() {
        assertThat(best("-loss", 1L, 2L, 3L, 4L)).hasValue(2);
        assertThat(best("loss", 3L, 4L)).isEmpty();
    }

    @Test
    void among_evaluations_isTheBestMeanOverBenchmarks() {
        assertThat(best("eval_greedy", 1L, 2L, 3L, 4L)).hasValue(2);
        assertThat(best("eval_avg", 1L, 2L, 3L, 4L)).hasValue(4);
        assertThat(best("eval_avg", 1L, 3L)).isEmpty();
    }

    @Test
    void among_evaluationsWithoutSamples_arePassedOver() {
        Path file = folder.resolve("run.db");
        try (RunStore store = RunStore.open(file)) {
            store.write(List.of(new EvalRecord(1, "a", 30, 27, 0.9, 0.8, 1, 0, 0.9, 0.8, 1, 0.9, 50, 0)), List.of());
            store.write(List.of(score(2, "a", 0.4, 0.1)), List.of());
        }
        try (RunReader reader = RunReader.open(file)) {
            assertThat(BestBy.of("eval_avg").orElseThrow().among(List.of(1L, 2L), reader))
                    .hasValue(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"rewrad, reward", "-los, loss", "eval_gredy, eval_greedy"})
    void problem_misspeltName_suggestsTheNearest(String setting, String near) {
        assertThat(BestBy.problem(setting).orElseThrow()).endsWith("did you mean " + near + "?");
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> BestBy.of(setting));
    }

    @Test
    void problem_knownNames_isNone() {
        assertThat(List.of("", "reward", "-length", "eval_avg"))
                .allSatisfy(setting -> assertThat(BestBy.problem(setting)).isEmpty());
        assertThat(BestBy.of("")).isEmpty();
    }
}
