package zero4j.verify;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.verify.Verdict.Outcome;

class MathVerifierTest {
    private final MathVerifier verifier = new MathVerifier();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // notation
                "5                       | 5",
                "$5$                     | 5.",
                "\\(5\\)                 | 5",
                "033                     | 33",
                "142                     | 142.0",
                "+5                      | 5",
                "-(-5)                   | 5",
                "−5                      | -5",
                "1,234,567               | 1234567",
                "1{,}000                 | 1000",
                "10,\\!080               | 10080",
                "\\$32,000.50            | 32000.5",
                "90^\\circ               | 90",
                "90^{\\circ}             | 90°",
                "\\text{Evelyn}          | evelyn",
                "\\text{(A)}             | A",
                "\\left( 3, \\frac{\\pi}{2} \\right) | (3,\\pi/2)",
                "\\ln 2 + 1              | \\ln2+1",
                "3\\pm\\sqrt2             | 3 \\pm \\sqrt{2}",
                "\\mathbb{R}              | \\mathbb R",
                "2\\mathrm{~m}            | 2 \\text{ m}",
                // fractions and decimals
                "0.5                     | \\frac12",
                ".5                      | \\dfrac{1}{2}",
                "\\tfrac{2}{4}           | 1/2",
                "\\frac{\\pi}2           | \\frac{\\pi}{2}",
                "-\\frac{1}{2}           | \\frac{-1}{2}",
                "2\\frac{1}{2}           | 2.5",
                "2\\frac12               | 5/2",
                "-2 1/2                  | -2.5",
                "123456789012345678901234567890/10 | 12345678901234567890123456789",
                // scientific notation and percent
                "1.5e3                   | 1500",
                "3 \\times 10^{8}        | 300000000",
                "6.4\\cdot10^{-2}        | 0.064",
                "50\\%                   | 50",
                "50%                     | 0.5",
                "\\frac{1}{2}            | 50\\%",
                // arithmetic
                "2+3*4                   | 14",
                "(2+3)\\cdot4            | 20",
                "8 \\div 4 \\times 2     | 4",
                "2^{10}                  | 1024",
                "2**10                   | 2^10",
                "2^{3^2}                 | 512",
                "2^{-2}                  | 0.25",
                "-2^2                    | -4",
                "5!                      | 120",
                "\\sqrt{16}              | 4",
                "\\sqrt{\\frac{9}{4}}    | 1.5",
                "\\sqrt[3]{27}           | 3",
                "\\sqrt{12}              | 2\\sqrt{3}",
                "\\frac{1}{\\sqrt 3}     | \\frac{\\sqrt{3}}{3}",
                "\\frac{1}{1+\\sqrt2}    | \\sqrt{2}-1",
                "2^{1009}\\cdot 2        | 2^{1010}",
                // symbols
                "2\\pi                   | \\pi\\cdot2",
                "-q+p                    | p - q",
                "(x+1)(x-1)              | x^2-1",
                "\\frac{x^2-1}{x-1}      | x+1",
                "e^{-2t}                 | \\frac{1}{e^{2t}}",
                "x^{2023}                | x\\cdot x^{2022}",
                "a_{1}                   | a_1",
                // prefixes and units
                "x=5                     | 5",
                "5                       | x = 5",
                "y = 3 + 2x              | y=2x+3",
                "[-2,7]                  | x \\in [-2,7]",
                "5 \\text{ cm}           | 5",
                "5 cm^2                  | 5\\text{ cm}^2",
                "5 \\text{ inches}       | 5 inch",
                "$18 dollars             | 18",
                // groups
                "(1, 2)                  | ( 1,2 )",
                "(1/2, 3)                | (0.5,3.0)",
                "[0, 1)                  | [0,1.0)",
                "\\{1,2,3\\}             | \\{3,1,2\\}",
                "1,-2                    | -2, 1",
                "1 \\text{ and } 2       | 2, 1",
                "x=1, x=2                | 1,2",
                "(-\\infty,1)\\cup(2,3]  | (2,3] \\cup (-\\infty, 1)",
                "(1,2),(3,4)             | (3,4),(1,2)",
                "\\emptyset              | \\{\\}",
                "\\{1,2\\}               | \\{1,2,2\\}",
                "(1,2)                   | 1,2",
            })
    void sameMeaning_isCorrect(String answer, String reference) {
        assertThat(verifier.verify(answer, reference).outcome()).isEqualTo(Outcome.CORRECT);
        assertThat(verifier.verify(reference, answer).outcome()).isEqualTo(Outcome.CORRECT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5              | 6",
                "5              | -5",
                "0.333          | \\frac{1}{3}",
                "3.14           | \\pi",
                "2^{10}         | 2^{11}",
                "\\sqrt{2}      | 1.414",
                "\\sqrt{12}     | 3\\sqrt{2}",
                "(1,2)          | (2,1)",
                "(1,2)          | [1,2]",
                "[0,1)          | [0,1]",
                "(1,2)          | (1,2,3)",
                "1,2            | 1,3",
                "x=5            | y=5",
                "x=5            | 6",
                "x<3            | x \\le 3",
                "5\\text{ cm}   | 5 \\text{ m}",
                "50\\%          | 0.05",
                "x+1            | x-1",
                "2x             | x^2",
                "\\sqrt{x^2}    | x",
                "listen         | silent",
                "\\text{even}   | \\text{odd}",
                "12             | 1,2",
                "1000           | (1,000)",
                "x              | X",
                "2\\frac12      | 1",
            })
    void otherMeaning_isIncorrect(String answer, String reference) {
        assertThat(verifier.verify(answer, reference).outcome()).isEqualTo(Outcome.INCORRECT);
        assertThat(verifier.verify(reference, answer).outcome()).isEqualTo(Outcome.INCORRECT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''",
                "\\frac{1}{2",
                "2 3",
                "((",
                "1+",
                "\\foo{1}",
                "(1,2\\}",
            })
    void notMathematics_isUnparseable(String answer) {
        assertThat(verifier.verify(answer, "5").outcome()).isEqualTo(Outcome.UNPARSEABLE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1/0",
                "0^0",
                "(1,2)+3",
                "1 < x < 2",
                "(x+y+z)^{500}",
                "\\sqrt[1000000007]{2^{8000}+1}+(a+b)^{99999}",
            })
    void readButNotFive_isIncorrect(String answer) {
        assertThat(verifier.verify(answer, "5").outcome()).isEqualTo(Outcome.INCORRECT);
        assertThat(verifier.verify("5", answer).outcome()).isEqualTo(Outcome.INCORRECT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "9^{9^{9^9}}",
                "1000000!",
                "999999999999999999999!",
                "1e999999999",
                "2^{100000000000000000000}",
            })
    void hugeWork_isOverBudget(String answer) {
        assertThat(verifier.verify(answer, "5").outcome()).isEqualTo(Outcome.OVER_BUDGET);
        assertThat(verifier.verify("5", answer).outcome()).isEqualTo(Outcome.OVER_BUDGET);
        assertThat(verifier.verify(answer, answer + " ").outcome()).isEqualTo(Outcome.CORRECT);
    }

    @Test
    void unreadableReference_differentText_isIncorrectAndSaysSo() {
        Verdict verdict = verifier.verify("5", "\\foo{1}");
        assertThat(verdict.outcome()).isEqualTo(Outcome.INCORRECT);
        assertThat(verdict.rule()).contains("reference cannot be read");
    }

    @Test
    void anyOfSeveralReferences_isEnough() {
        assertThat(verifier.verify("0.5", List.of("7", "\\frac{1}{2}")).correct())
                .isTrue();
        assertThat(verifier.verify("0.5", List.of("7", "8")).outcome()).isEqualTo(Outcome.INCORRECT);
        assertThat(verifier.verify("5", List.of("1000000!", "7")).outcome()).isEqualTo(Outcome.OVER_BUDGET);
    }

    @Test
    @SuppressWarnings("NullAway") // As a caller without its checks may do.
    void nullArgument_isNamed() {
        assertThatNullPointerException()
                .isThrownBy(() -> verifier.verify(null, "1"))
                .withMessage("answer is null");
        assertThatNullPointerException()
                .isThrownBy(() -> verifier.verify("1", (List<String>) null))
                .withMessage("references are null");
        assertThatNullPointerException()
                .isThrownBy(() -> verifier.verify("1", Arrays.asList("2", null)))
                .withMessage("a reference is null");
    }

    @Test
    void verify_manyRootsInAnotherOrder_isDecided() {
        List<String> roots = IntStream.range(0, 80)
                .mapToObj(k -> "e^{\\frac{" + (k + 1) + "\\pi i}{41}}")
                .toList();
        List<String> shuffled =
                IntStream.range(0, 80).mapToObj(k -> roots.get(k * 37 % 80)).toList();

        assertThat(new MathVerifier()
                        .verify(String.join(", ", shuffled), String.join(", ", roots))
                        .correct())
                .isTrue();
        assertThat(new MathVerifier()
                        .verify("\\{" + String.join(", ", shuffled) + "\\}", "\\{" + String.join(", ", roots) + "\\}")
                        .correct())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "%d^{\\frac12} | \\sqrt{%d}",
                "(1,%d^{\\frac12}) | (1,\\sqrt{%d})",
                "x=%d^{\\frac12} | x=\\sqrt{%d}"
            })
    void verify_manyRootsWrittenDifferentlyInAnotherOrder_isCorrect(String written, String wanted) {
        String shuffled = set(written, IntStream.range(0, 80).map(k -> 2 + k * 37 % 80));
        String reference = set(wanted, IntStream.range(2, 82));

        assertThat(verifier.verify(shuffled, reference).correct()).isTrue();
        assertThat(verifier.verify(shuffled.replace("47^", "97^"), reference).correct())
                .isFalse();
    }

    private static String set(String element, IntStream values) {
        return values.mapToObj(element::formatted).collect(joining(", ", "\\{", "\\}"));
    }

    @Test
    void verify_referenceThatMarksItsAnswer_isReadLikeInGrade() {
        assertThat(new MathVerifier()
                        .verify("5", "It is so, and therefore \\boxed{5}")
                        .correct())
                .isTrue();
        assertThat(new MathVerifier()
                        .verify("6", "It is so, and therefore \\boxed{5}")
                        .correct())
                .isFalse();
        assertThat(MathVerifier.unreadable("It is so, and therefore \\boxed{5}"))
                .isEmpty();
        assertThat(MathVerifier.unreadable("\\frac{1}{")).isPresent();
    }
}
