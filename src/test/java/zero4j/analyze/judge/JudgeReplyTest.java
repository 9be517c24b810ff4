package zero4j.analyze.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeReplyTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | 2",
                "' 0\n' | 0",
                "2 (reflection) | 2",
                "**1** | 1",
                "1. The text answers. | 1",
                "1 - it never looks back at its 3 steps | 1",
                "[2] | 2",
                "\\boxed{2} | 2",
                "Answer: 1 | 1",
                "'The judgement is 2, since it checks its 3 steps.' | 2",
                "'{\"judgement\": 0}' | 0",
                "'<think>Is it 1 or 2? Rather 1.</think>\n\n2' | 2",
                "'The text solves the question and finds an error.\n\n2' | 2",
            })
    void read_oneJudgement_isFound(String reply, int expected) {
        assertThat(JudgeReply.read(reply, 2)).hasValue(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "none",
                "3",
                "12",
                "0 or 1",
                "1/2",
                "0.5",
                "Of its 3 steps 2 are right.",
                "Judgement: 1. Or rather judgement: 2.",
                "<think>I think it is 1"
            })
    void read_noOrSeveralJudgements_isNone(String reply) {
        assertThat(JudgeReply.read(reply, 2)).isEqualTo(OptionalInt.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "Answer: 2"})
    void read_beyondTheHighest_isNone(String reply) {
        assertThat(JudgeReply.read(reply, 1)).isEmpty();
    }
}
