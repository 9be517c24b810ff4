package zero4j.verify.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.verify.MathVerifier;
import zero4j.verify.Verdict;
import zero4j.verify.Verdict.Outcome;
import zero4j.verify.VerifierSettings;

/** An answer of the right value is paid only in the form of the reference. */
class FormTest {
    private static final MathVerifier VALUES = new MathVerifier();
    private static final MathVerifier TRAINING = new MathVerifier(VerifierSettings.DEFAULT);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            \\binom{19}{9}                 | 92378
            2^{10}                         | 1024
            5!                             | 120
            2 \\cdot 3                     | 6
            x = 2 + 3                      | 5
            7 - 2                          | 5
            \\frac{10}{2}                  | 5
            \\frac{5}{1}                   | 5
            5 + 0                          | 5
            6/4                            | \\frac32
            \\frac{1.5}{2}                 | \\frac34
            \\frac12 + \\frac13            | \\frac56
            3 + \\frac12                   | \\frac72
            \\sqrt{16}                     | 4
            27^{2/3}                       | 9
            \\log_2 8                      | 3
            \\sin 30^\\circ                | \\frac12
            \\sin\\frac{\\pi}{6}           | \\frac12
            e^{i\\pi}                      | -1
            \\lvert 3 - 4i \\rvert         | 5
            (2+i)^2                        | 3+4i
            \\begin{vmatrix}1&2\\\\3&4\\end{vmatrix} | -2
            \\sum_{k=1}^{4} k              | 10
            999_{10}                       | 4343_6
            111_3                          | 1101_2
            (1+1, 3)                       | (2, 3)
            \\{2 \\cdot 2, 1\\}            | \\{1, 4\\}
            3 \\pm 1                       | 2, 4
            (x+1)^2                        | x^2+2x+1
            x^2+2x+1                       | (x+1)^2
            (x-1)(x+1)                     | x^2-1
            x^2-1                          | (x-1)(x+1)
            \\frac{x^2-1}{x-1}             | x+1
            x+x+1                          | 2x+1
            x \\cdot x                     | x^2
            \\sqrt2 \\cdot \\sqrt3         | \\sqrt6
            \\frac{6}{\\sqrt3}             | 2\\sqrt3
            \\frac{2+4\\sqrt3}{2}          | 1+2\\sqrt3
            2x < 6                         | x < 3
            x - 3 = 0                      | x = 3
            x^2 \\le 9                     | [-3, 3]
            C(5,2)                         | 10
            [0,1] \\cap [0,2]              | [0,1]
            [0,1] \\cup [0,2]              | [0,2]
            """)
    void operationLeft_rightValue_isNotPaid(String answer, String reference) {
        assertThat(VALUES.verify(answer, reference).outcome()).isEqualTo(Outcome.CORRECT);
        Verdict verdict = TRAINING.verify(answer, reference);
        assertThat(verdict.outcome()).isEqualTo(Outcome.INCORRECT);
        assertThat(verdict.rule()).isEqualTo("right value, not evaluated");
        assertThat(verdict.isNotEvaluated()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0.5                            | \\frac12
            \\frac12                       | 0.5
            1\\frac12                      | \\frac32
            +3 1/4                         | \\frac{13}{4}
            1,000                          | 1000
            1000.0                         | 1000
            -1.25 \\times 10^{2}           | -125
            5\\text{ cm}                   | 5
            x = 5 + 6 = 11                 | 11
            5 + 6 = 11                     | 11
            \\dfrac{1}{2}                  | \\frac12
            x+1                            | 1+x
            -x+1                           | -(x-1)
            b a                            | ab
            \\frac12\\sqrt2                | \\frac{\\sqrt2}{2}
            \\frac{1}{\\sqrt2}             | \\frac{\\sqrt2}{2}
            \\sqrt{12}                     | 2\\sqrt3
            2(x+y)                         | 2x+2y
            2\\cdot 2^{n}                  | 2^{n+1}
            2^{n+1}                        | 2\\cdot 2^{n}
            \\pi(4 + \\sqrt2)              | 4\\pi + \\sqrt2\\pi
            28                             | 28\\%
            0.28                           | 28\\%
            2^{10}                         | 2^{10}
            1 + \\sqrt5, 1 - \\sqrt5       | 1 \\pm \\sqrt5
            x \\ne 0                       | (-\\infty,0)\\cup(0,\\infty)
            1101_2                         | 1101
            y = 3x-1                       | 3x-y-1=0
            \\text{(A)}                    | A
            0 < f(x) < 1                   | (0, 1)
            1\\text{ hour } 30\\text{ minutes} | 1.5 hours
            \\sum_{i=1}^n i^2 x            | \\sum_{k=1}^n k^2 x
            """)
    void nothingLeft_rightValue_isPaid(String answer, String reference) {
        assertThat(TRAINING.verify(answer, reference).rule())
                .isEqualTo(VALUES.verify(answer, reference).rule());
        assertThat(TRAINING.verify(answer, reference).correct()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0.5         | \\frac12    | What is $0.5$ as a fraction?
            0.5         | \\frac12    | What is 0.5 as a fraction?
            \\sqrt{12}  | 2\\sqrt3    | Simplify $\\sqrt{12}$.
            \\sqrt{12}  | 2\\sqrt3    | Simplify \\[\\sqrt{12} .\\]
            2(y+x)      | 2x+2y       | Expand $2(x+y)$.
            1\\frac12   | \\frac32    | Write $1\\frac12$ as a fraction.
            """)
    void formulaOfTheQuestion_notTheReferencesForm_isNotPaid(String answer, String reference, String question) {
        assertThat(TRAINING.verify(answer, List.of(reference)).correct()).isTrue();
        assertThat(TRAINING.verify(answer, List.of(reference), question).isNotEvaluated())
                .isTrue();
        assertThat(TRAINING.explain(answer, List.of(reference), question).form())
                .contains("a formula of the question");
    }

    @Test
    void formulaOfTheQuestion_theReferencesForm_isPaid() {
        assertThat(TRAINING.verify("3", List.of("3"), "Let $x=3$. What is $x$?").correct())
                .isTrue();
        assertThat(TRAINING.verify("x = 4", List.of("4"), "Let $x=3$. What is $x+1$?")
                        .correct())
                .isTrue();
        assertThat(TRAINING.verify("1+x", List.of("x+1"), "Is it $1+x$?").correct())
                .isTrue();
    }

    @Test
    void equationOfTheQuestion_withItsName_isNotPaid() {
        String question = "In a triangle $AB = 4, BC = 5$. What is its height?";

        for (String copied : new String[] {"AB=4", "4 = AB"}) {
            assertThat(TRAINING.verify(copied, List.of("4"), question).isNotEvaluated())
                    .isTrue();
        }
        assertThat(TRAINING.explain("AB=4", List.of("4"), question).form()).contains("an equation of the question");
        assertThat(TRAINING.verify("h=4", List.of("4"), question).correct()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "20:2, 10, false",
        "3:6, 1/2, false",
        "1.5:3, 1/2, false",
        "20:2, 10:1, false",
        "1:2, 1/2, true",
        "10:30, 10:30, true"
    })
    void ratio_thatIsNotReduced_isAnUndoneDivision(String answer, String reference, boolean paid) {
        assertThat(TRAINING.verify(answer, List.of(reference), "").correct()).isEqualTo(paid);
        assertThat(TRAINING.verify(answer, List.of(reference), "").isNotEvaluated())
                .isEqualTo(!paid);
    }

    @Test
    void severalReferences_oneOfThatForm_isPaid() {
        assertThat(TRAINING.verify("2^{10}", List.of("1024", "2^{10}")).correct())
                .isTrue();
        assertThat(TRAINING.verify("2^{10}", List.of("1024", "5")).isNotEvaluated())
                .isTrue();
    }
}
