package zero4j.verify.lenient;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.verify.extract.AnswerExtractor;
import zero4j.verify.extract.Extracted;

class LenientChainTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "NONE",
            value = {
                "<answer>1</answer> the answer is $3$, 4 \\boxed{2}    | 2     | last boxes",
                "<answer>1</answer> \\boxed{2} the answer is $3$     | $3$   | phrase behind the last box",
                "<answer>1</answer> the answer is $3$, 4              | 1     | answer tags",
                "the answer is $3$. $4$ 5                             | $3$   | answer phrase",
                "so $3$ from 4                                        | 3     | last formula",
                "so $n$ is 4                                          | 4     | last number",
                "so it is $n$                                         | n     | last formula",
                "so 3 from 4                                          | 4     | last number",
                "so \\boxed{} and 4                                   | 4     | last number",
                "it is $5$, so \\boxed{\\frac{1}{2                    | NONE  | NONE",
                "it is none                                           | NONE  | NONE",
            })
    void firstRuleThatFinds_decides(String response, String answer, String rule) {
        Extracted found = LenientRules.chain().find(response).orElse(null);

        assertThat(found == null ? null : found.answer()).isEqualTo(answer);
        assertThat(found == null ? null : found.rule()).isEqualTo(rule);
    }

    @Test
    void firstOf_chosenRules_usesNoOthers() {
        AnswerExtractor rules = LenientRules.firstOf(AnswerExtractor.boxed(), LenientRules.number());

        assertThat(rules.extract("<answer>1</answer> $2$ 3")).contains("3");
        assertThat(rules.extract("<answer>x</answer> $y$")).isEmpty();
        assertThat(rules.name()).isEqualTo("last box, else last number");
    }
}
