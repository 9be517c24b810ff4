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
    private static final int LONGEST = PassMemoryMain.LENGTH - 1;
    private static final int TOKENS = LONGEST * PassMemoryMain.SEQUENCES;

    /** In the last rows all sequences are scored in one pass, and then learnt from by halves. */
    @ParameterizedTest
    @CsvSource({
        "false, 1040, 4",
        "true, 1040, 4",
        "scores, 1040, 1",
        "false, 4000, 4",
        "true, 4000, 4",
        "scores, 4000, 1"
    })
    void of_pass_isWhatItAllocates(String checkpointing, int most, long copiesOfParameters)
            throws IOException, InterruptedException {
        PassMemory.Work work = new PassMemory.Work(most, TOKENS, TOKENS, LONGEST);
        PassMemory counted = checkpointing.equals("scores")
                ? PassMemory.ofScorer(PassMemoryMain.CONFIG, work)
                : PassMemory.ofLearner(PassMemoryMain.CONFIG, work, Boolean.parseBoolean(checkpointing));
        long expected = counted.total() + copiesOfParameters * Float.BYTES * PassMemoryMain.CONFIG.parameterCount();

        assertThat(peak(checkpointing, most) / (double) expected)
                .isCloseTo(1, within(0.03)); // threads have scratch, too
    }

    @Test
    void ofLearner_sequenceLongerThanHalfOfWhatIsComputedAtATime_isInBothHalves() {
        assertThat(ofLearner(1000, 9000, 800))
                .isEqualTo(ofLearner(1600, 9000, 10))
                .isNotEqualTo(ofLearner(1000, 9000, 10));
        assertThat(ofLearner(1000, 9000, 500)).isEqualTo(ofLearner(1000, 9000, 10));
    }

    @Test
    void ofLearner_littleToDo_isNoMoreThanThat() {
        assertThat(ofLearner(4000, 300, 300)).isEqualTo(ofLearner(600, 300, 300));
        assertThat(ofLearner(4000, 300, 10).activations())
                .isGreaterThan(ofLearner(300, 300, 10).activations())
                .isLessThan(ofLearner(4000, 300, 300).activations());
    }

    private static PassMemory ofLearner(int most, int tokens, int longest) {
        return PassMemory.ofLearner(PassMemoryMain.CONFIG, new PassMemory.Work(most, tokens, tokens, longest), false);
    }

    /** Bytes, of a process of its own. */
    private static double peak(String what, int most) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(OwnJvm.command(
                        PassMemoryMain.class,
                        List.of("-XX:NativeMemoryTracking=summary"),
                        List.of(what, String.valueOf(most))))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(answer).isZero();
        return 1024.0 * Long.parseLong(answer);
    }
}
