package zero4j.verify.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;
import zero4j.verify.expr.Expr;
import zero4j.verify.syntax.Lexeme.Kind;

/** Reads the left side of {@code P_1(x) = …}: a call, whatever letter the function has. */
final class DefinitionReader {
    /** Letters of functions more often than of factors. */
    private static final String FUNCTIONS = "fghpquvwPQ";

    private static final int INVERSE = 5;

    private final Grammar grammar;
    private final LexemeStream in;
    private final SubscriptReader subscripts;

    DefinitionReader(Grammar grammar) {
        this.grammar = grammar;
        in = grammar.in;
        subscripts = new SubscriptReader(in);
    }

    /** The call that comes next with a relation sign behind it; null, and nothing taken, if there is something else. */
    @Nullable
    Expr read() {
        Lexeme name = in.peek();
        boolean letter = name.kind() == Kind.LETTERS && name.text().length() == 1;
        boolean greek = name.kind() == Kind.COMMAND && Commands.role(name.text()) == Commands.Role.SYMBOL;
        int open = letter || greek ? brackets() : -1;
        int close = open < 0 ? -1 : closing(open);
        if (close < 0 || Commands.relation(in.peek(close + 1)) == null) {
            return null;
        }
        boolean function = letter && FUNCTIONS.contains(name.text());
        if ((in.peek(close + 1).sign("=") || function) && plain(open + 1, close)) {
            return new Expr.Call(name(), grammar.brackets.arguments());
        }
        boolean capital =
                blackboard() || (letter && Character.isUpperCase(name.text().charAt(0)));
        if (capital && event(open + 1, close)) {
            return new Expr.Call(name(), List.of(new Expr.Symbol(raw(close - open))));
        }
        return null;
    }

    /** How far away the opening bracket behind the name with its subscript, primes or inverse is; -1 without one. */
    private int brackets() {
        int i = 1;
        if (in.peek(i).sign("_")) {
            i++;
            if (in.peek(i).sign("{")) {
                while (!in.peek(i).sign("}")) {
                    if (in.peek(i).kind() == Kind.END) {
                        return -1;
                    }
                    i++;
                }
            }
            i++;
        }
        while (in.peek(i).sign("'")) {
            i++;
        }
        boolean inverse = in.peek(i).sign("^")
                && in.peek(i + 1).sign("{")
                && in.peek(i + 2).sign("-")
                && in.peek(i + 3).is(Kind.NUMBER, "1")
                && in.peek(i + 4).sign("}");
        i += inverse ? INVERSE : 0;
        return in.peek(i).sign("(") || (i == 1 && blackboard() && in.peek(i).sign("[")) ? i : -1;
    }

    /** Whether the name is that of a probability or an expectation: {@code \mathbb{E}}. */
    private boolean blackboard() {
        return in.peek().is(Kind.COMMAND, "mathbb{P}") || in.peek().is(Kind.COMMAND, "mathbb{E}");
    }

    private int closing(int open) {
        int i = open + 1;
        String close = in.peek(open).sign("(") ? ")" : "]";
        while (!in.peek(i).sign(close)) {
            if (in.peek(i).sign("(") || in.peek(i).kind() == Kind.END) {
                return -1;
            }
            i++;
        }
        return i > open + 1 ? i : -1;
    }

    /** Whether there are only letters and numbers with commas between them. */
    private boolean plain(int from, int to) {
        boolean value = false;
        for (int i = from; i < to; i++) {
            Lexeme lexeme = in.peek(i);
            boolean comma = lexeme.sign(",");
            boolean sign = lexeme.sign("-") && !value && in.peek(i + 1).number();
            if (sign) {
                continue;
            }
            boolean fits = switch (lexeme.kind()) {
                case NUMBER -> true;
                case LETTERS -> lexeme.text().length() == 1;
                case COMMAND ->
                    switch (Commands.role(lexeme.text())) {
                        case SYMBOL, CONSTANT -> true;
                        default -> false;
                    };
                default -> comma;
            };
            if (!fits || comma != value) {
                return false;
            }
            value = !comma;
        }
        return value;
    }

    /** Whether it is an event or a condition, of which there is a probability: {@code X = 2}, {@code A \mid B}. */
    private boolean event(int from, int to) {
        for (int i = from; i < to; i++) {
            Lexeme lexeme = in.peek(i);
            boolean found = lexeme.sign("|")
                    || lexeme.sign("\\mid")
                    || lexeme.sign("\\cap")
                    || lexeme.sign("\\cup")
                    || Commands.relation(lexeme) != null;
            if (found) {
                return true;
            }
        }
        return false;
    }

    /** The name that comes next, with all up to the opening bracket. */
    private String name() {
        String letter = in.next().raw();
        boolean subscript = in.atSign("_");
        StringBuilder name = new StringBuilder(
                subscript && subscripts.read(new Expr.Symbol(letter)) instanceof Expr.Symbol(String full)
                        ? full
                        : letter);
        while (in.skipSign("'")) {
            name.append('\'');
        }
        if (in.atSign("^")) {
            in.skip(INVERSE);
            name.append("^{-1}");
        }
        return name.toString();
    }

    /** What stands between the brackets that come next, which are taken. */
    private String raw(int length) {
        StringBuilder text = new StringBuilder();
        in.skip(1);
        for (int i = 1; i < length; i++) {
            String piece = in.next().raw();
            text.append(piece.equals("\\mid") ? "|" : piece);
        }
        in.skip(1);
        return text.toString();
    }
}
