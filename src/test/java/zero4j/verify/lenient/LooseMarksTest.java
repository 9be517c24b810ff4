package zero4j.verify.lenient;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Boxes and tags in a looser form than rewards pay for. */
class LooseMarksTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "NONE",
            value = {
                "\\boxed{1} and \\boxed{2}                            | 1, 2",
                "$\\boxed{1}$, $\\boxed{2}$ or $\\boxed{3}$.           | 1, 2, 3",
                "\\boxed{x=1}\\quad\\boxed{y=2}                       | x=1, y=2",
                "\\boxed{1} \\text{ and } \\boxed{2}                  | 1, 2",
                "\\boxed{1}\\\\and \\boxed{2}                          | 1, 2",
                "\\boxed{1} then \\boxed{2}                           | 2",
                "\\boxed{1} $\\boxed{2}$                              | 2",
                "\\boxed{1}, so \\boxed{2} and \\boxed{3}             | 2, 3",
                "\\boxed{5} and \\boxed{5}                            | 5",
                "\\boxed{5}, \\boxed{}                                | 5",
                "\\boxed{}                                            | NONE",
                "\\boxed{1}, \\boxed{a \\boxed{2}}                     | 2",
                "\\boxed 1 and \\boxed 2                              | 1, 2",
                "\\boxed{1} and \\boxed{2                             | NONE",
            })
    void joinedBoxes_areOneList(String response, String expected) {
        assertThat(LenientRules.joinedBoxes().extract(response).orElse(null)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "NONE",
            value = {
                "<answer>5</answer>                              | 5",
                "<answer> 5                                      | 5",
                "</think><answer>1</answer><answer>2</answer>    | 2",
                "<answer>5</answer> or so <answer>               | 5",
                "<answer>It is \\boxed{6}.</answer>              | 6",
                "<answer>\\boxed{6</answer>                      | NONE",
                "<answer></answer>                               | NONE",
                "5</answer>                                      | NONE",
            })
    void looseTags_needNoThinking(String response, String expected) {
        assertThat(LenientRules.looseTags().extract(response).orElse(null)).isEqualTo(expected);
    }
}
