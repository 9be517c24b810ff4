package zero4j.verify.form;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import zero4j.verify.expr.Expr;

/** Collects what the factors of one product leave to be done among themselves. */
final class UndoneFactors {
    private static final String MULTIPLY = "numbers to be multiplied";
    private static final String REDUCE = "a fraction that is not reduced";
    private static final String MERGE = "factors to be put together";

    private final Factors factors;
    private final FormKey keys;
    private final Set<String> found;

    /** @param found to which what is left to be done is added */
    UndoneFactors(Factors factors, FormKey keys, Set<String> found) {
        this.factors = factors;
        this.keys = keys;
        this.found = found;
    }

    /** Adds what could be done with those that are numbers. */
    void numbers() {
        List<Expr> above = factors.above.stream().filter(Numbers::numeric).toList();
        List<Expr> below = factors.below.stream().filter(Numbers::numeric).toList();
        boolean trivial = factors.above.size() > 1
                && factors.below.isEmpty()
                && above.stream().anyMatch(f -> f.equals(Expr.Num.of(1)) || f.equals(Expr.Num.of(0)));
        if (above.size() > 1 || below.size() > 1 || trivial) {
            found.add(MULTIPLY);
        }
        boolean whole = Stream.concat(above.stream(), below.stream())
                .allMatch(f -> f instanceof Expr.Num number && Numbers.whole(number));
        if (!below.isEmpty() && !whole) {
            found.add("numbers to be divided");
        }
        BigInteger common = Factors.content(factors.above).gcd(Factors.content(factors.below));
        boolean byOne = factors.below.size() == 1 && factors.below.getFirst().equals(Expr.Num.of(1));
        if (!factors.below.isEmpty() && (common.compareTo(BigInteger.ONE) > 0 || byOne)) {
            found.add(REDUCE);
        }
    }

    /** Adds what could be done with those that are no numbers. */
    void symbols() {
        Set<String> bases = new HashSet<>();
        List<Expr> above =
                factors.above.stream().filter(f -> !Numbers.numeric(f)).toList();
        List<Expr> below =
                factors.below.stream().filter(f -> !Numbers.numeric(f)).toList();
        for (Expr factor : above) {
            if (!bases.add(base(factor))) {
                found.add(MERGE);
            }
        }
        Set<String> divisors = new HashSet<>();
        for (Expr factor : below) {
            String base = base(factor);
            if (!divisors.add(base) || bases.contains(base)) {
                found.add(MERGE);
            }
        }
        if (above.size() > 1 || below.size() > 1) {
            found.add(Undone.PRODUCT);
        }
        if (canBeExpanded(above) || canBeExpanded(below)) {
            found.add(Undone.FACTORED);
        }
    }

    private String base(Expr factor) {
        return switch (factor) {
            case Expr.Power(Expr base, Expr exponent) when Numbers.numeric(exponent) -> keys.key(base);
            case Expr.Root(Expr radicand, Expr _) when Numbers.numeric(radicand) -> "root";
            default -> keys.key(factor);
        };
    }

    /** Whether factors could be multiplied out; a number, π or e before a sum without variables is as good as in it. */
    static boolean canBeExpanded(List<Expr> factors) {
        boolean power = factors.stream()
                .anyMatch(f -> f instanceof Expr.Power(Expr.Sum _, Expr exponent) && Numbers.wholeExponent(exponent));
        List<Expr> others = factors.stream()
                .filter(f -> !(f instanceof Expr.Sum || f == Expr.Constant.PI || f == Expr.Constant.E))
                .toList();
        long sums = factors.stream().filter(Expr.Sum.class::isInstance).count();
        boolean plain = sums == 1 && others.isEmpty() && factors.stream().noneMatch(Solved::hasSymbol);
        return power || (factors.size() > 1 && sums > 0 && !plain);
    }
}
