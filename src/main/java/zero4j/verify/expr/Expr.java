package zero4j.verify.expr;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.commons.numbers.fraction.BigFraction;

/**
 * What an answer says: a formula, or an arrangement of formulas such as a tuple, a set, a relation or a matrix.
 *
 * <p>Expressions are as they were written, no arithmetic carried out; a pair of brackets around a single value is gone.
 * Two of them may be the same answer without being equal records.
 */
public sealed interface Expr {
    /** The expressions directly within this one, in the order written. */
    default List<Expr> parts() {
        return ExprParts.of(this);
    }

    /** This expression with {@code change} applied to each of its parts. */
    default Expr withParts(UnaryOperator<Expr> change) {
        return ExprParts.changed(this, change);
    }

    /** What is not one value: several of them, a set, a relation, words, or two readings of which one counts. */
    sealed interface Arrangement extends Expr {}

    /**
     * A number.
     *
     * @param decimals digits written behind the point, {@link #EXACT} for whole numbers, fractions and repeating
     *     decimals; negative where a power of ten moves the last digit left of the point ({@code 3e5})
     */
    record Num(BigFraction value, int decimals) implements Expr {
        /** Marks a number that is no rounded decimal. */
        public static final int EXACT = Integer.MIN_VALUE;

        /** The whole number {@code value}. */
        public static Num of(long value) {
            return new Num(BigFraction.of(value), EXACT);
        }

        /** The exact rational {@code value}. */
        public static Num of(BigFraction value) {
            return new Num(value, EXACT);
        }

        /** Whether the digits may be the rounding of another value. */
        public boolean decimal() {
            return decimals != EXACT;
        }
    }

    /**
     * A variable, or anything else that stands for itself.
     *
     * @param name a letter, a command with its backslash ({@code \alpha}, {@code \ldots}, {@code \mathbb{R}}), with
     *     subscript and primes if there are any: {@code x_{1}}, {@code y'}
     */
    record Symbol(String name) implements Expr {}

    /** The numbers with a name, and infinity. */
    enum Constant implements Expr {
        PI,
        E,
        I,
        INFINITY
    }

    /** A sum; differences are sums with a {@link Negative}. */
    record Sum(List<Expr> terms) implements Expr {
        public Sum {
            terms = List.copyOf(terms);
        }
    }

    /** A product, factors in the order written. */
    record Product(List<Expr> factors) implements Expr {
        public Product {
            factors = List.copyOf(factors);
        }
    }

    /** Minus {@code value}. */
    record Negative(Expr value) implements Expr {}

    /** {@code numerator} divided by {@code denominator}. */
    record Fraction(Expr numerator, Expr denominator) implements Expr {}

    /** {@code base} to the power of {@code exponent}. */
    record Power(Expr base, Expr exponent) implements Expr {}

    /** The root of a degree, 2 for a square root; of odd degree, the real root of a negative number. */
    record Root(Expr radicand, Expr degree) implements Expr {}

    /**
     * A function applied. Which names have a value and which only equal themselves is told by {@link FunctionNames}; those
     * of signs begin with a backslash, as {@code \sum}, {@code \int}.
     *
     * @param arguments of {@code log}, either the argument alone or the base and the argument; of other functions with a
     *     subscript, that first; of {@code \sum} and its like, the limits in the order written and then the body
     */
    record Call(String function, List<Expr> arguments) implements Expr {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /** {@code ±value}, or {@code ∓value} where {@code minusFirst}. */
    record PlusMinus(Expr value, boolean minusFirst) implements Expr {}

    /**
     * Several values in brackets, in order: a tuple, a point, a vector, an interval.
     *
     * @param open {@code (}, {@code [} or {@code <}
     * @param close {@code )}, {@code ]} or {@code >}
     */
    record Bracketed(char open, char close, List<Expr> elements) implements Arrangement {
        public Bracketed {
            elements = List.copyOf(elements);
        }
    }

    /**
     * Values separated by commas, semicolons, "and" or "or", without brackets or in bare braces; or a value and the
     * condition under which it holds. Groups of values between semicolons are lists themselves.
     *
     * @param separators one fewer than elements
     */
    record Listing(List<Expr> elements, List<Separator> separators) implements Arrangement {
        /** What stands between two elements. */
        public enum Separator {
            COMMA,
            SEMICOLON,
            AND,
            OR,
            /** What follows is a condition: {@code k > 0} in {@code 2k \text{ for } k > 0}. */
            IF,
            /** What follows is the range of a whole parameter: {@code k \ge 0} in {@code 2k \text{ for any integer } k \ge 0}. */
            FOR
        }

        public Listing {
            elements = List.copyOf(elements);
            separators = List.copyOf(separators);
        }

        /** A list with commas. */
        public Listing(List<Expr> elements) {
            this(elements, Collections.nCopies(Math.max(0, elements.size() - 1), Separator.COMMA));
        }

        /** Whether {@code separator} stands between any two elements. */
        public boolean has(Separator separator) {
            return separators.contains(separator);
        }

        /** Whether a condition or a range stands behind an element. */
        public boolean isConditional() {
            return has(Separator.IF) || has(Separator.FOR);
        }
    }

    /** A set by its elements; the empty set has none. */
    record SetOf(List<Expr> elements) implements Arrangement {
        public SetOf {
            elements = List.copyOf(elements);
        }
    }

    /** A set by its condition: {@code \{x \mid x > 3\}}. */
    record SetWhere(Expr element, Expr condition) implements Arrangement {}

    /** Sets joined: {@code ∪}, {@code ∩} or {@code ∖} (left to right). */
    record SetOperation(Operator operator, List<Expr> operands) implements Arrangement {
        /** What is done with the sets. */
        public enum Operator {
            UNION,
            INTERSECTION,
            DIFFERENCE
        }

        public SetOperation {
            operands = List.copyOf(operands);
        }
    }

    /**
     * A relation or a chain of them: {@code x = 5}, {@code 1 < x \le 3}, {@code x \in S}.
     *
     * @param signs one fewer than operands
     */
    record Relation(List<Expr> operands, List<Sign> signs) implements Arrangement {
        /** The sign between two operands. */
        public enum Sign {
            EQUAL,
            NOT_EQUAL,
            LESS,
            GREATER,
            LESS_OR_EQUAL,
            GREATER_OR_EQUAL,
            ELEMENT_OF,
            APPROXIMATELY,
            CONGRUENT,
            SIMILAR,
            SUBSET,
            PARALLEL,
            PERPENDICULAR,
            TO;

            /** The sign that says the same with the operands swapped; empty where there is none. */
            public Optional<Sign> mirrored() {
                return switch (this) {
                    case LESS -> Optional.of(GREATER);
                    case GREATER -> Optional.of(LESS);
                    case LESS_OR_EQUAL -> Optional.of(GREATER_OR_EQUAL);
                    case GREATER_OR_EQUAL -> Optional.of(LESS_OR_EQUAL);
                    case EQUAL, NOT_EQUAL, APPROXIMATELY, CONGRUENT, SIMILAR, PARALLEL, PERPENDICULAR ->
                        Optional.of(this);
                    case ELEMENT_OF, SUBSET, TO -> Optional.empty();
                };
            }
        }

        public Relation {
            operands = List.copyOf(operands);
            signs = List.copyOf(signs);
        }
    }

    /** A matrix or a column vector, all rows of one length; whatever brackets it has. A determinant is a call. */
    record Matrix(List<List<Expr>> rows) implements Arrangement {
        public Matrix {
            rows = rows.stream().map(List::copyOf).toList();
        }
    }

    /** A function by cases: rows of value and condition; a condition is a {@link Words} or a relation. */
    record Cases(List<List<Expr>> rows) implements Arrangement {
        public Cases {
            rows = rows.stream().map(List::copyOf).toList();
        }
    }

    /** A ratio {@code a : b : c}; {@code 12:30}, a time or a ratio, too. */
    record Ratio(List<Expr> parts) implements Arrangement {
        public Ratio {
            parts = List.copyOf(parts);
        }
    }

    /** Digits in a base that is written with them: {@code 101_2}; digits above 9 are capital letters. */
    record Based(String digits, int base) implements Arrangement {}

    /**
     * A value with a unit behind it.
     *
     * @param unit {@code %}, {@code °}, {@code mod 11}, or the unit's words in lower case, singular, with a power behind
     *     them: {@code cm^2}, {@code mile/hour}; in round brackets what is no unit but a remark: {@code (rejected)}
     */
    record Quantity(Expr value, String unit) implements Expr {
        /** The unit of a value behind which {@code words} stand that name no unit. */
        public static String remark(String words) {
            return "(" + words + ")";
        }

        /** Whether there is a remark instead of a unit: the value alone is not what is said. */
        public boolean remarked() {
            return unit.startsWith("(");
        }
    }

    /**
     * An answer in words.
     *
     * @param text in lower case, blanks and punctuation gone
     */
    record Words(String text) implements Arrangement {}

    /** A text that can be read in two ways; right if either is. {@code 1,22} is a list, or a number with decimal comma. */
    record Ambiguous(Expr first, Expr second) implements Arrangement {}
}
