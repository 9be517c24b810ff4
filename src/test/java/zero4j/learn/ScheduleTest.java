package zero4j.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScheduleTest {
    @ParameterizedTest
    @EnumSource
    void share_duringWarmup_risesLinearlyToOne(Schedule schedule) {
        assertThat(schedule.share(0, 100, 10, 0.1)).isEqualTo(0.1);
        assertThat(schedule.share(4, 100, 10, 0.1)).isEqualTo(0.5);
        assertThat(schedule.share(9, 100, 10, 0.1)).isEqualTo(1);
        assertThat(schedule.share(10, 100, 10, 0.1)).isEqualTo(1);
    }

    @Test
    void share_afterWarmup_endsAtTheFinalShare() {
        assertThat(Schedule.CONSTANT.share(99, 100, 10, 0.1)).isEqualTo(1);
        assertThat(Schedule.LINEAR.share(100, 100, 10, 0.1)).isCloseTo(0.1, within(1e-12));
        assertThat(Schedule.COSINE.share(100, 100, 10, 0.1)).isCloseTo(0.1, within(1e-12));
        assertThat(Schedule.LINEAR.share(50, 100, 0, 0)).isCloseTo(0.5, within(1e-12));
        assertThat(Schedule.COSINE.share(25, 100, 0, 0)).isCloseTo((1 + Math.sqrt(0.5)) / 2, within(1e-12));
        assertThat(Schedule.LINEAR.share(99, 100, 0, 0)).isCloseTo(0.01, within(1e-12));
        assertThat(Schedule.LINEAR.share(120, 100, 10, 0.1)).isCloseTo(0.1, within(1e-12));
    }

    @Test
    void share_warmupOfTheWholeRun_neverDivides() {
        assertThat(Schedule.LINEAR.share(0, 1, 0, 0)).isEqualTo(1);
        assertThat(Schedule.COSINE.share(9, 10, 10, 0)).isEqualTo(1);
    }
}
