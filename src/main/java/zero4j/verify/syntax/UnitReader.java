package zero4j.verify.syntax;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import zero4j.verify.expr.Expr;
import zero4j.verify.syntax.Lexeme.Kind;

/** Reads what stands behind a value: units, percent, degree and prime signs, scale words, a modulus. */
final class UnitReader {
    private static final int LONG_WORD = 4;

    /** Units that are read directly behind a number, if another one is divided by. */
    private static final Set<String> ABOVE = Set.of("m", "km", "cm", "mi", "ft", "g", "kg");

    private static final Set<String> BELOW = Set.of("s", "h", "hr", "min", "sec");
    private static final Set<String> SCALES = Set.of("C", "F", "K");

    private final LexemeStream in;

    UnitReader(LexemeStream in) {
        this.in = in;
    }

    /** Whether the letters that come next are a unit, not factors of a product. */
    boolean startsHere() {
        Lexeme lexeme = in.peek();
        if (lexeme.kind() != Kind.LETTERS) {
            return lexeme.kind() == Kind.TEXT;
        }
        Lexeme before = in.previous();
        boolean behindValue = switch (before.kind()) {
            case NUMBER, PAIR, TEXT -> true;
            case COMMAND -> Commands.role(before.text()) == Commands.Role.CONSTANT;
            case SIGN -> ")]}|%°".contains(before.text());
            default -> false;
        };
        boolean temperature = before.sign("°") && SCALES.contains(lexeme.text());
        if (temperature || lexeme.text().equals("mod")) {
            return true;
        }
        return behindValue && (slashed() || (unitWord(lexeme) && onlyUnitsFollow()));
    }

    /** {@code m/s} directly behind a number. */
    private boolean slashed() {
        boolean letters = in.previous().number()
                && in.peek().text().length() <= 2
                && in.peek(1).sign("/");
        return letters
                && in.peek(2).kind() == Kind.LETTERS
                && BELOW.contains(in.peek(2).text())
                && ABOVE.contains(in.peek().text());
    }

    private static boolean unitWord(Lexeme lexeme) {
        boolean meant =
                lexeme.spaced() || lexeme.text().length() > 2 || !lexeme.text().equals("mi");
        return (meant
                        && (Units.known(lexeme.text())
                                || (lexeme.spaced() && lexeme.text().equals("per"))))
                || AnswerWords.scale(lexeme.text()) != null
                || (lexeme.spaced() && lexeme.text().length() >= LONG_WORD);
    }

    private boolean onlyUnitsFollow() {
        int i = 1;
        while (!in.endsAt(i)) {
            Lexeme lexeme = in.peek(i);
            boolean power = lexeme.sign("^")
                    && (in.peek(i + 1).number()
                            || in.peek(i + 1).sign("{")
                            || in.peek(i + 1).sign("-"));
            boolean fits = switch (lexeme.kind()) {
                case TEXT, LETTERS -> true;
                case NUMBER, COMMAND -> false;
                case SIGN -> power || lexeme.sign("/");
                default -> false;
            };
            if (!fits) {
                return false;
            }
            if (power) {
                return true;
            }
            i++;
        }
        return true;
    }

    /** {@code value} with the unit that comes next, if one does. */
    Expr read(Expr value, boolean degrees) {
        if (!degrees && nothingFollows()) {
            return value;
        }
        UnitText unit = new UnitText();
        if (degrees) {
            unit.sign("°");
        }
        boolean more = true;
        while (more) {
            more = part(unit);
        }
        Expr scaled = unit.scale() == 1 ? value : new Expr.Product(List.of(value, Expr.Num.of(unit.scale())));
        String text = unit.toString();
        return modulus(text.isEmpty() ? scaled : new Expr.Quantity(scaled, text));
    }

    private boolean nothingFollows() {
        Lexeme lexeme = in.peek();
        return switch (lexeme.kind()) {
            case END -> true;
            case SIGN -> "%°'(/".indexOf(lexeme.text()) < 0;
            default -> false;
        };
    }

    private boolean part(UnitText unit) {
        Lexeme lexeme = in.peek();
        if (lexeme.kind() == Kind.TEXT && !AnswerWords.connects(lexeme.text()) && !in.conditionFollows()) {
            unit.words(in.next().text());
            return power(unit);
        }
        boolean word = lexeme.kind() == Kind.LETTERS
                && !AnswerWords.connects(lexeme.text())
                && !lexeme.text().equals("mod")
                && (startsHere() || !unit.isEmpty());
        if (word) {
            unit.words(in.next().text());
            return power(unit);
        }
        if (fraction(unit)) {
            return true;
        }
        if (lexeme.sign("%") || lexeme.sign("°") || lexeme.sign("'")) {
            unit.sign(in.next().text());
            return true;
        }
        boolean denominator = in.peek(1).kind() == Kind.TEXT || in.peek(1).kind() == Kind.LETTERS;
        if (lexeme.sign("/") && ((!unit.isEmpty() && denominator) || dividedHere())) {
            in.next();
            unit.divide();
            return true;
        }
        boolean product = lexeme.sign("*") && !unit.isEmpty() && in.peek(1).kind() == Kind.TEXT;
        if (product) {
            in.next();
        }
        return product;
    }

    /** Whether a unit is divided by that is a word: {@code 15/month}. */
    boolean dividedHere() {
        Lexeme word = in.peek(1);
        return in.atSign("/")
                && (word.kind() == Kind.TEXT || word.kind() == Kind.LETTERS)
                && word.text().length() > (word.kind() == Kind.TEXT ? 1 : 2)
                && Units.knows(word.text().toLowerCase(Locale.ROOT))
                && in.endsAt(2);
    }

    /** Whether a fraction of units comes next: {@code \\frac{\\text{km}}{\\text{h}}}. */
    boolean fractionFollows() {
        return fractionAt(0);
    }

    /** The same so many lexemes further on. */
    boolean fractionAt(int at) {
        return in.peek(at).is(Kind.COMMAND, "frac")
                && in.peek(at + 1).sign("{")
                && unitAlone(in.peek(at + 2))
                && in.peek(at + 3).sign("}")
                && in.peek(at + 4).sign("{")
                && unitAlone(in.peek(at + 5))
                && (in.peek(at + 6).sign("}")
                        || (in.peek(at + 6).sign("^") && in.peek(at + 8).sign("}")));
    }

    private static boolean unitAlone(Lexeme lexeme) {
        boolean text = lexeme.kind() == Kind.TEXT
                || (lexeme.kind() == Kind.LETTERS && lexeme.text().length() > 1);
        return text && Things.named(List.of(lexeme.text().toLowerCase(Locale.ROOT)));
    }

    private boolean fraction(UnitText unit) {
        if (!fractionFollows()) {
            return false;
        }
        in.skip(2);
        unit.words(in.next().text());
        in.skip(2);
        unit.divide();
        unit.words(in.next().text());
        power(unit);
        in.expectSign("}");
        return true;
    }

    private boolean power(UnitText unit) {
        int sign = in.peek(1).sign("{") ? 2 : 1;
        boolean negative = in.peek(sign).sign("-");
        Lexeme digits = in.peek(negative ? sign + 1 : sign);
        if (in.atSign("^") && digits.wholeNumber()) {
            in.skip(negative ? sign + 2 : sign + 1);
            if (sign == 2) {
                in.expectSign("}");
            }
            unit.power(negative ? "-" + digits.text() : digits.text());
        }
        return true;
    }

    /** {@code \pmod{11}}, {@code (mod 11)}, {@code mod 11}. */
    private Expr modulus(Expr value) {
        boolean brackets = in.atSign("(") && modulo(in.peek(1));
        if (!brackets && !modulo(in.peek())) {
            return value;
        }
        in.skip(brackets ? 2 : 1);
        return new Expr.Quantity(value, "mod " + argument(brackets));
    }

    private String argument(boolean inBrackets) {
        boolean braces = !inBrackets && in.skipSign("{");
        StringBuilder text = new StringBuilder();
        while (in.peek().kind() != Kind.END && !in.atSign(")") && !in.atSign("}") && !in.endsAt(0)) {
            text.append(in.next().raw());
        }
        if (inBrackets) {
            in.expectSign(")");
        } else if (braces) {
            in.expectSign("}");
        }
        return text.toString();
    }

    static boolean modulo(Lexeme lexeme) {
        return lexeme.is(Kind.LETTERS, "mod")
                || (lexeme.kind() == Kind.COMMAND && Commands.role(lexeme.text()) == Commands.Role.MODULO);
    }
}
