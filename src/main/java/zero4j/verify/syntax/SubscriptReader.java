package zero4j.verify.syntax;

import java.math.BigInteger;
import java.util.Optional;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Unreadable;
import zero4j.verify.syntax.Lexeme.Kind;

/** Reads what stands below the line: the base of digits, the index of a symbol. */
final class SubscriptReader {
    private static final int MAX_BASE = 36;
    private static final int MAX_PIECES = 16;

    private final LexemeStream in;

    SubscriptReader(LexemeStream in) {
        this.in = in;
    }

    /** {@code value} with the subscript that comes next. */
    Expr read(Expr value) {
        in.next();
        return switch (value) {
            case Expr.Num number
            when !number.decimal() && whole(number) ->
                digits(number.value().getNumerator().toString(), base());
            case Expr.Symbol(String name) -> new Expr.Symbol(name + "_{" + raw() + "}");
            case Expr.Constant constant -> new Expr.Symbol(name(constant) + "_{" + raw() + "}");
            default -> throw new Unreadable("a subscript of something that has none");
        };
    }

    private static boolean whole(Expr.Num number) {
        return number.value().getDenominator().equals(BigInteger.ONE)
                && number.value().signum() >= 0;
    }

    private static String name(Expr.Constant constant) {
        return switch (constant) {
            case PI -> "\\pi";
            case E -> "e";
            case I -> "i";
            case INFINITY -> throw new Unreadable("a subscript of infinity");
        };
    }

    /** Digits, some of them letters, with a base behind them: {@code 1A3_{16}}. */
    Optional<Expr> based() {
        if (!in.subscripts() || (in.peek(1).kind() == Kind.SIGN && !in.peek(1).sign("_"))) {
            return Optional.empty();
        }
        int count = 1;
        boolean number = hasDigit(in.peek());
        while (count < MAX_PIECES && digits(in.peek(count)) && in.peek(count).gap() == Lexeme.Gap.NONE) {
            number |= hasDigit(in.peek(count));
            count++;
        }
        if (!digits(in.peek()) || !number || !in.peek(count).sign("_")) {
            return Optional.empty();
        }
        // A number before a symbol with an index, not digits: 2F_{n-1}, 2B_2.
        boolean mayMultiply = count == 2
                && in.peek().kind() == Kind.NUMBER
                && in.peek(1).kind() == Kind.LETTERS
                && in.peek(1).text().length() == 1;
        int start = in.position();
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append(in.next().text());
        }
        in.next();
        // A single letter below ends what was one lexeme with it; there is no way back.
        if (mayMultiply && in.peek().kind() == Kind.LETTERS) {
            in.returnTo(start);
            return Optional.empty();
        }
        try {
            return Optional.of(digits(digits.toString(), base()));
        } catch (Unreadable e) {
            if (!mayMultiply) {
                throw e;
            }
            in.returnTo(start);
            return Optional.empty();
        }
    }

    private static boolean hasDigit(Lexeme lexeme) {
        for (int i = 0; i < lexeme.text().length(); i++) {
            if (Scanner.digit(lexeme.text().charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean digits(Lexeme lexeme) {
        return switch (lexeme.kind()) {
            case NUMBER -> lexeme.wholeNumber();
            case LETTERS, TEXT -> capitalsOrDigits(lexeme.text());
            default -> false;
        };
    }

    private static boolean capitalsOrDigits(String letters) {
        for (int i = 0; i < letters.length(); i++) {
            char c = letters.charAt(i);
            if (!Scanner.digit(c) && (c < 'A' || c > 'Z')) {
                return false;
            }
        }
        return true;
    }

    private int base() {
        String text = raw();
        Integer words = AnswerWords.number(AnswerWords.normalised(text));
        boolean number = text.length() <= 2 && !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (words == null && !number) {
            throw new Unreadable("a base that is no number");
        }
        return words == null ? Integer.parseInt(text) : words;
    }

    static Expr digits(String digits, int base) {
        if (base < 2 || base > MAX_BASE) {
            throw new Unreadable("a base that is not within 2 to 36");
        }
        for (int i = 0; i < digits.length(); i++) {
            if (Character.digit(digits.charAt(i), MAX_BASE) >= base) {
                throw new Unreadable("a digit that is too large for base " + base);
            }
        }
        return new Expr.Based(digits, base);
    }

    /** The subscript as it stands, without blanks. */
    private String raw() {
        if (in.peek().kind() == Kind.LETTERS) {
            return String.valueOf(in.nextLetter());
        }
        if (!in.skipSign("{")) {
            if (in.peek().kind() == Kind.END) {
                throw new Unreadable("a subscript is missing");
            }
            return in.next().raw();
        }
        StringBuilder text = new StringBuilder();
        int open = 1;
        while (open > 0) {
            Lexeme lexeme = in.next();
            open += lexeme.sign("{") ? 1 : lexeme.sign("}") ? -1 : 0;
            if (lexeme.kind() == Kind.END) {
                throw new Unreadable("a subscript that does not end");
            }
            if (open > 0) {
                text.append(lexeme.raw().replace(" ", ""));
            }
        }
        return text.toString();
    }
}
