package zero4j.verify.extract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.verify.grade.Extraction;

/** A response that is cut off or still thinks has no answer, whatever it said before. */
class CutOffTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<think> It may be \\boxed{5}",
                "<think> It may be \\boxed{5}, or not. Let me see",
                "\\boxed{5}. <think> Or not?",
                "<think> a </think> \\boxed{5} <think> \\boxed{6}",
                "\\boxed{5}. No, it is \\boxed{6",
                "\\boxed{5}. No, it is \\boxed{\\frac{1}{2}",
                "\\boxed{5}. No, it is \\boxed{",
                "\\boxed{5}. No, it is \\boxed",
                "\\boxed{5}. No, it is \\fbox{7 or \\text{so",
            })
    void response_unfinished_hasNoAnswer(String response) {
        assertThat(Extraction.BOXED.find(response)).isEmpty();
        assertThat(Extraction.LENIENT.find(response)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<think> It may be \\boxed{4} </think> It is \\boxed{5}",
                "<think> It is \\boxed{5} </think>",
                "\\boxed{4}, no \\boxed{5}",
                "{ \\boxed{5}",
                "\\boxed{ the inner \\boxed{5}",
                "\\boxed{5} and \\frac{1}{",
            })
    void response_finished_hasItsLastBox(String response) {
        assertThat(AnswerExtractor.boxed().extract(response)).contains("5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<think> a </think> <answer> 5 </answer> <think> b"})
    void tags_thenThinking_haveNoAnswer(String response) {
        assertThat(AnswerExtractor.tagged().extract(response)).isEmpty();
    }
}
