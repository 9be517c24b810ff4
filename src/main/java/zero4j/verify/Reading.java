package zero4j.verify;

import java.util.ArrayList;
import java.util.List;
import zero4j.verify.Verdict.Outcome;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Unreadable;

/**
 * A text and what it says.
 *
 * @param text without surrounding blanks
 * @param tokens the normalised text; empty if it is too long
 */
record Reading(String text, List<Token> tokens, Result result) {
    /** An expression, or the reason why there is none. */
    sealed interface Result {}

    record Read(Expr expr) implements Result {}

    /** @param outcome {@link Outcome#UNPARSEABLE} or {@link Outcome#OVER_BUDGET} */
    record Failed(Outcome outcome, String reason) implements Result {}

    static Reading of(String raw) {
        String text = raw.strip();
        if (text.length() > Budget.MAX_CHARACTERS) {
            return new Reading(text, List.of(), new Failed(Outcome.OVER_BUDGET, "the text is too long"));
        }
        List<Token> tokens = Lexer.tokens(text);
        return new Reading(text, tokens, read(tokens));
    }

    private static Result read(List<Token> tokens) {
        try {
            return new Read(AnswerReader.read(tokens, new Budget()));
        } catch (Unreadable e) {
            return new Failed(Outcome.UNPARSEABLE, e.reason());
        } catch (Budget.Exhausted e) {
            return new Failed(Outcome.OVER_BUDGET, e.reason());
        }
    }

    /** Whether the normalised texts are the same, and say something. */
    boolean sameText(Reading other) {
        List<Token> mine = withoutNeedlessBraces(tokens);
        List<Token> others = withoutNeedlessBraces(other.tokens);
        boolean same = !mine.isEmpty() && mine.size() == others.size();
        for (int i = 0; same && i < mine.size(); i++) {
            same = mine.get(i).sameText(others.get(i));
        }
        return same;
    }

    /** Braces around a single digit or letter change nothing: {@code \sqrt{2}} is {@code \sqrt2}. */
    private static List<Token> withoutNeedlessBraces(List<Token> tokens) {
        List<Token> kept = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            boolean needless = i + 2 < tokens.size()
                    && tokens.get(i).sign("{")
                    && isSingle(tokens.get(i + 1))
                    && tokens.get(i + 2).sign("}")
                    // Digits beside it would become one number with it.
                    && !(i + 3 < tokens.size() && tokens.get(i + 3).kind() == Token.Kind.NUMBER);
            if (needless) {
                kept.add(tokens.get(i + 1));
                i += 2;
            } else {
                kept.add(tokens.get(i));
            }
        }
        return kept;
    }

    private static boolean isSingle(Token token) {
        return (token.kind() == Token.Kind.NUMBER || token.kind() == Token.Kind.LETTER)
                && token.text().length() == 1;
    }
}
