package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The bench at its smallest. */
class BenchLearnCommandTest {
    @Test
    void learn_fewSequences_printsTheSpeedOfBothAndTheirRatio() {
        CommandRun run =
                CommandRun.of("bench", "learn", "--shapes=nano", "--sequences=4", "--repeats=1", "--no-memory");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("4 x 64", "4 x 128", "4 mixed", "1 x 8 of 128+", "Java tok/s", "LibTorch tok/s", "ratio")
                .doesNotContain("peak MB");
    }

    @Test
    void learn_shapeThatFails_hasShownTheRowsOfTheOneBefore() {
        CommandRun run =
                CommandRun.of("bench", "learn", "--shapes=nano,huge", "--sequences=2", "--repeats=1", "--no-memory");
        assertThat(run.code()).isNotZero();
        assertThat(run.out().lines()).hasSize(5).allMatch(line -> line.matches("(shape|nano ) .*[a-z0-9-]"));
    }

    @Test
    void learn_unknownShape_saysWhichThereAre() {
        CommandRun run = CommandRun.of("bench", "learn", "--shapes=huge", "--no-memory");
        assertThat(run.code()).isNotZero();
        assertThat(run.err()).contains("huge", "nano, micro, 135m or 0.5b");
    }
}
