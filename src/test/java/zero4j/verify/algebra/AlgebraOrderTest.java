package zero4j.verify.algebra;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.numbers.fraction.BigFraction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.verify.expr.Budget;

/** Ratios, order and rational values, which equality of relations and sets rests on. */
class AlgebraOrderTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2*x+4*y-10 | x+2*y-5 | 1
            5-x | x-5 | -1
            x-y | x+y | 0
            sqrt(2)*x+2 | x+sqrt(2) | 1
            -pi*x | x | -1
            (1-sqrt(2))*(x+1) | x+1 | -1
            x^2-1 | (x-1)*(x+1) | 1
            x^2 | x | 0
            0 | x-x | 1
            0 | x | 0
            sin(2*x) | -sin(x)*cos(x) | -1
            sin(2*x) | sin(x) | 0
            2*f(x)-2 | f(x)-1 | 1
            3 | -5 | -1
            log(x) | ln(x) | 1
            """)
    void constantRatio_ofFormulas_isItsSign(String a, String b, int expected) {
        Algebra algebra = new Algebra(new Budget(), 6, true);
        assertThat(algebra.constantRatio(Infix.of(a), Infix.of(b))).isEqualTo(expected);
        assertThat(algebra.constantRatio(Infix.of(b), Infix.of(a))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1/3 | 1/2 | -1
            sqrt(2)+sqrt(3) | pi | 1
            sqrt(8) | 2*sqrt(2) | 0
            sin(pi/7) | cos(5*pi/14) | 0
            -pi | -3 | -1
            """)
    void order_ofConstants_isThatOfValues(String a, String b, int expected) {
        assertThat(new Algebra(new Budget(), 6, true).order(Infix.of(a), Infix.of(b)))
                .hasValue(expected);
    }

    @ParameterizedTest
    @CsvSource({"x, 1", "i, 1", "inf, 1", "1/0, 1"})
    void order_noRealConstant_isEmpty(String a, String b) {
        assertThat(new Algebra(new Budget(), 6, true).order(Infix.of(a), Infix.of(b)))
                .isEmpty();
    }

    @Test
    void rational_ofFormula_isItsValue() {
        Algebra algebra = new Algebra(new Budget(), 6, true);
        assertThat(algebra.rational(Infix.of("sqrt(8)/sqrt(2)+1/2"))).contains(BigFraction.of(5, 2));
        assertThat(algebra.rational(Infix.of("(2+2*sqrt(2))/(1+sqrt(2))"))).contains(BigFraction.of(2));
        assertThat(algebra.rational(Infix.of("sqrt(2)"))).isEmpty();
        assertThat(algebra.rational(Infix.of("x"))).isEmpty();
    }
}
