package zero4j.verify;

import java.util.List;
import zero4j.verify.Verdict.Outcome;

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
        boolean same = !tokens.isEmpty() && tokens.size() == other.tokens.size();
        for (int i = 0; same && i < tokens.size(); i++) {
            same = tokens.get(i).sameText(other.tokens.get(i));
        }
        return same;
    }
}
