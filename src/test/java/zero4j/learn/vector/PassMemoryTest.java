package zero4j.learn.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.launch.OwnJvm;

/** What is counted beside what the JVM saw being allocated. */
class PassMemoryTest {
    @ParameterizedTest
    @CsvSource({"false, 4", "true, 4", "scores, 1"})
    void of_pass_isWhatItAllocates(String checkpointing, long copiesOfParameters)
            throws IOException, InterruptedException {
        int tokens = (PassMemoryMain.LENGTH - 1) * PassMemoryMain.SEQUENCES;
        int longest = PassMemoryMain.LENGTH - 1;
        PassMemory counted = checkpointing.equals("scores")
                ? PassMemory.ofScorer(PassMemoryMain.CONFIG, tokens, tokens, longest)
                : PassMemory.ofLearner(
                        PassMemoryMain.CONFIG, tokens, tokens, longest, Boolean.parseBoolean(checkpointing));
        long expected = counted.total() + copiesOfParameters * Float.BYTES * PassMemoryMain.CONFIG.parameterCount();

        assertThat(peak(checkpointing) / (double) expected).isCloseTo(1, within(0.02)); // threads have scratch, too
    }

    @Test
    void ofLearner_sequenceLongerThanHalfOfWhatIsComputedAtATime_isInBothHalves() {
        assertThat(ofLearner(1000, 800)).isEqualTo(ofLearner(1600, 10)).isNotEqualTo(ofLearner(1000, 10));
        assertThat(ofLearner(1000, 500)).isEqualTo(ofLearner(1000, 10));
    }

    private static PassMemory ofLearner(int tokens, int longest) {
        return PassMemory.ofLearner(PassMemoryMain.CONFIG, tokens, tokens, longest, false);
    }

    /** Bytes, of a process of its own. */
    private static double peak(String argument) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(OwnJvm.command(
                        PassMemoryMain.class, List.of("-XX:NativeMemoryTracking=summary"), List.of(argument)))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(answer).isZero();
        return 1024.0 * Long.parseLong(answer);
    }
}
