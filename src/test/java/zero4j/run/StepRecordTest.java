package zero4j.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepRecordTest {
    private static final Map<Metric, Double> BY_TURNS = Map.of(
            Metric.SECONDS_ROLLOUT, 8.0,
            Metric.SECONDS_UPDATE, 4.0,
            Metric.SECONDS_EXCHANGE, 2.0,
            Metric.SECONDS_EXCHANGE_WAITED, 1.0,
            Metric.SECONDS_CHECKPOINT, 0.5);

    @Test
    void seconds_exchanges_areTheUpdatesAlready() {
        assertThat(StepRecord.of(1, BY_TURNS).seconds()).isEqualTo(12.5);
        assertThat(StepRecord.of(1, BY_TURNS).secondsOfPhases()).isEqualTo(12);
    }

    @Test
    void seconds_ahead_areWithTheWaitAndWithoutWhatGoesOnBeside() {
        Map<Metric, Double> ahead = new HashMap<>(BY_TURNS);
        ahead.put(Metric.SECONDS_LEARNER_IDLE, 3.0);
        ahead.put(Metric.SECONDS_SAMPLER_IDLE, 7.0);
        assertThat(StepRecord.of(1, ahead).seconds()).isEqualTo(7.5);
        assertThat(StepRecord.of(1, ahead).secondsOfPhases()).isEqualTo(7);
    }
}
