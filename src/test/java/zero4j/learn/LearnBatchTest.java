package zero4j.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearnBatchTest {
    /** Two sequences of which all is asked: the last token of each is no row. */
    @ParameterizedTest
    @CsvSource({
        "3, 33", // a prompt each
        "4, 31", "40, 67"
    })
    void of_sequencesWithOnePrompt_computesItOnceFromFourTokensOn(int prompt, int rows) {
        assertThat(LearnBatch.of(List.of(sequence(prompt, 9), sequence(prompt, 20)), true)
                        .rows())
                .isEqualTo(rows);
    }

    private static ScoredSequence sequence(int prompt, int length) {
        boolean[] all = new boolean[length];
        Arrays.fill(all, true);
        return new ScoredSequence(IntStream.range(0, prompt + length).toArray(), prompt, all);
    }
}
