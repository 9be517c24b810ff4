package zero4j.verify.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Unreadable;

class BadInputTest {
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "(",
            ")",
            "[",
            "]",
            "\\{",
            "\\}",
            "|",
            "\\left",
            "\\right",
            "\\frac",
            "\\sqrt",
            "^",
            "_",
            "1",
            "23",
            "4.5",
            "x",
            "ab",
            "sin",
            "\\sin",
            "\\log",
            "+",
            "-",
            "*",
            "/",
            "=",
            "<",
            "\\le",
            ",",
            ";",
            ":",
            "!",
            "'",
            "%",
            "^\\circ",
            "\\text{",
            "\\text{cm}",
            " and ",
            "\\pi",
            "e",
            "i",
            "\\infty",
            "\\cup",
            "\\pm",
            "\\\\",
            "&",
            "\\begin{pmatrix}",
            "\\end{pmatrix}",
            "\\begin{cases}",
            "\\end{cases}",
            "\\begin{array}{cc}",
            " ",
            "$",
            "\\boxed{",
            "\\overline{",
            "\\mathbf{",
            "\\hat",
            "\\mathrm{",
            "\\binom",
            "\\choose",
            "\\over",
            "\\sum",
            "\\int",
            "\\lim",
            "\\pmod",
            "mod",
            "1,234",
            "0.",
            "...",
            "\\ldots",
            "²",
            "√",
            "π",
            "\ud800",
            "\u0000",
            "é",
            "\\lfloor",
            "\\rfloor",
            "\\mid",
            "\\implies",
            "hours",
            "the",
            "Monday",
            "\\phantom",
            "\\not",
            "\\");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "$$",
                "(",
                "[",
                "{",
                "\\{",
                "|",
                "\\left(",
                "\\lfloor x",
                "\\langle 1,2",
                "(1, 2",
                "1, 2)",
                "[1, 2, 3)",
                "2^{3",
                "x_{1",
                "\\boxed{5",
                "\\text{abc",
                "\\frac{1}",
                "\\frac{}{2}",
                "{}",
                "()",
                "x^",
                "x_",
                "12_{}",
                "1 +",
                "1 + * 2",
                "5 =",
                "1 2",
                "1.2.3",
                "11 6/6",
                "11\n5/6",
                "1\n000",
                "11\n\\frac56",
                "11 \\\\ \\frac{5}{6}",
                "129_2",
                "_5x_2",
                "4 4/0",
                "11/10 4/9",
                "11.0 4/9",
                "@",
                "#5",
                "\\foo{1}",
                "129_5",
                "12_{99}",
                "10^\\circ 30",
                "1.5_2",
                "\\begin{pmatrix} 1",
                "\\end{pmatrix}",
                "\\begin{pmatrix} 1 \\end{bmatrix}",
                "\\begin{pmatrix} 1 & 2 \\\\ 3 \\end{pmatrix}",
                "\\begin{pmatrix}\\end{pmatrix}",
                "\\begin{nonsense} 1 \\end{nonsense}",
                "\\begin",
                "\\begin{",
                "\\",
                "\ud800",
                "\udc00\ud800",
                "\u0000\u0001",
                "the answer is not 7",
                "the number is unless 7"
            })
    void read_noMathematics_isUnreadable(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(Unreadable.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "(",
                "[",
                "\\{",
                "|",
                "\\frac{",
                "\\sqrt{",
                "\\sqrt",
                "2^",
                "x_{",
                "\\sin ",
                "\\log_",
                "-(",
                "\\begin{pmatrix}",
                "\\left(",
                "\\text{",
                "\\boxed{",
                "\\overline",
                "\\hat{",
                "f(",
                "]",
                "\\lfloor",
                "\\langle",
                "<",
                "\\sum_",
                "\\int",
                "\\binom",
                "1/",
                "!",
                "1,",
                "+-",
                "\\phantom{",
                "a=",
                "\\cup",
                "_",
                "'",
                "(1,",
                "\\text{a",
                "\\begin{array}{c",
                "1\\frac",
                "2 cats ",
                "x:",
                "$",
                "\\\\",
                "1_"
            })
    void read_repeatedOften_endsWithoutOverflow(String piece) {
        assertThat(outcome(piece.repeat(Budget.MAX_CHARACTERS / piece.length())))
                .isNotNull();
        assertThat(outcome(piece.repeat(1_000_000 / piece.length()))).isEqualTo("exhausted");
    }

    @Test
    void read_fractionsNestedDeeply_isOverBudget() {
        assertThat(outcome("\\frac{1}{".repeat(100_000) + "2" + "}".repeat(100_000)))
                .isEqualTo("exhausted");
        assertThat(outcome("\\frac{1}{".repeat(300) + "2" + "}".repeat(300))).isEqualTo("exhausted");
        assertThat(outcome("\\frac{1}{".repeat(15) + "2" + "}".repeat(15))).isEqualTo("read");
    }

    @Test
    void read_openBraces_isOverBudget() {
        assertThat(outcome("{".repeat(1 << 20))).isEqualTo("exhausted");
        assertThat(outcome("{".repeat(4000))).isEqualTo("exhausted");
    }

    @Test
    void tooLong_overTheLimit_hasNoTokens() {
        AnswerText text = AnswerText.of("1".repeat(Budget.MAX_CHARACTERS + 1));

        assertThat(text.tooLong()).isTrue();
        assertThat(text.sameAs(text)).isFalse();
    }

    @Test
    void read_randomPieces_neverThrowsAnythingElse() {
        Random random = new Random(20_240_607);
        for (int i = 0; i < 40_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = 1 + random.nextInt(14);
            for (int j = 0; j < length; j++) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            assertThat(outcome(text.toString())).as(text.toString()).isNotNull();
        }
    }

    @Test
    void read_randomCharacters_neverThrowsAnythingElse() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(30);
            for (int j = 0; j < length; j++) {
                boolean ascii = random.nextInt(4) > 0;
                text.append((char) (ascii ? 32 + random.nextInt(95) : random.nextInt(0x10000)));
            }
            assertThat(outcome(text.toString())).as(text.toString()).isNotNull();
        }
    }

    /** What became of a text; any exception but the two that are promised fails the test. */
    private static String outcome(String text) {
        try {
            AnswerText answer = AnswerText.of(text);
            assertThat(answer.sameAs(AnswerText.of(text))).isEqualTo(answer.sameAs(answer));
            String line = ExprText.of(answer.read(new Budget()));
            assertThat(line).hasSizeLessThan(210);
            return "read";
        } catch (Unreadable e) {
            return "unreadable";
        } catch (Budget.Exhausted e) {
            return "exhausted";
        }
    }

    private static Expr read(String text) {
        return AnswerText.of(text).read(new Budget());
    }
}
