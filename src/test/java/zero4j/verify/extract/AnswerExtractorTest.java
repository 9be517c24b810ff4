package zero4j.verify.extract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerExtractorTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "NONE",
            value = {
                "so $\\boxed{5}$.                                     | 5",
                "\\boxed{1} then \\boxed{2}                           | 2",
                "\\boxed{\\frac{1}{2}}                                | \\frac{1}{2}",
                "\\fbox{7}                                            | 7",
                "\\boxed {8}                                          | 8",
                "\\boxed{\\{1,2\\}}                                   | \\{1,2\\}",
                "\\boxed{\\left\\{ 1 \\right\\}}                      | \\left\\{ 1 \\right\\}",
                "\\boxed{a \\boxed{5} b}                              | 5",
                "\\boxed{1} and \\boxed{2                             | NONE",
                "\\boxed{\\frac{1}{2}                                 | NONE",
                "\\boxed 5                                            | 5",
                "$\\boxed 42$.                                        | 42",
                "\\boxed \\frac{1}{2}, so                             | \\frac{1}{2}",
                "\\boxedness{5}                                       | NONE",
                "\\boxed                                              | NONE",
                "\\boxed{}                                            | ''",
                "} stray { \\boxed{3}                                 | 3",
                "the answer is 5                                      | NONE",
                "''                                                   | NONE",
            })
    void lastClosedBox_isTheAnswer(String response, String expected) {
        assertThat(AnswerExtractor.boxed().extract(response).orElse(null)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "NONE",
            value = {
                "reason </think> <answer> 5 </answer>                         | 5",
                "</think> <answer>1</answer> </think> <answer>2</answer>      | 2",
                "</think> <answer>1</answer> <answer>2                        | 2",
                "</think> <answer>5</answer> tail                             | 5",
                "</think> <answer>\\boxed{6}</answer>                         | 6",
                "</think> <answer>\\boxed{6</answer>                          | NONE",
                "</think> <answer></answer>                                   | ''",
                "</think><answer>5</answer>                                   | NONE",
                "</think>  <answer>5</answer>                                 | NONE",
                "</think> <answer>5                                           | NONE",
                "<answer>5</answer>                                           | NONE",
                "\\boxed{5}                                                   | NONE",
            })
    void textBehindLastTag_isTheAnswer(String response, String expected) {
        assertThat(AnswerExtractor.tagged().extract(response).orElse(null)).isEqualTo(expected);
    }

    @Test
    void megabyteOfOpenBoxes_holdsNoAnswer() {
        assertThat(AnswerExtractor.boxed().extract("\\boxed{".repeat(150_000))).isEmpty();
        assertThat(AnswerExtractor.boxed().extract("\\boxed".repeat(170_000))).isEmpty();
        assertThat(AnswerExtractor.boxed().extract("{".repeat(1 << 20))).isEmpty();
    }
}
