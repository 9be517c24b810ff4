package zero4j.learn.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LearnTeamTest {
    private static final int PASSES = 500;

    @Test
    void lead_callerIsInterrupted_isDoneAllTheSame_andTheCallerHearsOfIt() {
        AtomicInteger pieces = new AtomicInteger();
        int heard = 0;
        try (LearnTeam team = new LearnTeam(3, "test")) {
            for (int pass = 0; pass < PASSES; pass++) {
                Thread.currentThread().interrupt();
                team.lead(() -> team.each(5, (_, _) -> pieces.incrementAndGet()));
                heard += Thread.interrupted() ? 1 : 0;
            }
        }
        assertThat(pieces).hasValue(5 * PASSES);
        assertThat(heard).isEqualTo(PASSES);
    }
}
