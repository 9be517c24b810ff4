package zero4j.bench.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The second opinion on what formulas are worth. */
class EstimateTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3\\frac{1}{2}|3.5",
                "-\\frac12|-0.5",
                "2\\sqrt{9} - 1|5",
                "\\sqrt[3]{8}|2",
                "-2^2|-4",
                "2(3-5)^3|-16",
                "5!/10|12",
                "\\dfrac{3\\pi}{4}|2.356194490192345",
                "2 \\cdot 3^{-1}|0.6666666666666666",
                "\\sin \\frac{\\pi}{6}|0.5",
                "$ \\left( 1 + 2 \\right) 3^2 $|27",
            })
    void formula_understood_hasItsValue(String text, double value) {
        assertThat(Estimate.of(text)).isCloseTo(value, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 000",
                "1/2x",
                "3\\frac{5}{2}",
                "2^3^2",
                "f(2)",
                "Evelyn",
                "1,000",
                "101_2",
                "\\sin 2 \\cdot 3",
                "x=1",
                "(1",
                "2 +",
                "\\frac{1}{2}3",
                "|x|",
                "3e5",
                "12 cm",
                "\\log_2 8",
                "5.",
                "\\frac{x-}{2}"
            })
    void formula_inDoubt_hasNone(String text) {
        assertThat(Formula.of(text)).isEmpty();
        assertThat(Estimate.of(text)).isNaN();
    }
}
