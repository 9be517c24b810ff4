package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bench at its smallest. */
class BenchLearnCommandTest {
    @Test
    void learn_fewSequences_printsSpeedAndPadding() {
        CommandRun run =
                CommandRun.of("bench", "learn", "--shapes=nano", "--sequences=4", "--repeats=1", "--no-memory");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("4 x 64", "4 x 128", "4 mixed", "padding", "1 worker tok/s")
                .doesNotContain("peak MB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"WHOLE", "CHUNKED", "CHECKPOINTING"})
    void learn_oneCaseOfMemory_printsItsBytes(String name) {
        Assumptions.assumeTrue(
                Files.isWritable(Path.of("/proc/self/clear_refs")),
                "this system does not tell a process's peak memory");
        CommandRun run = CommandRun.of("bench", "learn", "--memory-of=" + name, "--shapes=nano", "--sequences=1");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(Long.parseLong(run.out().strip())).isNotNegative();
    }

    @Test
    void learn_unknownShape_saysWhichThereAre() {
        CommandRun run = CommandRun.of("bench", "learn", "--shapes=huge", "--no-memory");
        assertThat(run.code()).isNotZero();
        assertThat(run.err()).contains("huge", "nano or micro");
    }
}
