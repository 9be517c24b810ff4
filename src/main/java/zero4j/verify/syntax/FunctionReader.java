package zero4j.verify.syntax;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Unreadable;
import zero4j.verify.syntax.Lexeme.Kind;

/** Reads functions with their arguments, and sums, products, integrals and limits. */
final class FunctionReader {
    private final Grammar grammar;
    private final LexemeStream in;

    FunctionReader(Grammar grammar) {
        this.grammar = grammar;
        in = grammar.in;
    }

    /** The function of this name, its command already taken. */
    Expr function(String command) {
        return grammar.deeper(() -> applied(command));
    }

    private Expr applied(String command) {
        Expr base = null;
        Expr exponent = null;
        for (boolean more = true; more; ) {
            if (base == null && in.skipSign("_")) {
                base = grammar.factors.argument();
            } else if (exponent == null && in.skipSign("^")) {
                exponent = grammar.factors.exponent();
            } else {
                more = false;
            }
        }
        String name = Commands.function(command);
        boolean inverse = exponent instanceof Expr.Negative(Expr.Num one) && one.equals(Expr.Num.of(1));
        if (inverse && inverted(name) != null) {
            name = inverted(name);
            exponent = null;
        }
        Expr call = applied(name, base, arguments());
        return exponent == null ? call : new Expr.Power(call, exponent);
    }

    private static @Nullable String inverted(@Nullable String name) {
        return name == null
                ? null
                : switch (name) {
                    case "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh" -> "arc" + name;
                    default -> null;
                };
    }

    private Expr applied(@Nullable String name, @Nullable Expr base, List<Expr> arguments) {
        if (name == null) {
            throw new Unreadable("a function without a name");
        }
        return switch (name) {
            case "exp" -> new Expr.Power(Expr.Constant.E, single(arguments));
            case "cis" -> {
                Expr angle = single(arguments);
                Expr sine = new Expr.Product(List.of(Expr.Constant.I, new Expr.Call("sin", List.of(angle))));
                yield new Expr.Sum(List.of(new Expr.Call("cos", List.of(angle)), sine));
            }
            case "lg" -> new Expr.Call("log", List.of(Expr.Num.of(10), single(arguments)));
            case "log", "ln" -> logarithm(name, base, single(arguments));
            default -> new Expr.Call(name, base == null ? arguments : with(base, arguments));
        };
    }

    private static Expr logarithm(String name, @Nullable Expr base, Expr argument) {
        return base == null ? new Expr.Call(name, List.of(argument)) : new Expr.Call("log", List.of(base, argument));
    }

    private static List<Expr> with(Expr first, List<Expr> rest) {
        List<Expr> all = new ArrayList<>();
        all.add(first);
        all.addAll(rest);
        return all;
    }

    private static Expr single(List<Expr> arguments) {
        if (arguments.size() != 1) {
            throw new Unreadable("a function of one argument with several");
        }
        return arguments.getFirst();
    }

    private List<Expr> arguments() {
        return grammar.withinFunction(() -> switch (in.peek().text()) {
            case "(", "[", "{", "\\{" -> grammar.brackets.arguments();
            default -> List.of(grammar.deeper(this::implicit));
        });
    }

    /** An argument without brackets: the factors up to a sign, brackets or another function. */
    private Expr implicit() {
        boolean negative = grammar.formulas.signs();
        List<Expr> factors = new ArrayList<>();
        factors.add(grammar.factors.factor());
        while (true) {
            if (in.atSign("/") && in.peek(1).number()) {
                in.next();
                Expr numerator = FormulaReader.joined(factors);
                factors.clear();
                factors.add(new Expr.Fraction(numerator, grammar.factors.factor()));
            } else if (goesOn()) {
                factors.add(grammar.factors.factor());
            } else {
                Expr argument = FormulaReader.joined(factors);
                return negative ? new Expr.Negative(argument) : argument;
            }
        }
    }

    private boolean goesOn() {
        Lexeme lexeme = in.peek();
        boolean ends = lexeme.sign("(")
                || lexeme.sign("[")
                || (lexeme.kind() == Kind.COMMAND
                        && switch (Commands.role(lexeme.text())) {
                            case FUNCTION, BIG_OPERATOR -> true;
                            default -> false;
                        });
        return !ends && grammar.formulas.continues();
    }

    /** A sum, product, integral or limit, its command already taken: limits if there are any, then the body. */
    Expr bigOperator(String name) {
        List<Expr> arguments = new ArrayList<>();
        for (boolean more = true; more; ) {
            if (in.atSign("_") || in.atSign("^")) {
                in.next();
                boolean negative = in.skipSign("-");
                Expr limit = grammar.factors.argument();
                arguments.add(negative ? new Expr.Negative(limit) : limit);
            } else {
                more = false;
            }
            if (arguments.size() > 2) {
                throw new Unreadable("too many limits of \\" + name);
            }
        }
        if (!in.endsAt(0)) {
            arguments.add(grammar.deeper(grammar.formulas::product));
        }
        return new Expr.Call("\\" + name, arguments);
    }
}
