package zero4j.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.run.Metric;
import zero4j.run.StepRecord;

class StepLineTest {
    private static final StepRecord FULL = StepRecord.of(
            7,
            Map.ofEntries(
                    Map.entry(Metric.REWARD, 0.3125),
                    Map.entry(Metric.ACCURACY, 0.3125),
                    Map.entry(Metric.LENGTH, 41.6),
                    Map.entry(Metric.LENGTH_CORRECT, 38.2),
                    Map.entry(Metric.LENGTH_INCORRECT, 44.7),
                    Map.entry(Metric.TRUNCATED, 0.0546),
                    Map.entry(Metric.DEAD_GROUPS, 0.25),
                    Map.entry(Metric.ENTROPY, 0.4321),
                    Map.entry(Metric.MISMATCH, 0.0000123),
                    Map.entry(Metric.CLIP_LOW, 0.001),
                    Map.entry(Metric.CLIP_HIGH, 0.002),
                    Map.entry(Metric.GRAD_NORM, 0.0312),
                    Map.entry(Metric.ROLLOUT_TOKENS_PER_SECOND, 12345.6),
                    Map.entry(Metric.SECONDS_ROLLOUT, 0.4),
                    Map.entry(Metric.SECONDS_REWARD, 0.01),
                    Map.entry(Metric.SECONDS_LOGPROBS, 0.1),
                    Map.entry(Metric.SECONDS_UPDATE, 0.3)));

    private final StepLine line = new StepLine(100, 140);

    @Test
    void of_fullStep_showsEveryMetricInItsUnit() {
        assertThat(words(line.text(FULL, 2)))
                .containsExactly(
                        "7",
                        "0.313",
                        "0.313",
                        "42",
                        "(38|45)",
                        "5%",
                        "25%",
                        "0.432",
                        "1.2e-05",
                        "0.3%",
                        "0.0312",
                        "12346",
                        "0.81",
                        "(0.40|0.40)",
                        "3m06s");
    }

    @Test
    void of_stepWithoutCorrectCompletions_marksWhatHasNoValue() {
        StepRecord step = StepRecord.of(1, Map.of(Metric.LENGTH, 40.0, Metric.LENGTH_INCORRECT, 40.0));

        assertThat(line.text(step, 1)).contains("40 (-|40)");
    }

    @Test
    void of_metricThatIsNoNumber_saysSo() {
        assertThat(line.text(StepRecord.of(1, Map.of(Metric.GRAD_NORM, Double.NaN)), 1))
                .contains(" nan ");
    }

    @Test
    void of_fullAndEmptySteps_alignWithTheTitle() {
        String full = line.text(FULL, 1);
        String empty = line.text(StepRecord.of(100, Map.of()), 1);

        assertThat(full).hasSameSizeAs(empty).hasSize(line.title().length());
        assertThat(full.indexOf("0.0312") + "0.0312".length())
                .isEqualTo(line.title().indexOf("grad") + "grad".length());
    }

    @ParameterizedTest
    @CsvSource({"0, 0s", "59.4, 59s", "59.6, 1m00s", "185, 3m05s", "3599, 59m59s", "7620, 2h07m", "400000, 111h06m"})
    void duration_seconds_isShort(double seconds, String expected) {
        assertThat(StepLine.duration(seconds)).isEqualTo(expected);
    }

    private static List<String> words(String line) {
        return Arrays.asList(line.strip().split(" +"));
    }
}
