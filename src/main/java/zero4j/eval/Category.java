package zero4j.eval;

import java.util.Locale;
import zero4j.run.CompletionRecord;

/** What became of a response; each is of exactly one category (arXiv 2503.20783, figure 12). */
public enum Category {
    /** The verifier found its answer right. */
    CORRECT,
    /** It gave an answer in the required form that was not found right. */
    INCORRECT,
    /** It ended by itself without an answer in the required form. */
    UNFORMATTED,
    /** The budget cut it off, whatever it holds. */
    TRUNCATED;

    /** The category of a scored completion: the first that applies of correct, truncated, unformatted and incorrect. */
    public static Category of(CompletionRecord completion) {
        if (completion.correct()) {
            return CORRECT;
        } else if (completion.truncated()) {
            return TRUNCATED;
        }
        return completion.formatted() && !completion.outcome().equals("no_answer") ? INCORRECT : UNFORMATTED;
    }

    /** The name in small letters. */
    public String inWords() {
        return name().toLowerCase(Locale.ROOT);
    }
}
