package zero4j.verify.syntax;

import org.jspecify.annotations.Nullable;
import zero4j.verify.expr.Expr;
import zero4j.verify.syntax.Lexeme.Kind;

/** Reads derivatives in Leibniz's notation, which are no quotients: {@code \frac{dy}{dx}}, {@code dy/dx}. */
final class DerivativeReader {
    private static final int MOST_PIECES = 6;

    private final LexemeStream in;

    DerivativeReader(LexemeStream in) {
        this.in = in;
    }

    /** The derivative that comes next behind {@code \frac}; null, and nothing taken, if there is something else. */
    @Nullable
    Expr read() {
        int start = in.peek(1).sign("-") ? 2 : 1;
        int above = in.atSign("{") ? differential(start, 0) : -1;
        if (above < 0 || !in.peek(above).sign("}") || !in.peek(above + 1).sign("{")) {
            return null;
        }
        int below = differential(above + 2, 1);
        boolean same = below > 0 && in.peek(below).sign("}") && mark(start).equals(mark(above + 2));
        if (!same) {
            return null;
        }
        Expr derivative = taken(below + 1, raw(start, above), raw(above + 2, below));
        return start == 1 ? derivative : new Expr.Negative(derivative);
    }

    /** The derivative on one line that comes next. */
    @Nullable
    Expr slashed() {
        boolean found = isDifferential(in.peek()) && in.peek(1).sign("/") && isDifferential(in.peek(2));
        return found ? taken(3, in.peek().text(), in.peek(2).text()) : null;
    }

    private static boolean isDifferential(Lexeme lexeme) {
        return lexeme.kind() == Kind.LETTERS
                && lexeme.text().length() == 2
                && lexeme.text().charAt(0) == 'd';
    }

    private Expr taken(int count, String above, String below) {
        in.skip(count);
        return new Expr.Symbol("\\frac{" + above + "}{" + below + "}");
    }

    private String mark(int from) {
        Lexeme first = in.peek(from);
        return first.kind() == Kind.LETTERS ? first.text().substring(0, 1) : first.text();
    }

    /**
     * Where the d of something that begins there ends, its order and power included; -1 without one.
     *
     * @param least names that it must have: the d of {@code \\frac{d}{dx}} has none
     */
    private int differential(int from, int least) {
        int end = from;
        boolean letter = mark(from).equals("d") || in.peek(from).is(Kind.COMMAND, "partial");
        if (!letter || raw(from, from + MOST_PIECES).isEmpty()) {
            return -1;
        }
        int names = in.peek(from).kind() == Kind.LETTERS ? in.peek(from).text().length() - 1 : 0;
        end++;
        while (!in.peek(end).sign("}") && end < from + MOST_PIECES) {
            Lexeme lexeme = in.peek(end);
            boolean exponent = lexeme.sign("^") || lexeme.wholeNumber();
            boolean symbol = lexeme.kind() == Kind.COMMAND && Commands.role(lexeme.text()) == Commands.Role.SYMBOL;
            if (!exponent && !symbol && lexeme.kind() != Kind.LETTERS) {
                return -1;
            }
            names += exponent ? 0 : symbol ? 1 : lexeme.text().length();
            end++;
        }
        return names >= least && names <= 1 ? end : -1;
    }

    private String raw(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(in.peek(i).raw());
        }
        return text.toString();
    }
}
