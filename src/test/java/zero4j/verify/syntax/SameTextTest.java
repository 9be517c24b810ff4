package zero4j.verify.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.verify.expr.Expr;

class SameTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "\\frac12 ~ \\frac 12",
                "\\dfrac{1}{2} ~ \\frac{1}{2}",
                "\\left(1,2\\right) ~ (1, 2)",
                "\\sqrt{2} ~ \\sqrt2",
                "$x+1$ ~ x + 1.",
                "\\\\frac{1}{2} ~ \\frac{1}{2}",
                "3 × 4 ~ 3 \\cdot 4",
                "x² ~ x^2",
                "\\text{Evelyn} ~ \\mbox{Evelyn}",
            })
    void sameAs_variantsOfOneText_isTrue(String one, String other) {
        assertThat(AnswerText.of(one).sameAs(AnswerText.of(other))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "1 ~ 2",
                "12 ~ 1 2",
                "x^12 ~ x^{1}2",
                "(1,2) ~ [1,2]",
                "5 ~ 5\\%",
                "a+b ~ a-b",
                "\\sin x ~ \\cos x",
                "1_{2}3 ~ 1_23",
                "{,} ~ 1",
                "x<3 ~ x\\le 3",
                "\\{1\\} ~ {1}"
            })
    void sameAs_differentTexts_isFalse(String one, String other) {
        assertThat(AnswerText.of(one).sameAs(AnswerText.of(other))).isFalse();
    }

    @Test
    void sameAs_textsThatSayNothing_isFalse() {
        assertThat(AnswerText.of("$ $").sameAs(AnswerText.of(" "))).isFalse();
    }

    @Test
    void text_blanksAround_areStripped() {
        assertThat(AnswerText.of("  5 \n").text()).isEqualTo("5");
    }

    @Test
    void exprText_longExpression_isCutOff() {
        List<Expr> terms = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            terms.add(Expr.Num.of(i));
        }

        assertThat(ExprText.of(new Expr.Sum(terms)))
                .hasSizeLessThanOrEqualTo(201)
                .endsWith("…");
    }

    @Test
    void exprText_deepExpression_isCutOff() {
        Expr deep = Expr.Constant.PI;
        for (int i = 0; i < 100_000; i++) {
            deep = new Expr.Negative(deep);
        }

        assertThat(ExprText.of(deep)).contains("…");
    }
}
