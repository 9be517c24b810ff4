package zero4j.verify.algebra;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.numbers.fraction.BigFraction;
import zero4j.verify.expr.Expr;

/**
 * The value of formulas at a point.
 *
 * @param logBase the base of logarithms that are written without one
 * @param point the values of the variables, by their numbers in {@code variables}
 */
record PointValue<T>(Arithmetic<T> arithmetic, Expr logBase, Variables variables, List<T> point) {
    private static final int MAX_FACTORIAL = 3000;
    private static final int MAX_BINOMIAL = 300;

    /** @throws NoValue if there is no value at this point, or none that this arithmetic can tell */
    T value(Expr e) {
        return switch (e) {
            case Expr.Num n -> arithmetic.number(Exact.normal(n.value()));
            case Expr.Symbol(String name) -> point.get(variables.number(name));
            case Expr.Constant c ->
                switch (c) {
                    case PI -> arithmetic.pi();
                    case E -> arithmetic.e();
                    case I -> arithmetic.i();
                    case INFINITY -> throw NoValue.undefined();
                };
            case Expr.Sum(List<Expr> terms) -> sum(terms);
            case Expr.Product(List<Expr> factors) -> product(factors);
            case Expr.Negative(Expr value) -> arithmetic.negate(value(value));
            case Expr.Fraction(Expr numerator, Expr denominator) ->
                arithmetic.divide(value(numerator), value(denominator));
            case Expr.Power(Expr base, Expr exponent) -> power(base, exponent);
            case Expr.Root(Expr radicand, Expr degree) -> root(value(radicand), value(degree));
            case Expr.Call call -> call(call);
            case Expr.PlusMinus(Expr value, boolean minusFirst) -> {
                T both = arithmetic.multiply(point.get(variables.number(Shape.SIGN)), value(value));
                yield minusFirst ? arithmetic.negate(both) : both;
            }
            case Expr.Quantity(Expr value, String unit) -> arithmetic.multiply(value(value), unit(unit));
            case Expr.Arrangement _ -> throw NoValue.undefined();
        };
    }

    private T unit(String unit) {
        return switch (unit) {
            case "%" -> arithmetic.number(BigFraction.of(1, 100));
            case "°" -> arithmetic.multiply(arithmetic.pi(), arithmetic.number(BigFraction.of(1, 180)));
            default -> throw NoValue.undefined();
        };
    }

    private T sum(List<Expr> terms) {
        T sum = number(0);
        for (Expr term : terms) {
            sum = arithmetic.add(sum, value(term));
        }
        return sum;
    }

    private T product(List<Expr> factors) {
        T product = number(1);
        for (Expr factor : factors) {
            product = arithmetic.multiply(product, value(factor));
        }
        return product;
    }

    private T power(Expr base, Expr exponent) {
        return base == Expr.Constant.E
                ? arithmetic.exp(value(exponent))
                : arithmetic.power(value(base), value(exponent));
    }

    private T root(T radicand, T degree) {
        BigInteger k = arithmetic.integer(degree);
        return k != null && k.signum() > 0 && k.bitLength() < 10
                ? arithmetic.root(radicand, k.intValue())
                : arithmetic.power(radicand, inverse(degree));
    }

    private T call(Expr.Call call) {
        Expr unfolded = Functions.unfold(call);
        if (unfolded != null) {
            return value(unfolded);
        }
        if (!Functions.known(call)) {
            return point.get(variables.number(call));
        }
        if (call.arguments().size() == 1) {
            return call(call.function(), value(call.arguments().getFirst()));
        }
        List<T> arguments = new ArrayList<>();
        for (Expr argument : call.arguments()) {
            arguments.add(value(argument));
        }
        return switch (call.function()) {
            case "log" -> arithmetic.divide(arithmetic.ln(arguments.get(1)), arithmetic.ln(arguments.get(0)));
            case "binom" -> binomial(arguments.get(0), arguments.get(1));
            default -> fold(call.function(), arguments);
        };
    }

    private T call(String function, T x) {
        return switch (function) {
            case "sin" -> arithmetic.sin(x);
            case "cos" -> arithmetic.cos(x);
            case "tan" -> arithmetic.divide(arithmetic.sin(x), arithmetic.cos(x));
            case "cot" -> arithmetic.divide(arithmetic.cos(x), arithmetic.sin(x));
            case "sec" -> inverse(arithmetic.cos(x));
            case "csc" -> inverse(arithmetic.sin(x));
            case "arcsin" -> arithmetic.arcsin(x);
            case "arccos" -> complement(arithmetic.arcsin(x));
            case "arctan" -> arithmetic.arctan(x);
            case "arccot" -> complement(arithmetic.arctan(x));
            case "arcsec" -> complement(arithmetic.arcsin(inverse(x)));
            case "arccsc" -> arithmetic.arcsin(inverse(x));
            case "sinh" -> half(arithmetic.add(arithmetic.exp(x), arithmetic.negate(exp(x, -1))));
            case "cosh" -> half(arithmetic.add(arithmetic.exp(x), exp(x, -1)));
            case "tanh" -> tanh(x);
            case "ln" -> arithmetic.ln(x);
            case "log" ->
                logBase == Expr.Constant.E
                        ? arithmetic.ln(x)
                        : arithmetic.divide(arithmetic.ln(x), arithmetic.ln(value(logBase)));
            case "abs", "norm" -> arithmetic.abs(x);
            case "floor" -> arithmetic.floor(x);
            case "ceil" -> arithmetic.negate(arithmetic.floor(arithmetic.negate(x)));
            case "factorial" -> factorial(x);
            case "re" -> arithmetic.re(x);
            case "im" -> arithmetic.im(x);
            case "conj" ->
                arithmetic.add(
                        arithmetic.re(x), arithmetic.negate(arithmetic.multiply(arithmetic.i(), arithmetic.im(x))));
            default -> x;
        };
    }

    private T number(long value) {
        return arithmetic.number(BigFraction.of(value));
    }

    private T inverse(T x) {
        return arithmetic.divide(number(1), x);
    }

    private T half(T x) {
        return arithmetic.divide(x, number(2));
    }

    private T complement(T x) {
        return arithmetic.add(half(arithmetic.pi()), arithmetic.negate(x));
    }

    private T exp(T x, int factor) {
        return arithmetic.exp(arithmetic.multiply(number(factor), x));
    }

    private T tanh(T x) {
        T square = exp(x, 2);
        return arithmetic.divide(arithmetic.add(square, number(-1)), arithmetic.add(square, number(1)));
    }

    private T factorial(T x) {
        BigInteger n = arithmetic.integer(x);
        if (n == null || n.signum() < 0) {
            throw NoValue.undefined();
        }
        if (n.bitLength() > 12 || n.intValue() > MAX_FACTORIAL) {
            throw NoValue.imprecise();
        }
        T product = number(1);
        for (int i = 2; i <= n.intValue(); i++) {
            product = arithmetic.multiply(product, number(i));
        }
        return product;
    }

    // A falling factorial over k!, so that n need not be whole.
    private T binomial(T n, T choose) {
        BigInteger k = arithmetic.integer(choose);
        if (k == null) {
            throw NoValue.undefined();
        }
        BigInteger whole = arithmetic.integer(n);
        BigInteger rest = whole == null || whole.signum() < 0 ? k : whole.subtract(k);
        if (k.signum() < 0 || rest.signum() < 0) {
            return number(0);
        }
        BigInteger small = k.min(rest);
        if (small.bitLength() > 15 || small.intValue() > MAX_BINOMIAL) {
            throw NoValue.imprecise();
        }
        T numerator = number(1);
        T denominator = number(1);
        for (int j = 0; j < small.intValue(); j++) {
            numerator = arithmetic.multiply(numerator, arithmetic.add(n, number(-j)));
            denominator = arithmetic.multiply(denominator, number(j + 1));
        }
        return arithmetic.divide(numerator, denominator);
    }

    private T fold(String function, List<T> arguments) {
        T result = arguments.getFirst();
        for (T x : arguments.subList(1, arguments.size())) {
            result = switch (function) {
                case "min" -> arithmetic.min(result, x);
                case "max" -> arithmetic.negate(arithmetic.min(arithmetic.negate(result), arithmetic.negate(x)));
                default -> divisor(result, x, function.equals("gcd"));
            };
        }
        return result;
    }

    private T divisor(T a, T b, boolean greatest) {
        BigInteger m = arithmetic.integer(a);
        BigInteger n = arithmetic.integer(b);
        if (m == null || n == null) {
            throw NoValue.undefined();
        }
        if (m.bitLength() + n.bitLength() > 200) {
            throw NoValue.imprecise();
        }
        BigInteger common = m.gcd(n);
        BigInteger result = greatest
                ? common
                : common.signum() == 0
                        ? BigInteger.ZERO
                        : m.divide(common).multiply(n).abs();
        return arithmetic.number(BigFraction.of(result));
    }
}
