package zero4j.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparedTextTest {
    private static String symbols(String text) {
        return ComparedText.of(text).symbols();
    }

    @Test
    void words_areLettersDigitsAndCommands_inSmallLetters() {
        ComparedText text = ComparedText.of("Find $3x + \\frac{1}{2}$, if X_1 is the 2nd root.");

        assertThat(text.words())
                .containsExactly("find", "3", "x", "frac", "1", "2", "if", "x", "1", "is", "the", "2", "nd", "root");
        assertThat(text.symbols()).isEqualTo("find 3 x + frac 1 2 if x _ 1 is the 2 nd root");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Find $x$. | find x",
                "\\dfrac{1}{2} | \\frac12 ",
                "\\left( a \\right) | (a)",
                "a \\quad b\\,c \\! d | a b c d",
                "\\[ x \\le y \\] | $x \\leq y$",
                "x^{2} | x^2",
                "Janet’s eggs | Janet's eggs",
                "a – b | a - b",
                "\\text{cm} | cm",
                "1, 2, \\ldots, 9 | 1,2,\\dots,9",
                "ﬁve | five",
                "costs \\$5 | costs $5",
                "50\\% | 50%",
            })
    void symbols_whatReadsTheSame_areTheSame(String one, String other) {
        assertThat(symbols(one).replace("12", "1 2")).isEqualTo(symbols(other).replace("12", "1 2"));
    }

    @ParameterizedTest
    @CsvSource({"3+4,3-4", "3*4,3+4", "5!,5", "3.5,35", "f'(x),f(x)", "x<y,x>y", "(a),a", "-x,x"})
    void symbols_otherMeaning_areOthers(String one, String other) {
        assertThat(symbols(one)).isNotEqualTo(symbols(other));
    }

    @Test
    void words_scriptWithoutBlanks_areCharacters() {
        assertThat(ComparedText.of("求函数 f(x)").words()).containsExactly("求", "函", "数", "f", "x");
    }

    @Test
    void starts_ofWords_areWhereTheyAreInTheText() {
        ComparedText text = ComparedText.of("So, $\\Delta = 4$.");

        assertThat(text.words()).containsExactly("so", "delta", "4");
        assertThat(List.of(text.starts()[0], text.starts()[1], text.starts()[2]))
                .containsExactly(0, 5, 14);
    }

    @Test
    void of_nothingInIt_hasNoWords() {
        for (String text : List.of("", " \n", "...", "\\", "$$", "\\left")) {
            assertThat(ComparedText.of(text).words()).as(text).isEmpty();
            assertThat(ComparedText.of(text).tokens()).as(text).isEmpty();
        }
    }
}
