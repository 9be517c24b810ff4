package zero4j.verify.syntax;

import java.util.ArrayList;
import java.util.List;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Unreadable;

/** An answer's text, normalised: variants of one way of writing are the same lexemes. */
public final class AnswerText {
    private final String text;
    private final List<Lexeme> lexemes;
    private final String currency;

    private AnswerText(String text, List<Lexeme> lexemes, String currency) {
        this.text = text;
        this.lexemes = lexemes;
        this.currency = currency;
    }

    /** Normalises any text. One of more than {@link Budget#MAX_CHARACTERS} characters is kept as it stands. */
    public static AnswerText of(String raw) {
        String text = raw.strip();
        return text.length() > Budget.MAX_CHARACTERS
                ? new AnswerText(text, List.of(), "")
                : new AnswerText(text, Lexer.lexemes(text), Currency.of(text));
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
        List<Lexeme> mine = withoutNeedlessBraces(lexemes);
        List<Lexeme> others = withoutNeedlessBraces(other.lexemes);
        boolean currencies = currency.isEmpty() || other.currency.isEmpty() || currency.equals(other.currency);
        boolean same = currencies && !mine.isEmpty() && mine.size() == others.size();
        for (int i = 0; same && i < mine.size(); i++) {
            same = mine.get(i).sameText(others.get(i));
        }
        return same;
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
        Expr answer = WholeAnswer.read(lexemes, budget);
        if (!currency.isEmpty() && answer instanceof Expr.Quantity(Expr value, String per) && per.startsWith("/")) {
            return new Expr.Quantity(value, currency + per);
        }
        return !currency.isEmpty() && answer instanceof Expr.Num ? new Expr.Quantity(answer, currency) : answer;
    }

    /** Braces around a single digit or letter change nothing: {@code \sqrt{2}} is {@code \sqrt2}. */
    private static List<Lexeme> withoutNeedlessBraces(List<Lexeme> lexemes) {
        List<Lexeme> kept = new ArrayList<>(lexemes.size());
        for (int i = 0; i < lexemes.size(); i++) {
            boolean needless = i + 2 < lexemes.size()
                    && lexemes.get(i).sign("{")
                    && single(lexemes.get(i + 1))
                    && lexemes.get(i + 2).sign("}")
                    // Digits or letters beside it would become one lexeme with it.
                    && !(i + 3 < lexemes.size()
                            && lexemes.get(i + 3).kind() == lexemes.get(i + 1).kind());
            if (needless) {
                kept.add(lexemes.get(i + 1));
                i += 2;
            } else {
                kept.add(lexemes.get(i));
            }
        }
        return kept;
    }

    private static boolean single(Lexeme lexeme) {
        return (lexeme.kind() == Lexeme.Kind.NUMBER || lexeme.kind() == Lexeme.Kind.LETTERS)
                && lexeme.text().length() == 1;
    }
}
