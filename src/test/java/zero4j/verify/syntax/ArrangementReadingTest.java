package zero4j.verify.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import zero4j.verify.expr.Budget;

/** Lists, sets, tuples, relations and matrices, each with what it is read as. */
class ArrangementReadingTest {
    private static final String CASES = """
            32, 349  =>  32, 349
            (100,200)  =>  (100, 200)
            1,22  =>  1, 22 or 1.22
            2,74  =>  2, 74 or 2.74
            1000,99  =>  1000, 99 or 1000.99
            0,111  =>  0, 111 or 0.111
            0,5  =>  0, 5 or 0.5
            100,200  =>  100200 or 100, 200
            \\sqrt[3]{x}  =>  root(x, 3)
            \\sqrt[3]{x}^2  =>  root(x, 3)^2
            cbrt(2)  =>  root(2, 3)
            \\binom{n}{k}  =>  binom(n, k)
            {n \\choose k}  =>  binom(n, k)
            C(n,k)  =>  C(n, k) or (n, k)
            \\log_2 8  =>  log(2, 8)
            \\log_{2}(8)  =>  log(2, 8)
            \\lg x  =>  log(10, x)
            f(x)=2x  =>  f(x) = 2*x
            P(x)=x^2+1  =>  P(x) = x^2 + 1
            \\textbf{(B)}\\ 12  =>  B or 12
            x \\ne 3  =>  x ≠ 3
            x != 3  =>  x ≠ 3
            x <> 3  =>  x ≠ 3
            -2 \\le x =< 7  =>  -2 ≤ x ≤ 7
            x \\in [-2,7]  =>  x ∈ [-2, 7]
            x=1 or x=2  =>  x = 1, or x = 2
            x=1,2  =>  x = 1, 2
            x = 1, y = 2  =>  x = 1, y = 2
            x+1=2 \\implies x=1  =>  x = 1
            1, 2 and 3  =>  1, 2, and 3
            1, 2, and 3  =>  1, 2, and 3
            1;2  =>  1; 2
            1 or 2  =>  1, or 2
            1 \\text{ and } 2  =>  1, and 2
            12 $ and $ 13  =>  12, and 13
            {1, 2}  =>  1, 2
            \\{1,2\\}  =>  {1, 2}
            \\left\\{1,2\\right\\}  =>  {1, 2}
            \\{x \\mid x>3\\}  =>  {x | x > 3}
            \\{x : x>3\\}  =>  {x | x > 3}
            \\{ x | x > 3 \\}  =>  {x | x > 3}
            \\emptyset  =>  {}
            \\{\\}  =>  {}
            (1,2)  =>  (1, 2)
            [1,2)  =>  [1, 2)
            ]1,2[  =>  (1, 2)
            [1,2[  =>  [1, 2)
            \\langle 1,2\\rangle  =>  <1, 2>
            <1,2,3>  =>  <1, 2, 3>
            (1;2)  =>  (1, 2)
            (1,2) \\cup [3,4]  =>  (1, 2) ∪ [3, 4]
            (1,2) U (3,4)  =>  (1, 2) ∪ (3, 4)
            1,2,3,\\ldots  =>  1, 2, 3, \\ldots
            \\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}  =>  matrix[1, 2; 3, 4]
            \\begin{vmatrix}1&2\\\\3&4\\end{vmatrix}  =>  det(matrix[1, 2; 3, 4])
            \\left( \\begin{array}{cc} 1 & 2 \\\\ \\hline 3 & 4 \\\\ \\end{array} \\right)  =>  matrix[1, 2; 3, 4]
            \\left| \\begin{array}{cc} 1 & 2 \\\\ 3 & 4 \\end{array} \\right|  =>  det(matrix[1, 2; 3, 4])
            \\begin{aligned} x &= 5 \\end{aligned}  =>  x = 5
            12:30  =>  12:30
            3:5  =>  3:5
            1:2:3  =>  1:2:3
            \\sum_{k=1}^{n} k^2  =>  \\sum(k = 1, n, k^2)
            \\int_0^1 x\\,dx  =>  \\int(0, 1, x*d*x)
            \\lim_{x\\to 0} \\frac{\\sin x}{x}  =>  \\lim(x → 0, sin(x)/x)
            \\$\\dfrac23 \\approx \\$0.67  =>  2/3 ≈ 0.67
            \\text{C, F, H}  =>  C, F, H
            6, 8\\text{, and }10  =>  6, 8, and 10
            \\begin{pmatrix} 1 & -1 \\\\ 1 & \\phantom -1 \\end{pmatrix}  =>  matrix[1, -1; 1, 1]
            -100,200  =>  -100200 or -100, 200
            x < -2 \\cup x > 3  =>  x < -2, or x > 3
            x<-2 \\text{ or } x>3  =>  x < -2, or x > 3
            {-1,2}  =>  -1, 2
            \\{(1,2),(3,4)\\}  =>  {(1, 2), (3, 4)}
            A(1,2), B(3,4)  =>  (A(1, 2) or (1, 2)), (B(3, 4) or (3, 4))
            (1,2)+t(3,4)  =>  (1, 2) + t*(3, 4)
            \\begin{pmatrix}1\\\\2\\end{pmatrix}+t\\begin{pmatrix}3\\\\4\\end{pmatrix}  =>  matrix[1; 2] + t*matrix[3; 4]
            2\\begin{bmatrix}1&0\\\\0&1\\end{bmatrix}  =>  2*matrix[1, 0; 0, 1]
            \\log_{10} 5 + 3  =>  log(10, 5) + 3
            \\sqrt[4]{2}  =>  root(2, 4)
            5!=120  =>  factorial(5) = 120
            \\lfloor\\log _{2} n\\rfloor+1  =>  floor(log(2, n)) + 1
            \\max(1,2)  =>  max(1, 2)
            \\max\\{a,b\\}  =>  max(a, b)
            \\gcd(12, 18)  =>  gcd(12, 18)
            \\text{lcm}(2,3)  =>  lcm(2, 3)
            x = -\\frac{b \\pm \\sqrt{b^2-4ac}}{2a}  =>  x = -(b ± sqrt(b^2 - 4*a*c))/(2*a)
            x=\\pm 3  =>  x = ±3
            x = 3, -3  =>  x = 3, -3
            x \\in \\{1,2\\}  =>  x ∈ {1, 2}
            x \\in (-\\infty, 2) \\cup (3, \\infty)  =>  x ∈ (-infinity, 2) ∪ (3, infinity)
            (-\\infty, 3]  =>  (-infinity, 3]
            [0, \\infty)  =>  [0, infinity)
            0 < x < 1  =>  0 < x < 1
            2x + 3y = 7  =>  2*x + 3*y = 7
            y = mx + b  =>  y = m*x + b
            \\text{A} \\text{ and } \\text{B}  =>  A, and B
            A, B, C  =>  A, B, C
            A \\cup B  =>  A ∪ B
            \\{1, 2, \\ldots, n\\}  =>  {1, 2, \\ldots, n}
            \\{1,2,3,...\\}  =>  {1, 2, 3, \\ldots}
            \\{2k+1 : k \\in \\mathbb{Z}\\}  =>  {2*k + 1 | k ∈ \\mathbb{Z}}
            \\{x \\in \\mathbb{R} : x \\neq 1\\}  =>  {x ∈ \\mathbb{R} | x ≠ 1}
            1:2  =>  1:2
            3 : 4 : 5  =>  3:4:5
            \\frac{1}{2} : \\frac{1}{3}  =>  1/2:1/3
            5:30  =>  5:30
            f^{-1}(x)  =>  f^{-1}(x)
            f(x) = \\begin{cases} 1 & x > 0 \\\\ 0 & x \\leq 0 \\end{cases}  =>  f(x) = cases[1, x > 0; 0, x ≤ 0]
            x_1 = 2, x_2 = 3  =>  x_{1} = 2, x_{2} = 3
            x_{1,2} = 1 \\pm 2  =>  x_{1,2} = 1 ± 2
            a_{n+1} = 2a_n  =>  a_{n+1} = 2*a_{n}
            S_n = \\frac{n(n+1)}{2}  =>  S_{n} = (n*(n + 1))/2
            y' = 2y  =>  y' = 2*y
            \\int x^2 \\, dx = \\frac{x^3}{3} + C  =>  \\int(x^2*d*x) = x^3/3 + C
            \\sum_{i=1}^{\\infty} \\frac{1}{i^2}  =>  \\sum(i = 1, infinity, 1/i^2)
            \\prod_{k=1}^n k  =>  \\prod(k = 1, n, k)
            \\lim_{n \\to \\infty} a_n  =>  \\lim(n → infinity, a_{n})
            \\theta = \\frac{\\pi}{4} + 2k\\pi, k \\in \\mathbb{Z}  =>  \\theta = pi/4 + 2*k*pi, k ∈ \\mathbb{Z}
            a \\parallel b  =>  a ∥ b
            AB \\perp CD  =>  A*B ⊥ C*D
            p \\to q  =>  p → q
            ∛8  =>  root(8, 3)
            5≤x≤7  =>  5 ≤ x ≤ 7
            x∈[0,1]  =>  x ∈ [0, 1]
            (−∞,3)∪(5,∞)  =>  (-infinity, 3) ∪ (5, infinity)
            ∅  =>  {}
            θ=π/4  =>  \\theta = pi/4
            \\frac{1}{2}, -\\frac{1}{2}  =>  1/2, -1/2
            5, \\text{ or } 6  =>  5, or 6
            3 and 4  =>  3, and 4
            a, b, and c  =>  a, b, and c
            2\\text{ and }3  =>  2, and 3
            x = 2 \\text{ and } y = 3  =>  x = 2, and y = 3
            (x,y) = (1,2)  =>  (x, y) = (1, 2)
            (x, y, z) = (1, 2, 3)  =>  (x, y, z) = (1, 2, 3)
            \\vec{v} = \\langle 1, 2 \\rangle  =>  v = <1, 2>
            \\vec{a} = 2\\mathbf{i} + 3\\mathbf{j}  =>  a = 2*\\mathbf{i} + 3*\\mathbf{j}
            \\mathbf{v} = \\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}  =>  v = matrix[1; 2]
            \\left\\langle 1, 2, 3 \\right\\rangle  =>  <1, 2, 3>
            \\overrightarrow{AB} = (1,2)  =>  \\vec{AB} = (1, 2)
            2\\sqrt{3} \\approx 3.46  =>  2*sqrt(3) ≈ 3.46
            y=2x+1 \\text{ or } y = -2x+1  =>  y = 2*x + 1, or y = -2*x + 1
            \\left(\\frac{1}{2}, \\infty\\right)  =>  (1/2, infinity)
            \\left[ 0, 1 \\right) \\cup \\{2\\}  =>  [0, 1) ∪ {2}
            n \\in \\mathbb{N}  =>  n ∈ \\mathbb{N}
            \\text{all } x > 3  =>  x > 3
            \\text{if } x > 0  =>  x > 0
            k\\pi, k \\in \\mathbb{Z}  =>  k*pi, k ∈ \\mathbb{Z}
            {{1},{2}}  =>  1, 2
            \\bigl(1,2\\bigr)  =>  (1, 2)
            \\binom nk  =>  binom(n, k)
            \\binom{10}{3}  =>  binom(10, 3)
            {10 \\choose 3}  =>  binom(10, 3)
            E_{1},E_{2}  =>  E_{1}, E_{2}
            MR=SRMC  =>  M*R = S*R*M*C
            all x > 3  =>  x > 3
            3{:}4  =>  3:4
            \\begin{cases} x=1 \\\\ y=2 \\end{cases}  =>  x = 1, y = 2
            \\left\\{\\begin{array}{l}x=1\\\\y=2\\end{array}\\right.  =>  x = 1, y = 2
            \\begin{cases} x^2 \\text{ if } x > 0 \\\\ 0 & \\text{if } x \\le 0 \\end{cases}  =>  cases[x^2, x > 0; 0, x ≤ 0]
            """;

    static Stream<Arguments> cases() {
        return ReadingCases.of(CASES);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void read_arrangement_asWritten(String answer, String expected) {
        assertThat(ExprText.of(AnswerText.of(answer).read(new Budget()))).isEqualTo(expected);
    }
}
