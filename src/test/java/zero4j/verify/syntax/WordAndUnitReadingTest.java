package zero4j.verify.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import zero4j.verify.expr.Budget;

/** Words, units and choices, each with what it is read as. */
class WordAndUnitReadingTest {
    private static final String CASES = """
            odd  =>  "odd"
            Evelyn  =>  "evelyn"
            \\text{Evelyn}  =>  "evelyn"
            (B) 12  =>  B or 12
            two  =>  2 or "two"
            twenty-one  =>  21 or "twentyone"
            \\mbox{four}  =>  4 or "four"
            \\begin{cases} x & \\text{if } x>0, \\\\ -x & \\text{otherwise} \\end{cases}  =>  cases[x, x > 0; -x, "otherwise"]
            \\left\\{ \\begin{array}{ll} x, & x>0 \\\\ 0 & x \\le 0 \\end{array} \\right.  =>  cases[x, x > 0; 0, x ≤ 0]
            5\\text{ cm}^2  =>  5 [cm^2]
            15\\mbox{ cm}^2  =>  15 [cm^2]
            5\\mathrm{cm}  =>  5 [cm]
            5 cm  =>  5 [cm]
            12 square feet  =>  12 [foot^2]
            60 miles per hour  =>  60 [mile/hour]
            5 m/s  =>  5 [m/second]
            5 \\text{ m²}  =>  5 [m^2]
            5\\,\\text{units}  =>  5 [unit]
            18 dollars  =>  18 [dollar]
            45 degrees  =>  45 [°]
            50%  =>  50 [%]
            50\\%  =>  50 [%]
            50 percent  =>  50 [%]
            90°  =>  90 [°]
            90^\\circ  =>  90 [°]
            90^{\\circ}  =>  90 [°]
            90\\degree  =>  90 [°]
            9\\text{ a.m.}  =>  9 [am]
            9 a.m.  =>  9 [am]
            5 \\pmod{11}  =>  5 [mod 11]
            5 mod 11  =>  5 [mod 11]
            x \\equiv 5 \\pmod{11}  =>  x ≡ 5 [mod 11]
            2 hours 30 minutes  =>  (2*60 + 30*1) [minute]
            2 hours and 30 minutes  =>  (2*60 + 30*1) [minute]
            \\$3 million dollars  =>  (3*1000000) [dollar]
            12:30 \\text{ p.m.}  =>  (12:30) [pm]
            \\text{1:03 PM}  =>  (1:3) [pm]
            October 12, 2021  =>  "october122021"
            1950^\\circ C  =>  1950 [°c]
            0.003^{\\prime \\prime}  =>  0.003 ['']
            4.4677 \\times 10^{14} Hz  =>  (4.4677*10^14) [hz]
            15000 \\text{ kcal m}^{-2} \\text{yr}^{-1}  =>  15000 [kcal m^-2 year^-1]
            1920\\text{ ways.}  =>  1920 [way]
            (45^{\\circ}, 60^{\\circ})  =>  (45 [°], 60 [°])
            \\frac{270}7\\text{ degrees}  =>  (270/7) [°]
            \\text{two}  =>  2 or "two"
            Area = 5  =>  "area" = 5
            12 apples  =>  12 [apple]
            no solution  =>  "nosolution"
            \\approx 8.24 \\text{ mph}  =>  8.24 [mile/hour]
            3\\times10^{5}\\text{ m/s}  =>  (3*10^5) [m/second]
            \\text{The set of all integers}  =>  "setofallintegers"
            all real numbers  =>  "allrealnumbers"
            \\text{No}  =>  "no"
            no  =>  "no"
            Yes  =>  "yes"
            True  =>  "true"
            \\text{None of the above}  =>  "noneoftheabove"
            7:15 a.m.  =>  (7:15) [am]
            25¢  =>  25 [cent]
            25 cents  =>  25 [cent]
            12 \\frac{1}{2} \\%  =>  (12 + 1/2) [%]
            12\\frac12\\text{ feet}  =>  (12 + 1/2) [foot]
            6 \\text{ ft }  =>  6 [foot]
            6 ft 2 in  =>  (6*12 + 2*1) [inch]
            100 km/h  =>  100 [km/hour]
            100 \\text{ km/h}  =>  100 [km/hour]
            9.8 \\text{ m/s}^2  =>  9.8 [m/second^2]
            9.8 m/s^2  =>  9.8 [m/second^2]
            3 \\text{ square units}  =>  3 [unit^2]
            3\\text{ sq. units}  =>  3 [unit^2]
            25 sq ft  =>  25 [foot^2]
            16 \\pi \\text{ cm}^3  =>  (16*pi) [cm^3]
            16\\pi cm^3  =>  (16*pi) [cm^3]
            2 \\mathrm{~cm}  =>  2 [cm]
            2 \\, \\mathrm{kg} \\cdot \\mathrm{m} / \\mathrm{s}^2  =>  2 [kg m/second^2]
            10^{-3} \\mathrm{mol} \\mathrm{L}^{-1}  =>  10^(-3) [mol l^-1]
            x \\text{ units}  =>  x [unit]
            120^\\circ \\text{F}  =>  120 [°f]
            \\frac{\\pi}{3} \\text{ radians}  =>  (pi/3) [radian]
            1.5 radians  =>  1.5 [radian]
            40 min  =>  40 [minute]
            3 sec  =>  3 [second]
            180^\\circ - x  =>  (180 - x) [°]
            90^\\circ + 30^\\circ  =>  (90 + 30) [°]
            \\angle ABC = 60^\\circ  =>  \\angle{ABC} = 60 [°]
            x \\equiv 3 \\pmod 7  =>  x ≡ 3 [mod 7]
            30°  =>  30 [°]
            three  =>  3 or "three"
            one hundred  =>  100 or "onehundred"
            half  =>  "half"
            May  =>  "may"
            January 5  =>  "january5"
            10%  =>  10 [%]
            10 %  =>  10 [%]
            x%  =>  x [%]
            0.5\\%  =>  0.5 [%]
            12 noon  =>  12 [noon]
            10:00 AM  =>  (10:0) [am]
            \\text{10:00 AM}  =>  (10:0) [am]
            4:30 PM  =>  (4:30) [pm]
            $10$ dollars  =>  10 [dollar]
            ten dollars  =>  "tendollars"
            5 dollars and 25 cents  =>  (5*100 + 25*1) [cent]
            \\textit{yes}  =>  "yes"
            \\text{yes}  =>  "yes"
            "yes"  =>  "yes"
            yes.  =>  "yes"
            Yes!  =>  "yes"
            x = odd number  =>  x = "oddnumber"
            \\text{two hours}  =>  "twohours"
            1,250.75m²  =>  1250.75 [m^2] or 1250.75*m^2
            12m^2  =>  12 [m^2] or 12*m^2
            -3m^{2}  =>  (-3) [m^2] or -3*m^2
            12m  =>  12*m
            3cm^3  =>  3 [cm^3]
            5km/h  =>  5 [km/hour]
            1.5m/s^2  =>  1.5 [m/second^2]
            5 \\text{ dozen}  =>  5*12
            3 dozen eggs  =>  (3*12) [egg]
            ５０％  =>  50 [%]
            50\\%  =>  50 [%]
            \\boxed{\\text{A,C}}  =>  A, C
            \\text{H, E}  =>  H, E
            \\text{Softball, Kickball, Picnic}  =>  "softball", "kickball", "picnic"
            \\text{1:03 PM}  =>  (1:3) [pm]
            \\text{4:30 p.m.}  =>  (4:30) [pm]
            \\text{(E)},  =>  E
            5^\\circ 30'  =>  (5 + 30/60) [°]
            5°30'15"  =>  (5 + 30/60 + 15/3600) [°]
            -5^{\\circ} 30^{\\prime}  =>  (-(5 + 30/60)) [°]
            \\sin 5°30'  =>  sin((5 + 30/60)*(pi/180))
            5'10''  =>  (5*12 + 10*1) [inch]
            5'10"  =>  (5*12 + 10*1) [inch]
            \\text{A and C}  =>  A, and C
            \\text{Alice and Bob}  =>  "alice", and "bob"
            \\text{salt and the pepper}  =>  "saltandthepepper"
            \\text{I, II, and III}  =>  I, "ii", and "iii"
            \\text{I}, \\text{II}  =>  I, "ii"
            I, II  =>  I, "ii"
            P = IV  =>  P = I*V
            \\text{Yes, } x = 5  =>  "yes", x = 5
            7 R 3  =>  "7remainder3"
            7 \\text{ R } 3  =>  "7remainder3"
            7\\text{ remainder }3  =>  "7remainder3"
            9.8\\,\\mathrm{m\\,s^{-2}}  =>  9.8 [m second^-2]
            5\\,\\mathrm{m/s^2}  =>  5 [m/second^2]
            5 \\text{ for sure}  =>  5 [(for sure)]
            f(x) = 0 \\text{ for all } x  =>  f(x) = 0
            """;

    static Stream<Arguments> cases() {
        return ReadingCases.of(CASES);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void read_wordsAndUnits_normalised(String answer, String expected) {
        assertThat(ExprText.of(AnswerText.of(answer).read(new Budget()))).isEqualTo(expected);
    }
}
