package zero4j.verify.equality;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Determinant;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Bracketed;
import zero4j.verify.expr.Expr.Call;
import zero4j.verify.expr.Expr.Fraction;
import zero4j.verify.expr.Expr.Matrix;
import zero4j.verify.expr.Expr.Negative;
import zero4j.verify.expr.Expr.Num;
import zero4j.verify.expr.Expr.Power;
import zero4j.verify.expr.Expr.Product;
import zero4j.verify.expr.Expr.Sum;
import zero4j.verify.expr.Expr.Symbol;

/**
 * Sums, multiples, products, powers and determinants of matrices, and sums and multiples of tuples, carried out entry by
 * entry. What does not fit together stays as it is written.
 */
final class MatrixArithmetic {
    private static final int MAX_DETERMINANT = 5;
    private static final int MAX_POWER = 8;
    private static final int COST = 20;
    private static final Set<String> TRANSPOSED = Set.of("T", "t", "\\top", "\\intercal", "\\dagger");

    private final Budget budget;
    private final Entries entries;

    MatrixArithmetic(Budget budget) {
        this.budget = budget;
        entries = new Entries(budget);
    }

    Expr calculate(Expr expr) {
        Expr inner = expr.withParts(this::calculate);
        return switch (inner) {
            case Sum(List<Expr> terms)
            when terms.stream().allMatch(MatrixArithmetic::hasEntries) -> fold(terms, this::plus, inner);
            case Product(List<Expr> factors)
            when factors.stream().anyMatch(MatrixArithmetic::hasEntries) -> fold(factors, this::times, inner);
            case Negative(Expr value) when hasEntries(value) -> eachEntry(value, Negative::new);
            case Fraction(Expr above, Expr below)
            when hasEntries(above) && !hasEntries(below) -> eachEntry(above, entry -> new Fraction(entry, below));
            case Power(Matrix base, Num exponent) -> power(base, exponent, inner);
            case Power(Expr base, Symbol(String name))
            when hasEntries(base) && TRANSPOSED.contains(name) -> transposed(base);
            case Call(String function, List<Expr> arguments)
            when function.equals("det") && arguments.getFirst() instanceof Matrix(List<List<Expr>> rows) ->
                isSquare(rows) && rows.size() <= MAX_DETERMINANT ? determinant(rows) : inner;
            default -> inner;
        };
    }

    private interface Step {
        /** The result; empty where the two do not fit together. */
        Optional<Expr> apply(Expr left, Expr right);
    }

    private static Expr fold(List<Expr> operands, Step step, Expr asWritten) {
        Optional<Expr> result = Optional.of(operands.getFirst());
        for (Expr operand : operands.subList(1, operands.size())) {
            result = result.flatMap(left -> step.apply(left, operand));
        }
        return result.orElse(asWritten);
    }

    private static boolean hasEntries(Expr a) {
        return a instanceof Matrix || isTuple(a);
    }

    private static boolean isTuple(Expr a) {
        return a instanceof Bracketed b && b.open() != '[' && b.close() != ']';
    }

    private Optional<Expr> plus(Expr a, Expr b) {
        if (a instanceof Matrix(List<List<Expr>> x) && b instanceof Matrix(List<List<Expr>> y) && sameShape(x, y)) {
            return Optional.of(new Matrix(IntStream.range(0, x.size())
                    .mapToObj(i -> sums(x.get(i), y.get(i)))
                    .toList()));
        }
        if (a instanceof Bracketed x
                && b instanceof Bracketed y
                && x.elements().size() == y.elements().size()) {
            return Optional.of(new Bracketed(x.open(), x.close(), sums(x.elements(), y.elements())));
        }
        return Optional.empty();
    }

    private List<Expr> sums(List<Expr> x, List<Expr> y) {
        budget.spend((long) COST * x.size());
        return IntStream.range(0, x.size())
                .mapToObj(i -> entries.sum(List.of(x.get(i), y.get(i))))
                .toList();
    }

    private Optional<Expr> times(Expr a, Expr b) {
        if (!hasEntries(a) && !hasEntries(b)) {
            return Optional.of(entries.product(a, b));
        }
        if (!hasEntries(a)) {
            return Optional.of(eachEntry(b, entry -> entries.product(a, entry)));
        }
        if (!hasEntries(b)) {
            return Optional.of(eachEntry(a, entry -> entries.product(entry, b)));
        }
        return a instanceof Matrix(List<List<Expr>> x)
                        && b instanceof Matrix(List<List<Expr>> y)
                        && x.getFirst().size() == y.size()
                ? Optional.of(product(x, y))
                : Optional.empty();
    }

    private Matrix product(List<List<Expr>> x, List<List<Expr>> y) {
        List<List<Expr>> rows = new ArrayList<>();
        for (List<Expr> row : x) {
            List<Expr> sums = new ArrayList<>();
            for (int column = 0; column < y.getFirst().size(); column++) {
                budget.spend((long) COST * row.size());
                List<Expr> terms = new ArrayList<>();
                for (int k = 0; k < row.size(); k++) {
                    terms.add(entries.product(row.get(k), y.get(k).get(column)));
                }
                sums.add(entries.sum(terms));
            }
            rows.add(sums);
        }
        return new Matrix(rows);
    }

    private static Expr transposed(Expr a) {
        if (!(a instanceof Matrix(List<List<Expr>> rows))) {
            return new Matrix(a.parts().stream().map(List::of).toList());
        }
        return new Matrix(IntStream.range(0, rows.getFirst().size())
                .mapToObj(column -> rows.stream().map(row -> row.get(column)).toList())
                .toList());
    }

    private Expr power(Matrix base, Num exponent, Expr asWritten) {
        BigInteger n = exponent.value().getNumerator();
        boolean small = exponent.value().getDenominator().equals(BigInteger.ONE)
                && n.signum() > 0
                && n.compareTo(BigInteger.valueOf(MAX_POWER)) <= 0;
        if (!small || !isSquare(base.rows())) {
            return asWritten;
        }
        Matrix result = base;
        for (int i = 1; i < n.intValue(); i++) {
            result = product(result.rows(), base.rows());
        }
        return result;
    }

    private Expr eachEntry(Expr a, UnaryOperator<Expr> change) {
        return a.withParts(entry -> {
            budget.spend(COST);
            return change.apply(entry);
        });
    }

    private Expr determinant(List<List<Expr>> rows) {
        budget.spend(determinantCost(rows.size()));
        Expr determinant = Determinant.of(rows);
        entries.payFor(determinant);
        return determinant;
    }

    private static long determinantCost(int rows) {
        return (long) COST * rows + (rows == 1 ? 0 : rows * determinantCost(rows - 1));
    }

    private static boolean isSquare(List<List<Expr>> rows) {
        return rows.size() == rows.getFirst().size();
    }

    private static boolean sameShape(List<List<Expr>> x, List<List<Expr>> y) {
        return x.size() == y.size() && x.getFirst().size() == y.getFirst().size();
    }
}
