package zero4j.verify.lenient;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LastFormulaTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "NONE",
            value = {
                "so $x=7$.                                  | x=7",
                "first $1$, after that $2$                  | 2",
                "either $1$ or $2$                          | 1, 2",
                "$x=1$, $y=2$                               | x=1, y=2",
                "\\(a+b\\) is it                            | a+b",
                "that is $$ \\frac12. $$                    | \\frac12",
                "that is \\[ x^2 \\]                        | x^2",
                "$5$ and then $6 more                       | 5",
                "He has $5 and $6.                          | NONE",
                "($5), ($6)                                 | NONE",
                "it costs $5, so $x=3$ is right             | x=3",
                "$5-$3 is $2                                | NONE",
                "$ 5 $                                      | 5",
                "$5 \\text{ cm} $                           | 5 \\text{ cm}",
                "\\$5 and \\$6                              | NONE",
                "$\\$5$                                     | \\$5",
                "$$ $$ nothing                              | NONE",
                "so $x=3$ is the value of $x$               | x=3",
                "so it is $x$                               | x",
                "so $5$ is option $B$                       | B",
                "\\begin{align*}a&=b\\\\&=\\frac12.\\end{align*} | \\frac12",
                "$$\\begin{aligned}x&=3\\\\\\end{aligned}$$      | x=3",
                "\\[\\begin{pmatrix}1&2\\end{pmatrix}\\]         | \\begin{pmatrix}1&2\\end{pmatrix}",
                "\\begin{align*} x                           | NONE",
                "$ open                                     | NONE",
                "\\( open                                   | NONE",
                "'$a\n\nb$'                                 | NONE",
                "a \\\\[2pt] b \\]                          | NONE",
                "5                                          | NONE",
                "''                                         | NONE",
            })
    void lastFormula_isTheAnswer(String response, String expected) {
        assertThat(LenientRules.formula().extract(response).orElse(null)).isEqualTo(expected);
    }

    @Test
    void environmentsInEachOther_doNotOverflow() {
        String nested = "$$" + "\\begin{align}".repeat(50_000) + "\\end{align}".repeat(50_000) + "$$";

        assertThat(LenientRules.formula().extract(nested)).isPresent();
    }
}
