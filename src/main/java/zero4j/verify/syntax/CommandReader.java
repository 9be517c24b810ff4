package zero4j.verify.syntax;

import static java.util.stream.Collectors.joining;

import java.util.List;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Unreadable;
import zero4j.verify.syntax.Grammar.Inside;
import zero4j.verify.syntax.Lexeme.Kind;

/** Reads a command that is a factor, with its arguments. */
final class CommandReader {
    private final Grammar grammar;
    private final LexemeStream in;
    private final AngleReader angles;
    private final DerivativeReader derivatives;

    CommandReader(Grammar grammar, AngleReader angles, DerivativeReader derivatives) {
        this.grammar = grammar;
        in = grammar.in;
        this.angles = angles;
        this.derivatives = derivatives;
    }

    /** The value of the command whose name was taken. */
    Expr read(String name) {
        return switch (Commands.role(name)) {
            case SYMBOL ->
                switch (name) {
                    case "angle", "measuredangle" -> angles.named(name);
                    case "Delta" ->
                        new Expr.Symbol(in.peek().kind() == Kind.LETTERS ? "\\Delta " + in.nextLetter() : "\\Delta");
                    default -> new Expr.Symbol("\\" + name);
                };
            case CONSTANT ->
                switch (name) {
                    case "pi" -> Expr.Constant.PI;
                    case "imath" -> Expr.Constant.I;
                    default -> Expr.Constant.INFINITY;
                };
            case FUNCTION -> grammar.functions.function(name);
            case NAMED_FUNCTION ->
                new Expr.Call(name.substring(Commands.NAMED.length(), name.length() - 1), grammar.brackets.arguments());
            case FRACTION -> {
                Expr derivative = derivatives.read();
                yield derivative != null
                        ? derivative
                        : new Expr.Fraction(grammar.factors.argument(), grammar.factors.argument());
            }
            case ROOT -> root(name);
            case BINOMIAL -> new Expr.Call("binom", List.of(grammar.factors.argument(), grammar.factors.argument()));
            case BIG_OPERATOR -> grammar.functions.bigOperator(name);
            case OVERLINE -> overline();
            case ACCENT -> accent(name);
            case EMPTY_SET -> new Expr.SetOf(List.of());
            case DOTS -> new Expr.Symbol("\\ldots");
            case MODULO, OVER, CHOOSE, IMPLIES, UNKNOWN -> throw new Unreadable("unknown command \\" + name);
        };
    }

    /**
     * A line over a number changes nothing, over the ends of a segment neither. Small letters under it are digits, unless
     * they are those of complex numbers; it conjugates these and everything else.
     */
    private Expr overline() {
        Expr value = grammar.factors.argument();
        if (value instanceof Expr.Num) {
            return value;
        }
        if (value instanceof Expr.Product(List<Expr> factors)) {
            if (factors.stream().allMatch(f -> letter(f, 'A', 'Z'))) {
                return value;
            }
            boolean digits = factors.stream().allMatch(f -> f instanceof Expr.Num || letter(f, 'a', 'v'));
            if (digits) {
                return new Expr.Symbol(
                        "\\overline{" + factors.stream().map(ExprText::of).collect(joining()) + "}");
            }
        }
        return new Expr.Call("conj", List.of(value));
    }

    private static boolean letter(Expr a, char from, char to) {
        String name =
                a instanceof Expr.Symbol(String symbol) ? symbol : a instanceof Expr.Constant ? ExprText.of(a) : "";
        return name.length() == 1 && name.charAt(0) >= from && name.charAt(0) <= to;
    }

    private Expr accent(String name) {
        if (grammar.factors.argument() instanceof Expr.Symbol(String symbol)) {
            return new Expr.Symbol("\\" + name + "{" + symbol + "}");
        }
        throw new Unreadable("a dot over something that is no symbol");
    }

    private Expr root(String name) {
        if (name.equals("cbrt")) {
            return new Expr.Root(radicand(), Expr.Num.of(3));
        }
        if (!in.skipSign("[")) {
            return new Expr.Root(radicand(), Expr.Num.of(2));
        }
        Expr degree = grammar.within(Inside.NOTHING, grammar.formulas::formula);
        in.expectSign("]");
        return new Expr.Root(radicand(), degree);
    }

    /** What is under a root; without braces the whole number, as writers mean it. */
    private Expr radicand() {
        return in.peek().number() ? NumberReader.read(in.next().text()) : grammar.factors.argument();
    }
}
