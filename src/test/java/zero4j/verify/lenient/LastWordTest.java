package zero4j.verify.lenient;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LastWordTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            First \\boxed{5}. But no: the answer is 7.              | 7
            First \\boxed{5}. Wait. The final answer is $\\frac12$. | $\\frac12$
            I get \\boxed{5}, and the answer is correct.            | 5
            The answer is \\boxed{5}.                               | 5
            We solve $2x+3=17$. So x is 7.                          | 7
            From $2x = 14$ we get 7.                                | 7
            From $2x = 14$ we get 7 apples.                         | 7
            It is $12$, where there are 3 groups.                   | 12
            It is $12$.                                             | 12
            """)
    void chain_somethingSaidBehindTheMarks_countsIfItIsAnAnswer(String response, String answer) {
        assertThat(LenientRules.chain().extract(response)).contains(answer);
    }
}
