package zero4j.verify.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import zero4j.verify.expr.Budget;

/** Sums, products, powers and functions, each with what it is read as. */
class FormulaReadingTest {
    private static final String CASES = """
            1.5 \\times 10^{-3}  =>  1.5*10^(-3)
            \\frac{x+1}2  =>  (x + 1)/2
            \\dfrac{a}{b}/c  =>  (a/b)/c
            \\sqrt2  =>  sqrt(2)
            \\sqrt 2  =>  sqrt(2)
            \\sqrt{x}^2  =>  sqrt(x)^2
            sqrt(2)  =>  sqrt(2)
            sqrt 2  =>  sqrt(2)
            √2  =>  sqrt(2)
            2^10  =>  2^10
            2^{10}  =>  2^10
            2**10  =>  2^10
            x^{\\prime}  =>  x'
            x'  =>  x'
            f'(x)  =>  f'(x)
            -2^2  =>  -2^2
            2^3^2  =>  2^(3^2)
            1/2x  =>  (1/2)*x
            x!  =>  factorial(x)
            |x|  =>  abs(x)
            \\lvert x \\rvert  =>  abs(x)
            \\|v\\|  =>  norm(v)
            \\lfloor x \\rfloor  =>  floor(x)
            \\lceil x \\rceil  =>  ceil(x)
            floor(x)  =>  floor(x)
            \\sin x  =>  sin(x)
            \\sin 2x  =>  sin(2*x)
            \\sin^2 x  =>  sin(x)^2
            \\sin^{-1} x  =>  arcsin(x)
            \\sin(x)  =>  sin(x)
            sin x  =>  sin(x)
            \\operatorname{arctan} x  =>  arctan(x)
            \\mathrm{sin} x  =>  sin(x)
            asin(x)  =>  arcsin(x)
            log x  =>  log(x)
            \\ln x  =>  ln(x)
            \\exp(x)  =>  e^x
            e^x  =>  e^x
            \\pi  =>  pi
            pi  =>  pi
            2πr  =>  2*pi*r
            \\mathrm{e}^{\\mathrm{i}x}  =>  e^(i*x)
            \\infty  =>  infinity
            +\\infty  =>  infinity
            2abc  =>  2*a*b*c
            xyz+1  =>  x*y*z + 1
            \\text{(A)}  =>  A
            (B)  =>  B
            B  =>  B
            \\textbf{(B)}  =>  B
            \\mathbf{v}  =>  v
            \\overrightarrow{AB}  =>  \\vec{AB}
            \\overline{AB}  =>  A*B
            \\mathbb{R}  =>  \\mathbb{R}
            \\R  =>  \\mathbb{R}
            ℝ  =>  \\mathbb{R}
            \\mathbf{R}  =>  \\mathbb{R}
            3\\mathbf{i}+4\\mathbf{j}  =>  3*\\mathbf{i} + 4*\\mathbf{j}
            2\\hat{i} - \\hat{k}  =>  2*\\mathbf{i} - \\mathbf{k}
            \\mathbb{R} \\setminus \\{0\\}  =>  \\mathbb{R} ∖ {0}
            \\cos 58^\\circ  =>  cos(58*(pi/180))
            \\sin(30^\\circ)  =>  sin(30*(pi/180))
            3 million  =>  3*1000000
            2.5 \\text{ billion}  =>  2.5*1000000000
            x_1  =>  x_{1}
            x_{12}  =>  x_{12}
            a_n  =>  a_{n}
            F_{n-1}  =>  F_{n-1}
            1 \\pm \\sqrt5  =>  1 ± sqrt(5)
            \\pm 2  =>  ±2
            x^2  =>  x^2
            x²+y₁  =>  x^2 + y_{1}
            \\frac{\\log 2}{\\log 2-\\log 3}  =>  log(2)/(log(2) - log(3))
            \\ln 2/\\ln 3  =>  ln(2)/ln(3)
            \\ln 2/3  =>  ln(2/3)
            \\sin x \\cos x  =>  sin(x)*cos(x)
            2\\sin x + 3  =>  2*sin(x) + 3
            \\sin(x)^2  =>  sin(x)^2
            \\tan^{-1}(1/2)  =>  arctan(1/2)
            \\sqrt{2+\\sqrt{3}}  =>  sqrt(2 + sqrt(3))
            e^{-x^2}  =>  e^(-x^2)
            e^{-x}\\sin x  =>  e^(-x)*sin(x)
            x^{-1/2}  =>  x^(-1/2)
            \\frac{d !}{2 k(d-k) !}  =>  factorial(d)/(2*k*factorial(d - k))
            10!  =>  factorial(10)
            \\left\\lfloor \\frac{n}{2} \\right\\rfloor  =>  floor(n/2)
            ||x|-1|  =>  abs(abs(x) - 1)
            |x-|y||  =>  abs(x - abs(y))
            \\left|x\\right|  =>  abs(x)
            \\overline{z}  =>  conj(z)
            \\dot{x}  =>  \\dot{x}
            n(n+1)(2n+1)/6  =>  (n*(n + 1)*(2*n + 1))/6
            n[2a+(n-1)d]/2  =>  (n*(2*a + (n - 1)*d))/2
            \\frac{n}{2}[2a+d]  =>  (n/2)*(2*a + d)
            3 \\cdot 10^5  =>  3*10^5
            AB  =>  A*B
            \\sec x  =>  sec(x)
            \\cos 2\\theta  =>  cos(2*\\theta)
            \\sin 30^{\\circ} + 1  =>  sin(30*(pi/180)) + 1
            \\cos(60^\\circ)\\cdot 2  =>  cos(60*(pi/180))*2
            f(g(x))  =>  f(g(x))
            \\frac{dy}{dx}  =>  \\frac{dy}{dx}
            \\nabla f  =>  \\nabla*f
            \\alpha + \\beta  =>  \\alpha + \\beta
            \\triangle ABC \\cong \\triangle DEF  =>  \\triangle*A*B*C ~ \\triangle*D*E*F
            x²  =>  x^2
            x³+1  =>  x^3 + 1
            10⁻³  =>  10^(-3)
            aₙ  =>  a_{n}
            √(x+1)  =>  sqrt(x + 1)
            2×3  =>  2*3
            ½x  =>  (1/2)*x
            ∞  =>  infinity
            α+β  =>  \\alpha + \\beta
            π/2  =>  pi/2
            -\\infty  =>  -infinity
            \\pm\\frac12  =>  ±1/2
            2 \\pm 3i  =>  2 ± 3*i
            \\frac{-1\\pm\\sqrt{5}}{2}  =>  (-1 ± sqrt(5))/2
            \\mathbb{R} \\backslash \\{1\\}  =>  \\mathbb{R} ∖ {1}
            \\mathbb{Z}^+  =>  \\mathbb{Z}^+
            \\mathbb{N}  =>  \\mathbb{N}
            a/b/c  =>  (a/b)/c
            a/(bc)  =>  a/(b*c)
            a/bc  =>  (a/b)*c
            2/3x  =>  (2/3)*x
            x/2y  =>  (x/2)*y
            (a+b)^2  =>  (a + b)^2
            (a+b)(c+d)  =>  (a + b)*(c + d)
            a(b+c)  =>  a*(b + c)
            2(3)  =>  2*3
            (2)(3)  =>  2*3
            2*3  =>  2*3
            2·3  =>  2*3
            2 \\ast 3  =>  2*3
            x y  =>  x*y
            xy  =>  x*y
            x\\cdot y  =>  x*y
            2^{-3}  =>  2^(-3)
            2^-3  =>  2^(-3)
            2^{2^{2}}  =>  2^(2^2)
            x^{1/2}  =>  x^(1/2)
            x^\\frac12  =>  x^(1/2)
            x^{\\frac{1}{2}}  =>  x^(1/2)
            \\sqrt x  =>  sqrt(x)
            \\sqrt{x+1}  =>  sqrt(x + 1)
            \\sqrt xy  =>  sqrt(x)*y
            \\sqrt12  =>  sqrt(12)
            \\frac xy  =>  x/y
            \\frac{x}y  =>  x/y
            \\frac x{y}  =>  x/y
            A^T  =>  A^T
            A^{-1}  =>  A^(-1)
            A^*  =>  A^*
            \\det A  =>  det(A)
            \\operatorname{tr}(A)  =>  tr(A)
            \\Re(z)  =>  re(z)
            \\arg z  =>  arg(z)
            \\operatorname{cis} 60^\\circ  =>  cos(60*(pi/180)) + i*sin(60*(pi/180))
            2 \\operatorname{cis} \\frac{\\pi}{3}  =>  2*(cos(pi/3) + i*sin(pi/3))
            \\mathcal{O}(n^2)  =>  O*n^2
            ||v||  =>  norm(v)
            \\mathbb{Z}^{+}  =>  \\mathbb{Z}^+
            5^+2  =>  5^2
            4\\piR^{2}  =>  4*pi*R^2
            e^{-x}(\\cosx+2\\sinx)  =>  e^(-x)*(cos(x) + 2*sin(x))
            0\\leqb  =>  0 ≤ b
            n! + 1  =>  factorial(n) + 1
            2F_{n-1}  =>  2*F_{n-1}
            2F_n  =>  2*F_{n}
            3A_1  =>  3*A_{1}
            2B_2  =>  2*B_{2}
            152A_{11}  =>  152A_11
            \\text{A5}_{11}  =>  A5_11
            6\\,\\mathrm{d}x  =>  6*d*x
            3\\,\\mathrm dx  =>  3*d*x
            \\int_0^1 x^2 \\operatorname{d}x  =>  \\int(0, 1, x^2*d*x)
            ５＋３  =>  5 + 3
            （１，２）  =>  (1, 2)
            ｘ＝３  =>  x = 3
            _5C_2  =>  binom(5, 2)
            {}_5C_2  =>  binom(5, 2)
            ^5C_2  =>  binom(5, 2)
            {}^{5}\\mathrm{C}_{2}  =>  binom(5, 2)
            {}_5P_2  =>  factorial(5)/factorial(5 - 2)
            C_5^2  =>  binom(5, 2)
            P_1(x) = x  =>  P_{1}(x) = x
            S_n(x) = x  =>  S_{n}(x) = x
            T(n)=2n  =>  T(n) = 2*n
            \\varphi(12) = 4  =>  \\varphi(12) = 4
            f^{-1}(x)=x  =>  f^{-1}(x) = x
            P^{-1}(x)=x  =>  P^{-1}(x) = x
            f_1(x)  =>  f_{1}(x)
            f''(x) = 2  =>  f''(x) = 2
            p(x)=x^2  =>  p(x) = x^2
            v(t) > 0  =>  v(t) > 0
            a(b+1) = 3  =>  a*(b + 1) = 3
            P(A \\mid B) = 0.3  =>  P(A|B) = 0.3
            P(X=2) = 0.3  =>  P(X=2) = 0.3
            \\operatorname{foo}(x)  =>  foo(x)
            \\mathrm{Var}\\left(X\\right)  =>  Var(X)
            s**(2)+\\omega**(2)  =>  s^2 + \\omega^2
            \\pi**(2)  =>  pi^2
            x*\\pi*2  =>  x*pi*2
            30\\% \\cdot 200  =>  (30/100)*200
            50\\%+10\\%  =>  50/100 + 10/100
            1000(1+5\\%)^2  =>  1000*(1 + 5/100)^2
            \\frac{abc}{4R}  =>  (a*b*c)/(4*R)
            e^{abc}  =>  e^(a*b*c)
            3\\vec{i} + 4\\vec{j}  =>  3*\\mathbf{i} + 4*\\mathbf{j}
            \\vec{v}  =>  v
            \\text{Var}(X) = 2  =>  Var(X) = 2
            \\Pr(X=1) = 0.2  =>  \\mathbb{P}(X=1) = 0.2
            \\mathbb{E}[X] = 3.5  =>  \\mathbb{E}(X) = 3.5
            x = 5 \\checkmark  =>  x = 5
            x{=}5  =>  x = 5
            2.5 x 10^3  =>  2.5*10^3
            2.5x10^{-3}  =>  2.5*10^(-3)
            2x 10  =>  2*x*10
            x = 2k\\pi + \\frac{\\pi}{3}\\ (k \\in \\mathbb{Z})  =>  x = 2*k*pi + pi/3 if k ∈ \\mathbb{Z}
            y = 2x (x > 0)  =>  y = 2*x if x > 0
            n (n+1)  =>  n*(n + 1)
            2^{k} \\text{ for } k \\ge 1  =>  2^k if k ≥ 1
            """;

    static Stream<Arguments> cases() {
        return ReadingCases.of(CASES);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void read_formula_asWritten(String answer, String expected) {
        assertThat(ExprText.of(AnswerText.of(answer).read(new Budget()))).isEqualTo(expected);
    }
}
