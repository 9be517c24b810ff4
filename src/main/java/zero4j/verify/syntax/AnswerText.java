package zero4j.verify.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Unreadable;

/** An answer's text, normalised: variants of one way of writing are the same lexemes. Not thread-safe. */
public final class AnswerText {
    private final String text;
    // Found when asked for first: of two texts that are the same there is no need to know more.
    private @Nullable List<Lexeme> lexemes;

    private AnswerText(String text) {
        this.text = text;
    }

    /** Normalises any text. One of more than {@link Budget#MAX_CHARACTERS} characters is kept as it stands. */
    public static AnswerText of(String raw) {
        return new AnswerText(raw.strip());
    }

    private List<Lexeme> lexemes() {
        if (lexemes == null) {
            lexemes = tooLong() ? List.of() : Lexer.lexemes(text);
        }
        return lexemes;
    }

    /** The text without surrounding blanks. */
    public String text() {
        return text;
    }

    /** Whether it is too long to be read. */
    public boolean tooLong() {
        return text.length() > Budget.MAX_CHARACTERS;
    }

    /** Whether both are the same once normalised, and say something. */
    public boolean sameAs(AnswerText other) {
        List<Lexeme> mine = lexemes();
        List<Lexeme> others = other.lexemes();
        int i = 0;
        int j = 0;
        while (i < mine.size() && j < others.size()) {
            int braceI = needlessBraces(mine, i);
            int braceJ = needlessBraces(others, j);
            if (!mine.get(i + braceI).sameText(others.get(j + braceJ))) {
                return false;
            }
            i += 1 + 2 * braceI;
            j += 1 + 2 * braceJ;
        }
        return i > 0
                && i == mine.size()
                && j == others.size()
                && sameCurrency(Currency.of(text), Currency.of(other.text));
    }

    private static boolean sameCurrency(String mine, String other) {
        return mine.isEmpty() || other.isEmpty() || mine.equals(other);
    }

    /**
     * What the text says.
     *
     * @throws Unreadable if it is not mathematics that is known here
     * @throws Budget.Exhausted if it is too long, too deeply nested, or has numbers of too many digits
     */
    public Expr read(Budget budget) {
        if (tooLong()) {
            throw new Budget.Exhausted("the text is too long");
        }
        Expr answer = WholeAnswer.read(lexemes(), budget);
        boolean per = answer instanceof Expr.Quantity(Expr _, String unit) && unit.startsWith("/");
        String currency = per || answer instanceof Expr.Num ? Currency.of(text) : "";
        if (currency.isEmpty()) {
            return answer;
        }
        return answer instanceof Expr.Quantity(Expr value, String unit)
                ? new Expr.Quantity(value, currency + unit)
                : new Expr.Quantity(answer, currency);
    }

    /** 1 if braces open at {@code i} that change nothing, around a single digit or letter: {@code \sqrt{2}}; otherwise 0. */
    private static int needlessBraces(List<Lexeme> lexemes, int i) {
        boolean needless = lexemes.get(i).sign("{")
                && i + 2 < lexemes.size()
                && single(lexemes.get(i + 1))
                && lexemes.get(i + 2).sign("}")
                // Digits or letters beside it would become one lexeme with it.
                && !(i + 3 < lexemes.size()
                        && lexemes.get(i + 3).kind() == lexemes.get(i + 1).kind());
        return needless ? 1 : 0;
    }

    private static boolean single(Lexeme lexeme) {
        return (lexeme.kind() == Lexeme.Kind.NUMBER || lexeme.kind() == Lexeme.Kind.LETTERS)
                && lexeme.text().length() == 1;
    }
}
