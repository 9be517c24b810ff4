package zero4j.verify.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.commons.numbers.fraction.BigFraction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;

class NumberDigitsTest {
    @ParameterizedTest
    @CsvSource({
        "0.5, 1, 2, 1",
        ".25, 1, 4, 2",
        "1.50, 3, 2, 2",
        "3e5, 300000, 1, -5",
        "1.5e-3, 3, 2000, 4",
        "1.25E1, 25, 2, 1",
    })
    void read_decimal_valueAndDigitsBehindThePoint(String text, long numerator, long denominator, int decimals) {
        assertThat(read(text)).isEqualTo(new Expr.Num(BigFraction.of(numerator, denominator), decimals));
    }

    @ParameterizedTest
    @CsvSource({
        "12, 12, 1",
        "5., 5, 1",
        "0.\\overline{3}, 1, 3",
        "0.1\\overline{6}, 1, 6",
        "0.\\overline{142857}, 1, 7",
        "2.\\bar3, 7, 3",
        "0.\\dot{1}2\\dot{3}, 41, 333",
        "0.8333..., 5, 6",
        "0.1212\\ldots, 4, 33",
        "0.(27), 3, 11",
        "0.\\overline{9}, 1, 1",
    })
    void read_exactNumber_isNoDecimal(String text, long numerator, long denominator) {
        assertThat(read(text)).isEqualTo(new Expr.Num(BigFraction.of(numerator, denominator), Expr.Num.EXACT));
    }

    @Test
    void read_digitsThatGoOnWithoutRepeating_isADecimal() {
        assertThat(read("3.14159...")).isEqualTo(new Expr.Num(BigFraction.of(314_159, 100_000), 5));
    }

    @Test
    void read_negativeMixedNumber_negatesTheWhole() {
        assertThat(read("-3\\frac12"))
                .isEqualTo(new Expr.Negative(
                        new Expr.Sum(List.of(Expr.Num.of(3), new Expr.Fraction(Expr.Num.of(1), Expr.Num.of(2))))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e2001", "1e-99999999999", "2E+777777"})
    void read_hugeExponent_isOverBudget(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(Budget.Exhausted.class);
    }

    @Test
    void read_tooManyDigits_isOverBudget() {
        assertThatThrownBy(() -> read("9".repeat(2500))).isInstanceOf(Budget.Exhausted.class);
        assertThat(read("9".repeat(2400))).isInstanceOf(Expr.Num.class);
    }

    private static Expr read(String text) {
        return AnswerText.of(text).read(new Budget());
    }
}
