package zero4j.verify.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.verify.algebra.Algebra.Match;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Num;

class AlgebraTest {
    private static Match compare(String a, String b) {
        return new Algebra(new Budget(), 6, true).compare(Infix.of(a), Infix.of(b));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            6/4 | 3/2
            -1/2 | 1/(-2)
            1/3 + 1/6 | 1/2
            0.5 | 1/2
            0.5*x | x/2
            sqrt(8) | 2*sqrt(2)
            1/sqrt(2) | sqrt(2)/2
            sqrt(-4) | 2*i
            i^2 | -1
            i^7 | -i
            root(3, -8) | -2
            root(3, 16) | 2*root(3, 2)
            root(3, -x) | -root(3, x)
            (1+sqrt(2))^2 | 3+2*sqrt(2)
            1/(1+sqrt(2)) | sqrt(2)-1
            (1+i)/(1-i) | i
            sqrt(6) | sqrt(2)*sqrt(3)
            sqrt(1000003)*sqrt(1000003) | 1000003
            8^(2/3) | 4
            (4/9)^(-3/2) | 27/8
            (x+1)^2 | x^2+2*x+1
            (x^2-1)/(x-1) | x+1
            1/(x-1) - 1/(x+1) | 2/(x^2-1)
            x/y/z | x/(y*z)
            e^(2*x)*e^x | e^(3*x)
            1/e^x | e^(-x)
            2^(n+1) | 2*2^n
            4^n | 2^(2*n)
            6^n | 2^n*3^n
            sqrt(2)^n*sqrt(2)^n | 2^n
            sqrt(4*x) | 2*sqrt(x)
            x^(1/2)*x^(1/2) | x
            5! | 120
            binom(10, 3) | 120
            binom(n, 2) | n*(n-1)/2
            floor(-7/2) | -4
            ceil(7/2) | 4
            abs(-3) | 3
            abs(3+4*i) | 5
            gcd(12, 18) | 6
            lcm(4, 6) | 12
            max(1, 3, 2) | 3
            min(1/2, 1/3) | 1/3
            log(2, 8) | 3
            log(100) | 2
            log(e) | 1
            ln(e) | 1
            ln(8) | 3*ln(2)
            ln(sqrt(2)) | ln(2)/2
            e^(2*ln(3)) | 9
            sin(pi/6) | 1/2
            cos(5*pi/12) | (sqrt(6)-sqrt(2))/4
            tan(3*pi/4) | -1
            tan(x) | sin(x)/cos(x)
            f(x)+f(x) | 2*f(x)
            f(x+1) | f(1+x)
            1±sqrt(5) | (2±sqrt(20))/2
            inf | inf
            -inf | 0-inf
            x-x | 0
            """)
    void compare_equalInNormalForm_isExact(String a, String b) {
        assertThat(compare(a, b)).isEqualTo(Match.EXACT);
        assertThat(compare(b, a)).isEqualTo(Match.EXACT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sin(x)^2+cos(x)^2 | 1
            sin(2*x) | 2*sin(x)*cos(x)
            cos(2*x) | 1-2*sin(x)^2
            sin(x+y) | sin(x)*cos(y)+cos(x)*sin(y)
            1+tan(x)^2 | 1/cos(x)^2
            sin(-x) | -sin(x)
            cos(pi/7)*cos(2*pi/7)*cos(4*pi/7) | -1/8
            tan(pi/8) | sqrt(2)-1
            ln(x*y) | ln(x)+ln(y)
            ln(x^2) | 2*ln(abs(x))
            ln(x)/ln(2) | log(2, x)
            log(x) | ln(x)/ln(10)
            log(x^2)/2 | ln(abs(x))
            sqrt(x^2) | abs(x)
            sqrt(x*y) | sqrt(x)*sqrt(y)
            sqrt(1+x)^2 | 1+x
            root(3, x^3) | x
            sqrt(3+2*sqrt(2)) | 1+sqrt(2)
            sqrt(2+sqrt(3)) | (sqrt(6)+sqrt(2))/2
            root(3, 2+sqrt(5)) | (1+sqrt(5))/2
            n! | n*(n-1)!
            binom(n, k) | n!/(k!*(n-k)!)
            binom(n, k)+binom(n, k+1) | binom(n+1, k+1)
            (-1)^n | cos(pi*n)
            (-1)^(2*n) | 1
            (1+x)^200/(1+x)^199 | 1+x
            e^(i*x) | cos(x)+i*sin(x)
            e^(i*pi) | -1
            abs(x+i*y)^2 | x^2+y^2
            arctan(1) | pi/4
            arcsin(1/2) | pi/6
            arcsin(x)+arccos(x) | pi/2
            arctan(1/2)+arctan(1/3) | pi/4
            4*arctan(1/5)-arctan(1/239) | pi/4
            sinh(x) | (e^x-e^(-x))/2
            cosh(x)^2-sinh(x)^2 | 1
            max(x, y) | (x+y+abs(x-y))/2
            min(x, y)+max(x, y) | x+y
            floor(x+1) | floor(x)+1
            ceil(x) | -floor(-x)
            abs(1-sqrt(2)) | sqrt(2)-1
            floor(sqrt(2)+sqrt(3)) | 3
            (-8)^(1/3) | 1+sqrt(3)*i
            sqrt(-1-x^2) | i*sqrt(1+x^2)
            re(z)+i*im(z) | z
            z*conj(z) | abs(z)^2
            ln(2+sqrt(3)) | -ln(2-sqrt(3))
            10^30*sin(2*x) | 2*10^30*sin(x)*cos(x)
            cos(arctan(x)) | 1/sqrt(1+x^2)
            arctan(10^20)+arctan(1/10^20) | pi/2
            sin(10^17)^2+cos(10^17)^2 | 1
            floor(e^(-1000)) | 0
            x^(2/3) | root(3, x^2)
            f(x)*f(sin(x)/sin(x)) | f(1)*f(x)
            f(sin(x)^2)+sin(x)^2 | f(sin(x)^2)+1-cos(x)^2
            """)
    void compare_equalInValue_isSampled(String a, String b) {
        assertThat(compare(a, b)).isIn(Match.SAMPLED, Match.EXACT);
        assertThat(compare(b, a)).isIn(Match.SAMPLED, Match.EXACT);
        assertThat(new Algebra(new Budget(), 6, false).compare(Infix.of(a), Infix.of(a + "+0")))
                .isNotEqualTo(Match.SAMPLED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1/3 | 1/4
            x | y
            x+1 | x+2
            x^2 | x^3
            1/x | x
            sqrt(2) | sqrt(3)
            sqrt(2)+sqrt(3) | sqrt(5)
            1+i | 1-i
            pi | 22/7
            pi | 355/113
            pi | 3
            x | abs(x)
            sqrt(x^2) | x
            sin(x) | sin(x)+1/10^12
            sin(x) | sin(x)+1/10^30
            sin(x) | x-x^3/6+x^5/120
            sin(x) | cos(x)
            sin(x)^2 | sin(x^2)
            cos(pi/7) | 9/10
            e^x | 1+x+x^2/2
            e^(pi*sqrt(163)) | 262537412640768744
            ln(x+y) | ln(x)+ln(y)
            sqrt(x+y) | sqrt(x)+sqrt(y)
            (x+y)^2 | x^2+y^2
            2^n | n^2
            2^(-n) | 2^n
            (-1)^n | 1
            (-1)^n | -1
            cos(pi*n) | 1
            cos(2*pi*n) | 1
            n! | (n+1)!
            n! | n
            binom(n, k) | binom(n, k+1)
            floor(x) | x
            floor(x) | ceil(x)
            floor(x)+floor(-x) | -1
            floor(x/1000) | 0
            min(x, 1000) | x
            min(x, 1000000) | x
            max(x, -100000) | x
            abs(x-1) | x-1
            abs(x)/x | 1
            f(x) | g(x)
            f(x) | f(y)
            f(x) | x
            f(2) | f(3)
            f(2) | 2
            log(x) | 2*ln(x)
            log(8) | 3
            e | 2.718
            pi | 3.14
            0.3333 | 1/3
            0.333333*x | x/3
            x | 1.0000001*x
            conj(z) | z
            re(z) | z
            abs(z)^2+im(z) | z^2+im(z)
            root(3, -8) | 1+sqrt(3)*i
            inf | -inf
            inf | 10^30
            2*3 | inf
            inf-inf | inf
            1±sqrt(5) | 1+sqrt(5)
            1/0 | 1
            2^1000 | 2^1000+1
            e^(-40000) | 0
            sin(10^17) | sin(10^17+1)
            arctan(10^20) | pi/2
            f(x)*f(sin(x)/sin(x)) | f(2)*f(x)
            e^200+sin(1) | e^200
            """)
    void compare_different_isDifferent(String a, String b) {
        assertThat(compare(a, b)).isEqualTo(Match.DIFFERENT);
        assertThat(compare(b, a)).isEqualTo(Match.DIFFERENT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0.333333 | 1/3 | 6 | ROUNDED
            0.3333 | 1/3 | 6 | DIFFERENT
            0.3333 | 1/3 | 4 | ROUNDED
            0.3334 | 1/3 | 4 | DIFFERENT
            -0.333333 | -1/3 | 6 | ROUNDED
            1.414214 | sqrt(2) | 6 | ROUNDED
            1.41421356 | sqrt(2) | 6 | ROUNDED
            1.41421357 | sqrt(2) | 6 | ROUNDED
            1.41422 | sqrt(2) | 6 | DIFFERENT
            3.141593 | pi | 6 | ROUNDED
            3.14159 | pi | 6 | DIFFERENT
            0.1666667*pi | pi/6 | 6 | ROUNDED
            0.333333*pi | pi/3 | 6 | DIFFERENT
            0.0000000002 | 0.0000000001 | 6 | DIFFERENT
            0.5 | 0.50000001 | 6 | ROUNDED
            0.5 | 0.6 | 6 | DIFFERENT
            1.414214+2*i | sqrt(2)+2*i | 6 | ROUNDED
            0.500000 | 1/2 | 6 | EXACT
            """)
    void compare_decimal_followsTolerance(String a, String b, int decimals, Match expected) {
        Algebra fast = new Algebra(new Budget(), decimals, false);
        assertThat(fast.compare(Infix.of(a), Infix.of(b))).isEqualTo(expected);
        assertThat(fast.compare(Infix.of(b), Infix.of(a))).isEqualTo(expected);
    }

    @Test
    void compare_withoutSampling_leavesIdentitiesUndecided() {
        Algebra fast = new Algebra(new Budget(), 6, false);
        assertThat(fast.compare(Infix.of("sin(x)^2+cos(x)^2"), Infix.of("1"))).isEqualTo(Match.DIFFERENT);
    }

    @Test
    void compare_arrangement_isOnlyItself() {
        Algebra algebra = new Algebra(new Budget(), 6, true);
        Expr pair = new Expr.Bracketed('(', ')', List.of(Num.of(1), Num.of(2)));
        Expr other = new Expr.Bracketed('(', ')', List.of(Num.of(1), Infix.of("4/2")));
        assertThat(algebra.compare(pair, pair)).isEqualTo(Match.EXACT);
        assertThat(algebra.compare(pair, other)).isEqualTo(Match.DIFFERENT);
    }

    @Test
    void compare_determinantAndNorm_areMultipliedOut() {
        Algebra algebra = new Algebra(new Budget(), 6, true);
        Expr.Matrix matrix =
                new Expr.Matrix(List.of(List.of(Infix.of("a"), Infix.of("b")), List.of(Infix.of("c"), Infix.of("d"))));
        Expr determinant = new Expr.Call("det", List.of(matrix));
        assertThat(algebra.compare(determinant, Infix.of("a*d-b*c"))).isEqualTo(Match.EXACT);
        Expr norm = new Expr.Call("norm", List.of(new Expr.Bracketed('(', ')', List.of(Num.of(3), Num.of(-4)))));
        assertThat(algebra.compare(norm, Num.of(5))).isEqualTo(Match.EXACT);
    }

    @Test
    void compare_degreesAndPercentInFormula_haveValues() {
        Algebra algebra = new Algebra(new Budget(), 6, true);
        Expr sine = new Expr.Call("sin", List.of(new Expr.Quantity(Num.of(30), "°")));
        assertThat(algebra.compare(sine, Infix.of("1/2"))).isEqualTo(Match.EXACT);
        Expr product = new Expr.Product(List.of(new Expr.Quantity(Num.of(30), "%"), Infix.of("x")));
        assertThat(algebra.compare(product, Infix.of("3*x/10"))).isEqualTo(Match.EXACT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            9^(9^(9^9)) | 1
            100000! | 1
            binom(100000, 50000) | 1
            2^(3^20) | 2^(3^20+1)
            """)
    void compare_hugeNumbers_exhaustsBudget(String a, String b) {
        assertThatThrownBy(() -> compare(a, b)).isInstanceOf(Budget.Exhausted.class);
    }

    @Test
    void compare_powerTooLargeToMultiplyOut_isDecidedByValues() {
        assertThat(compare("(1+x)^10000", "(x+1)^10000")).isEqualTo(Match.SAMPLED);
        assertThat(compare("(1+x)^10000", "(x+1)^9999")).isEqualTo(Match.DIFFERENT);
        assertThat(compare("(1+x+y+z)^60", "(z+y+x+1)^60")).isEqualTo(Match.SAMPLED);
    }
}
