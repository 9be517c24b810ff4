package zero4j.verify;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.commons.numbers.fraction.BigFraction;
import zero4j.verify.Token.Kind;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Unreadable;

/** Reads sums, products, powers, fractions and roots of numbers and symbols, computing as it goes. */
final class FormulaReader {
    private static final Set<String> SYMBOLS = Set.of(
            "alpha",
            "beta",
            "gamma",
            "delta",
            "epsilon",
            "varepsilon",
            "zeta",
            "eta",
            "theta",
            "vartheta",
            "iota",
            "kappa",
            "lambda",
            "mu",
            "nu",
            "xi",
            "pi",
            "rho",
            "sigma",
            "tau",
            "phi",
            "varphi",
            "chi",
            "psi",
            "omega",
            "Gamma",
            "Delta",
            "Theta",
            "Lambda",
            "Xi",
            "Pi",
            "Sigma",
            "Phi",
            "Psi",
            "Omega",
            "infty",
            "hbar",
            "ell");
    private static final BigFraction HALF = BigFraction.of(1, 2);

    private final TokenStream in;
    private final Budget budget;
    private final Exact exact;
    private final Powers powers;
    private final Supplier<Expr> bracketed;

    /** @param bracketed reads what stands between the brackets that come next */
    FormulaReader(TokenStream in, Budget budget, Supplier<Expr> bracketed) {
        this.in = in;
        this.budget = budget;
        this.bracketed = bracketed;
        exact = new Exact(budget);
        powers = new Powers(budget, exact);
    }

    /** A sum, or a single value that is no formula, such as a tuple. */
    Expr sum() {
        boolean negative = sign();
        Expr first = term();
        if (!negative && !in.peek().sign("+") && !in.peek().sign("-")) {
            return first;
        }
        Quotient sum = negative ? scalar(first).negate() : scalar(first);
        while (in.peek().sign("+") || in.peek().sign("-")) {
            boolean minus = sign();
            Quotient next = scalar(term());
            sum = sum.plus(minus ? next.negate() : next, exact);
        }
        return new Expr.Scalar(sum);
    }

    /** What stands behind {@code ^}. */
    Quotient exponent() {
        boolean negative = sign();
        in.descend();
        Quotient value = in.peek().kind() == Kind.NUMBER ? number(in.next()) : scalar(primary());
        if (in.skipSign("^")) {
            value = powers.power(value, exponent());
        }
        in.ascend();
        return negative ? value.negate() : value;
    }

    private boolean sign() {
        boolean negative = false;
        while (in.peek().sign("-") || in.peek().sign("+")) {
            negative ^= in.next().text().equals("-");
        }
        return negative;
    }

    private Expr term() {
        boolean numeral = in.peek().kind() == Kind.NUMBER && !in.peek(1).sign("^");
        Expr first = factor();
        Optional<Quotient> mixed = numeral ? mixedPart(scalar(first)) : Optional.empty();
        if (mixed.isEmpty() && !continues()) {
            return first;
        }
        Quotient product = mixed.isPresent() ? scalar(first).plus(mixed.get(), exact) : scalar(first);
        while (continues()) {
            boolean divide = in.skipSign("/");
            boolean explicit = divide || in.skipSign("*");
            if (!explicit && in.peek().kind() == Kind.NUMBER && numeral) {
                throw new Unreadable("two numbers side by side");
            }
            boolean negative = explicit && sign();
            numeral = in.peek().kind() == Kind.NUMBER;
            Quotient factor = scalar(factor());
            product = product.times(divide ? factor.inverse() : factor, exact);
            product = negative ? product.negate() : product;
        }
        return new Expr.Scalar(product);
    }

    private boolean continues() {
        Token t = in.peek();
        return switch (t.kind()) {
            case NUMBER, LETTER -> true;
            case COMMAND ->
                SYMBOLS.contains(t.text())
                        || t.text().equals("frac")
                        || t.text().equals("sqrt");
            case SIGN ->
                t.text().equals("*")
                        || t.text().equals("/")
                        || t.text().equals("(")
                        || t.text().equals("{");
            case TEXT, END -> false;
        };
    }

    /** The fraction of a mixed number: {@code 2\frac{1}{2}} or {@code 2 1/2}. */
    private Optional<Quotient> mixedPart(Quotient whole) {
        boolean integer = whole.constant()
                .filter(c -> c.getDenominator().equals(BigInteger.ONE))
                .isPresent();
        if (!integer) {
            return Optional.empty();
        }
        boolean plain = in.peek().kind() == Kind.NUMBER
                && in.peek().spaced()
                && in.peek(1).sign("/")
                && in.peek(2).kind() == Kind.NUMBER;
        if (plain) {
            Quotient numerator = number(in.next());
            in.next();
            return Optional.of(numerator.times(number(in.next()).inverse(), exact));
        }
        boolean bracesOfNumbers = in.peek().is(Kind.COMMAND, "frac")
                && in.peek(1).sign("{")
                && in.peek(2).kind() == Kind.NUMBER
                && in.peek(3).sign("}")
                && in.peek(4).sign("{")
                && in.peek(5).kind() == Kind.NUMBER
                && in.peek(6).sign("}");
        boolean digits = in.peek().is(Kind.COMMAND, "frac")
                && in.peek(1).kind() == Kind.NUMBER
                && in.peek(1).text().length() == 2;
        return bracesOfNumbers || digits ? Optional.of(scalar(factor())) : Optional.empty();
    }

    private Expr factor() {
        Expr base = primary();
        while (in.peek().sign("!") || in.peek().sign("^") || in.peek().sign("_")) {
            Quotient value = scalar(base);
            Quotient result = switch (in.next().text()) {
                case "!" -> factorial(value);
                case "^" -> powers.power(value, exponent());
                default -> Quotient.atom(powers.opaque(value + "_" + subscript()));
            };
            base = new Expr.Scalar(result);
        }
        return base;
    }

    private Quotient factorial(Quotient value) {
        BigFraction n = value.constant()
                .filter(c -> c.signum() >= 0 && c.getDenominator().equals(BigInteger.ONE))
                .orElseThrow(() -> new Unreadable("factorial of something that is no whole number"));
        int last = Exact.small(n.getNumerator(), Budget.MAX_BITS);
        BigFraction product = BigFraction.ONE;
        for (int i = 2; i <= last; i++) {
            product = exact.multiply(product, BigFraction.of(i));
        }
        return Quotient.of(product);
    }

    private String subscript() {
        in.descend();
        String name = scalar(primary()).toString();
        in.ascend();
        return name;
    }

    private Expr primary() {
        budget.spend(1);
        Token token = in.peek();
        return switch (token.kind()) {
            case NUMBER -> new Expr.Scalar(number(in.next()));
            case LETTER -> new Expr.Scalar(Quotient.atom(in.next().text()));
            case COMMAND -> command(in.next().text());
            case TEXT -> throw new Unreadable("words within a formula");
            case SIGN ->
                switch (token.text()) {
                    case "(", "[", "{", "\\{" -> bracketed.get();
                    default -> throw new Unreadable("unexpected '" + token.text() + "'");
                };
            case END -> throw new Unreadable("unexpected end");
        };
    }

    private Expr command(String name) {
        return switch (name) {
            case "frac" -> {
                Quotient numerator = argument();
                yield new Expr.Scalar(numerator.times(argument().inverse(), exact));
            }
            case "sqrt" -> new Expr.Scalar(root());
            case "emptyset" -> new Expr.Group("\\{", "\\}", List.of());
            default -> {
                if (!SYMBOLS.contains(name)) {
                    throw new Unreadable("unknown command \\" + name);
                }
                yield new Expr.Scalar(Quotient.atom("\\" + name));
            }
        };
    }

    private Quotient root() {
        if (!in.skipSign("[")) {
            return powers.power(argument(), Quotient.of(HALF));
        }
        in.descend();
        Quotient degree = scalar(sum());
        in.ascend();
        in.expectSign("]");
        return powers.power(argument(), degree.inverse());
    }

    /** A command's argument: braces, or the one digit, letter or command that follows. */
    private Quotient argument() {
        in.descend();
        Quotient value = in.peek().kind() == Kind.NUMBER ? number(in.nextDigit()) : scalar(primary());
        in.ascend();
        return value;
    }

    private Quotient number(Token token) {
        return number(token.text());
    }

    private Quotient number(String digits) {
        return Quotient.of(exact.parse(digits));
    }

    private static Quotient scalar(Expr value) {
        if (value instanceof Expr.Scalar(Quotient scalar)) {
            return scalar;
        }
        throw new Unreadable("arithmetic on something that is no number");
    }
}
