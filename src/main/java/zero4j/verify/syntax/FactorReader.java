package zero4j.verify.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Unreadable;
import zero4j.verify.syntax.Grammar.Inside;
import zero4j.verify.syntax.Lexeme.Kind;

/** Reads a single factor: a number, a symbol, a command with its arguments, brackets; with powers and the like behind. */
final class FactorReader {
    private final Grammar grammar;
    private final LexemeStream in;
    private final SubscriptReader subscripts;
    private final AngleReader angles;
    private final SelectionReader selections;
    private final DerivativeReader derivatives;
    private final CommandReader commands;

    FactorReader(Grammar grammar) {
        this.grammar = grammar;
        in = grammar.in;
        subscripts = new SubscriptReader(in);
        angles = new AngleReader(in);
        selections = new SelectionReader(grammar);
        derivatives = new DerivativeReader(in);
        commands = new CommandReader(grammar, angles, derivatives);
    }

    Expr factor() {
        return postfix(primary());
    }

    /** {@code base} with the powers, subscripts, factorials, primes and degree signs that come next. */
    Expr postfix(Expr base) {
        Expr value = base;
        while (in.peek().kind() == Kind.SIGN) {
            grammar.budget.spend(1);
            if (in.atSign("°") && !grammar.inFunction()) {
                // The degrees are the unit of the whole formula.
                in.next();
                value = angles.withMinutes(value);
                grammar.marks().degrees = true;
                continue;
            }
            Expr next = postfixed(value);
            if (next == null) {
                return value;
            }
            value = next;
        }
        return value;
    }

    /** {@code value} with what stands behind it; null if that is nothing of its own. */
    private @Nullable Expr postfixed(Expr value) {
        return switch (in.peek().text()) {
            case "!" -> factorial(value);
            case "^" -> ordinal(value) ? value : power(value);
            case "_" -> subscripts.read(value);
            case "'" -> value instanceof Expr.Symbol(String name) ? primed(name) : null;
            case "°" -> radians(value);
            case "%" -> percent(value);
            case "(" -> value instanceof Expr.Symbol(String name) ? called(name) : null;
            default -> null;
        };
    }

    private Expr factorial(Expr value) {
        in.next();
        if (in.atSign("!")) {
            in.next();
            return new Expr.Call("!!", List.of(value));
        }
        return new Expr.Call("factorial", List.of(value));
    }

    private Expr primed(String name) {
        in.next();
        return new Expr.Symbol(name + "'");
    }

    /** Takes the letters raised behind the number of an ordinal: {@code 4^{\text{th}}}. */
    private boolean ordinal(Expr value) {
        int braces = in.peek(1).sign("{") ? 1 : 0;
        Lexeme letters = in.peek(1 + braces);
        boolean text = letters.kind() == Kind.TEXT || (value instanceof Expr.Num && letters.kind() == Kind.LETTERS);
        boolean found = text
                && AnswerWords.ordinal(letters.text())
                && (braces == 0 || in.peek(3).sign("}"));
        in.skip(found ? 2 + 2 * braces : 0);
        return found;
    }

    private Expr power(Expr value) {
        in.next();
        Expr raised =
                value instanceof Expr.Symbol(String letter) && SelectionReader.isOne(letter) ? raisedFirst() : null;
        if (raised != null) {
            return SelectionReader.of(((Expr.Symbol) value).name().charAt(0), subscript(), raised);
        }
        Expr exponent = exponent();
        if (value instanceof Expr.Symbol(String name)
                && (name.startsWith("C_{") || name.startsWith("P_{"))
                && name.matches("[CP]_\\{[0-9]{1,4}}")) {
            // C_6^2
            Expr.Num all = NumberReader.read(name.substring("C_{".length(), name.length() - 1));
            if (SelectionReader.fit(all, exponent)) {
                return SelectionReader.of(name.charAt(0), all, exponent);
            }
        }
        boolean inverse = value instanceof Expr.Symbol(String name)
                && isFunction(name)
                && exponent instanceof Expr.Negative(Expr.Num one)
                && one.equals(Expr.Num.of(1))
                && in.atSign("(");
        return inverse && value instanceof Expr.Symbol(String name)
                ? call(name + "^{-1}")
                : new Expr.Power(value, exponent);
    }

    /** The number of {@code C^2_6} that comes next, with the line below behind it; null, and nothing taken, without. */
    private @Nullable Expr raisedFirst() {
        int braces = in.atSign("{") ? 1 : 0;
        Lexeme number = in.peek(braces);
        boolean found = number.wholeNumber()
                && (braces == 0 || in.peek(2).sign("}"))
                && in.peek(1 + 2 * braces).sign("_");
        in.skip(found ? 1 + 2 * braces : 0);
        return found ? NumberReader.read(number.text()) : null;
    }

    private Expr subscript() {
        in.next();
        return argument();
    }

    private Expr radians(Expr degrees) {
        in.next();
        return new Expr.Product(
                List.of(angles.withMinutes(degrees), new Expr.Fraction(Expr.Constant.PI, Expr.Num.of(180))));
    }

    /** A percent sign at the end is a unit, elsewhere a division. */
    private @Nullable Expr percent(Expr value) {
        in.next();
        boolean operates = switch (in.peek().text()) {
            case "+", "-", "*", "/", "^" -> true;
            default -> grammar.formulas.continues();
        };
        grammar.marks().percents |= operates;
        if (grammar.marks().percents) {
            return new Expr.Fraction(value, Expr.Num.of(100));
        }
        in.back();
        return null;
    }

    private static boolean isFunction(String name) {
        char first = name.charAt(0);
        boolean plain = name.length() == 1 || "_'".indexOf(name.charAt(1)) >= 0;
        return first >= 'f' && first <= 'h' && plain;
    }

    private @Nullable Expr called(String name) {
        if (SelectionReader.isOne(name) && selections.within()) {
            List<Expr> pair = grammar.brackets.arguments();
            return SelectionReader.of(name.charAt(0), pair.getFirst(), pair.getLast());
        }
        return isFunction(name) ? call(name) : null;
    }

    /** {@code 5C2}; null, and nothing taken, if there is something else. */
    @Nullable
    Expr gluedSelection() {
        if (!selections.glued()) {
            return null;
        }
        Expr all = NumberReader.read(in.next().text());
        char kind = in.next().text().charAt(0);
        return SelectionReader.of(kind, all, NumberReader.read(in.next().text()));
    }

    private Expr call(String name) {
        return new Expr.Call(name, grammar.brackets.arguments());
    }

    /** What stands behind {@code ^}. */
    Expr exponent() {
        boolean braces = in.atSign("{");
        Lexeme mark = in.peek(braces ? 1 : 0);
        boolean marked = mark.sign("*") || mark.sign("+") || mark.sign("-");
        if (marked && (braces ? in.peek(2).sign("}") : in.endsAt(1) || mark.sign("*"))) {
            in.skip(braces ? 3 : 1);
            return new Expr.Symbol(mark.text());
        }
        boolean negative = grammar.formulas.signs();
        Expr value = grammar.deeper(this::raised);
        return negative ? new Expr.Negative(value) : value;
    }

    private Expr raised() {
        Expr value = primary();
        return in.skipSign("^") ? new Expr.Power(value, exponent()) : value;
    }

    /** A factor without anything behind it. */
    Expr primary() {
        grammar.budget.spend(1);
        Lexeme lexeme = in.peek();
        return switch (lexeme.kind()) {
            case NUMBER ->
                subscripts.based().orElseGet(() -> NumberReader.read(in.next().text()));
            case LETTERS -> {
                Expr derivative = derivatives.slashed();
                yield derivative != null ? derivative : subscripts.based().orElseGet(() -> letter(in.nextLetter()));
            }
            case COMMAND -> commands.read(in.next().text());
            case TEXT -> subscripts.based().orElseGet(this::text);
            case BEGIN -> grammar.matrices.read(false);
            case SIGN -> selections.startsHere() ? selections.read() : grammar.brackets.read();
            case PAIR, END, END_OF_ENVIRONMENT -> throw new Unreadable("unexpected '" + lexeme.text() + "'");
        };
    }

    private static Expr letter(char c) {
        return switch (c) {
            case 'e' -> Expr.Constant.E;
            case 'i' -> Expr.Constant.I;
            default -> new Expr.Symbol(String.valueOf(c));
        };
    }

    private Expr text() {
        String words = in.next().text();
        if (words.length() != 1) {
            throw new Unreadable("words within a formula");
        }
        return letter(words.charAt(0));
    }

    /** A command's argument: braces, or the one digit, letter or command that follows. */
    Expr argument() {
        return grammar.within(Inside.NOTHING, () -> in.peek().number() ? NumberReader.read(in.nextDigit()) : primary());
    }
}
