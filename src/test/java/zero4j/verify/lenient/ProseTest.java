package zero4j.verify.lenient;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProseTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "The answer is 5",
                "the number is 4 4/9",
                "Thus we have $x=3$ as wanted",
                "so $x$ is \\boxed{5}",
                "<answer>5</answer>",
                "6*7=42\n#### 42"
            })
    void sentences_areProse(String text) {
        assertThat(Prose.in(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\\frac{1}{2}",
                "5 miles per hour",
                "$1$ and $2$",
                "x = 5 or x = 6",
                "\\text{the answer is five}",
                "$\\text{so this is it}$",
                "is",
                "Evelyn"
            })
    void answers_areNoProse(String text) {
        assertThat(Prose.in(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The answer is 5",
                "Answer: $5$",
                "\\boxed{7}",
                "so \\boxed{7}",
                "#### 42",
                "6*7 = 42\n#### 42",
                "<answer> 5</answer>",
                "$1$\\\\so it $2$",
                "\\fbox{3} 4"
            })
    void possible_referencesThatAreProse_isTrue(String text) {
        assertThat(Prose.in(text)).isTrue();
        assertThat(Prose.possible(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x = 5", "\\frac{1}{2}", "\\left( 1, 2 \\right)", "3 + 4i", "Saturday"})
    void possible_formulasAndSingleWords_isFalse(String text) {
        assertThat(Prose.possible(text)).isFalse();
    }
}
