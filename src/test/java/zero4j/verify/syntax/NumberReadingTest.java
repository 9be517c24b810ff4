package zero4j.verify.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import zero4j.verify.expr.Budget;

/** Numbers of every notation, each with what it is read as. */
class NumberReadingTest {
    private static final String CASES = """
            $\\frac12$  =>  1/2
            \\(5\\).  =>  5
            \\\\frac{1}{2}  =>  1/2
            12,345  =>  12345
            12{,}345  =>  12345
            12,\\!345  =>  12345
            12\\,345  =>  12345
            12{ , }345  =>  12345
            11,\\! 111,\\! 100  =>  11111100
            1 000  =>  1000
            1 000 000.5  =>  1000000.5
            .5  =>  0.5
            5.  =>  5
            1.5e-3  =>  0.0015
            1.5E3  =>  1.5E+3
            0.\\overline{3}  =>  1÷3
            0.1\\overline{6}  =>  1÷6
            0.\\bar{3}  =>  1÷3
            0.333...  =>  1÷3
            0.\\dot{3}  =>  1÷3
            3\\frac12  =>  3 + 1/2
            3 \\frac{1}{2}  =>  3 + 1/2
            3 1/2  =>  3 + 1/2
            1 000 4/9  =>  1000 + 4/9
            -3\\frac12  =>  -(3 + 1/2)
            \\frac1{72}  =>  1/72
            \\text{13}  =>  13
            \\text{E}  =>  E
            \\boxed{1}  =>  1
            [5]  =>  5
            \\$5  =>  5 [dollar]
            5\\$  =>  5 [dollar]
            $5  =>  5 [dollar]
            €5  =>  5 [euro]
            101_2  =>  101_2
            101_{2}  =>  101_2
            1A3_{16}  =>  1A3_16
            101_{\\text{two}}  =>  101_2
            (101)_2  =>  101_2
            -37_8  =>  -37_8
            3½  =>  3 + 1/2
            850,000  =>  850000
            \\text{(E)},  =>  E
            \\text{A5}_{11}  =>  A5_11
            \\overline{3.5}  =>  3.5
            6.02e23  =>  6.02E+23
            $-3$  =>  -3
            \\$1,234.56  =>  1234.56 [dollar]
            \\$1{,}234.56  =>  1234.56 [dollar]
            1,234,567.89  =>  1234567.89
            €3.50  =>  3.50 [euro]
            £5  =>  5 [pound]
            = 5  =>  5
            ½  =>  1/2
            2½  =>  2 + 1/2
            6÷2  =>  6/2
            -0.5  =>  -0.5
            - 5  =>  -5
            --5  =>  5
            +5  =>  5
            −5  =>  -5
            \\approx 3.14  =>  3.14
            \\text{approximately } 5  =>  5
            about 5  =>  5
            1 \\, 000  =>  1000
            10 000  =>  10000
            3.0  =>  3.0
            1.50  =>  1.50
            007  =>  7
            1e400  =>  1E+400
            99999999999999999999999999  =>  99999999999999999999999999
            \\displaystyle \\frac{1}{2}  =>  1/2
            \\dfrac{1}{2}\\,  =>  1/2
            \\quad 5 \\quad  =>  5
            {5}  =>  5
            {{5}}  =>  5
            \\mathbf{5}  =>  5
            \\textbf{5}  =>  5
            \\mathrm{5}  =>  5
            \\left.\\frac{1}{2}\\right.  =>  1/2
            \\tfrac{1}{2}  =>  1/2
            \\cfrac{1}{2}  =>  1/2
            1/2  =>  1/2
            1 / 2  =>  1/2
            {1}/{2}  =>  1/2
            1⁄2  =>  1/2
            \\frac 1 2  =>  1/2
            \\frac{1} {2}  =>  1/2
            \\color{red}{14}  =>  14
            \\textcolor{red}{14}  =>  14
            {\\color{red} 14}  =>  14
            **14**  =>  14
            **14.**  =>  14
            __14__  =>  14
            *14*  =>  14
            `14`  =>  14
            1st  =>  1
            22nd  =>  22
            113th  =>  113
            4^{\\text{th}}  =>  4
            4^{th}  =>  4
            4\\text{th}  =>  4
            ５０  =>  50
            """;

    static Stream<Arguments> cases() {
        return ReadingCases.of(CASES);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void read_number_valueAndDigits(String answer, String expected) {
        assertThat(ExprText.of(AnswerText.of(answer).read(new Budget()))).isEqualTo(expected);
    }
}
