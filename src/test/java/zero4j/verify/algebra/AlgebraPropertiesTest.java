package zero4j.verify.algebra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zero4j.verify.algebra.Algebra.Match;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Call;
import zero4j.verify.expr.Expr.Constant;
import zero4j.verify.expr.Expr.Fraction;
import zero4j.verify.expr.Expr.Negative;
import zero4j.verify.expr.Expr.Num;
import zero4j.verify.expr.Expr.Power;
import zero4j.verify.expr.Expr.Product;
import zero4j.verify.expr.Expr.Root;
import zero4j.verify.expr.Expr.Sum;
import zero4j.verify.expr.Expr.Symbol;

/** Laws that hold for any formula, on formulas from seeded generators. */
class AlgebraPropertiesTest {
    private static final Expr ONE = Num.of(1);
    private static final Expr TWO = Num.of(2);

    static IntStream seeds() {
        return IntStream.range(0, 150);
    }

    private static Match compare(Expr a, Expr b) {
        return new Algebra(new Budget(), 6, true).compare(a, b);
    }

    private static Expr plus(Expr... terms) {
        return new Sum(List.of(terms));
    }

    private static Expr times(Expr... factors) {
        return new Product(List.of(factors));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void compare_ringLaws_hold(int seed) {
        Random random = new Random(seed);
        Expr a = rational(random, 2);
        Expr b = rational(random, 2);
        Expr c = rational(random, 2);
        assertThat(compare(times(a, plus(b, c)), plus(times(c, a), times(a, b))))
                .isEqualTo(Match.EXACT);
        assertThat(compare(plus(a, plus(b, c)), plus(plus(c, a), b))).isEqualTo(Match.EXACT);
        assertThat(compare(new Power(plus(a, b), TWO), plus(times(a, a), times(TWO, a, b), times(b, b))))
                .isEqualTo(Match.EXACT);
        assertThat(compare(plus(a, new Negative(a)), Num.of(0))).isEqualTo(Match.EXACT);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void compare_rewritten_isSame(int seed) {
        Random random = new Random(seed);
        Expr a = any(random, 3);
        Expr b = rewritten(a, random);
        if (!Shape.of(a).constant()) {
            assertThat(compare(a, b)).as("%s and %s", a, b).isNotEqualTo(Match.DIFFERENT);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void compare_changedByLittle_isDifferent(int seed) {
        Random random = new Random(seed);
        Expr a = any(random, 3);
        Expr change = times(new Fraction(ONE, Num.of(1_000_000_000_000L)), nonZero(random));
        Expr b = plus(rewritten(a, random), random.nextBoolean() ? change : new Negative(change));
        assertThat(compare(a, b)).as("%s and %s", a, b).isEqualTo(Match.DIFFERENT);
        assertThat(compare(b, a)).as("%s and %s", b, a).isEqualTo(Match.DIFFERENT);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void constantRatio_scaled_isSignOfScale(int seed) {
        Random random = new Random(seed);
        Expr a = plus(rational(random, 2), times(Num.of(7), new Symbol("z")));
        Expr scale = List.of(TWO, new Root(TWO, TWO), Constant.PI, new Fraction(ONE, Num.of(3)))
                .get(random.nextInt(4));
        Algebra algebra = new Algebra(new Budget(), 6, true);
        assertThat(algebra.constantRatio(times(scale, a), a)).isEqualTo(1);
        assertThat(algebra.constantRatio(a, new Negative(times(scale, a)))).isEqualTo(-1);
        assertThat(algebra.constantRatio(a, plus(times(scale, a), ONE))).isZero();
    }

    // Its value is never zero, so that a multiple of it changes a value wherever there is one.
    private static Expr nonZero(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> ONE;
            case 1 -> plus(times(new Symbol("x"), new Symbol("x")), ONE);
            case 2 -> new Power(Constant.E, new Call("sin", List.of(new Symbol("x"))));
            default -> plus(TWO, new Call("cos", List.of(new Symbol("y"))));
        };
    }

    private static Expr leaf(Random random) {
        return switch (random.nextInt(6)) {
            case 0, 1 -> new Symbol("x");
            case 2 -> new Symbol("y");
            case 3 -> new Fraction(Num.of(random.nextInt(9) + 1), Num.of(random.nextInt(9) + 1));
            default -> Num.of(random.nextInt(19) - 9);
        };
    }

    private static Expr rational(Random random, int depth) {
        if (depth == 0) {
            return leaf(random);
        }
        Expr a = rational(random, depth - 1);
        Expr b = rational(random, depth - 1);
        return switch (random.nextInt(6)) {
            case 0, 1 -> plus(a, b);
            case 2 -> times(a, b);
            case 3 -> new Negative(a);
            case 4 -> new Fraction(a, plus(times(b, b), ONE));
            default -> new Power(a, TWO);
        };
    }

    private static Expr any(Random random, int depth) {
        if (depth == 0) {
            return leaf(random);
        }
        Expr a = any(random, depth - 1);
        return switch (random.nextInt(10)) {
            case 0 -> new Call("sin", List.of(a));
            case 1 -> new Call("cos", List.of(a));
            case 2 -> new Call("arctan", List.of(a));
            case 3 -> new Root(plus(times(a, a), ONE), TWO);
            case 4 -> new Call("ln", List.of(plus(new Call("abs", List.of(a)), ONE)));
            case 5 -> new Call("f", List.of(a));
            default -> plus(times(a, rational(random, depth - 1)), rational(random, 1));
        };
    }

    /** The same value in other words. */
    private static Expr rewritten(Expr e, Random random) {
        return switch (e) {
            case Sum(List<Expr> terms) -> new Sum(shuffled(terms, random));
            case Product(List<Expr> factors) -> product(shuffled(factors, random), random);
            case Negative(Expr value) -> times(Num.of(-1), rewritten(value, random));
            case Fraction(Expr numerator, Expr denominator) ->
                new Fraction(
                        times(rewritten(numerator, random), Num.of(6)),
                        times(Num.of(6), rewritten(denominator, random)));
            case Power(Expr base, Expr exponent)
            when exponent.equals(TWO) -> times(rewritten(base, random), rewritten(base, random));
            case Root(Expr radicand, Expr degree) -> new Power(rewritten(radicand, random), new Fraction(ONE, degree));
            case Call(String function, List<Expr> arguments)
            when function.equals("cos") ->
                new Call("sin", List.of(plus(new Fraction(Constant.PI, TWO), rewritten(arguments.getFirst(), random))));
            case Call(String function, List<Expr> arguments) ->
                new Call(function, List.of(rewritten(arguments.getFirst(), random)));
            default -> random.nextInt(4) == 0 ? plus(e, ONE, Num.of(-1)) : e;
        };
    }

    // Multiplied out where the last factor is a sum.
    private static Expr product(List<Expr> factors, Random random) {
        if (!(factors.getLast() instanceof Sum(List<Expr> terms)) || random.nextBoolean()) {
            return new Product(factors);
        }
        List<Expr> products = new ArrayList<>();
        for (Expr term : terms) {
            List<Expr> factorsOfTerm = new ArrayList<>(factors.subList(0, factors.size() - 1));
            factorsOfTerm.add(term);
            products.add(new Product(factorsOfTerm));
        }
        return new Sum(products);
    }

    private static List<Expr> shuffled(List<Expr> parts, Random random) {
        List<Expr> shuffled = new ArrayList<>();
        parts.forEach(part -> shuffled.add(rewritten(part, random)));
        Collections.shuffle(shuffled, random);
        return shuffled;
    }
}
