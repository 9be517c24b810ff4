package zero4j.verify;

import org.jspecify.annotations.Nullable;
import zero4j.verify.Verdict.Outcome;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Unreadable;
import zero4j.verify.syntax.AnswerText;
import zero4j.verify.syntax.ExprText;

/** A text and what it says, which is found out when it is asked for first. Not thread-safe. */
final class Reading {
    /** An expression, or the reason why there is none. */
    sealed interface Result {}

    record Read(Expr expr) implements Result {}

    /** @param outcome {@link Outcome#UNPARSEABLE} or {@link Outcome#OVER_BUDGET} */
    record Failed(Outcome outcome, String reason) implements Result {}

    private final AnswerText text;
    private @Nullable Result result;

    private Reading(AnswerText text) {
        this.text = text;
    }

    static Reading of(String raw) {
        return new Reading(AnswerText.of(raw));
    }

    /** The text without surrounding blanks. */
    String text() {
        return text.text();
    }

    boolean isEmpty() {
        return text().isEmpty();
    }

    boolean sameText(Reading other) {
        return text().equals(other.text()) || text.sameAs(other.text);
    }

    Result result() {
        if (result == null) {
            result = read();
        }
        return result;
    }

    private Result read() {
        if (text.tooLong()) {
            return new Failed(Outcome.OVER_BUDGET, "the text is too long");
        }
        try {
            return new Read(text.read(new Budget()));
        } catch (Unreadable e) {
            return new Failed(Outcome.UNPARSEABLE, e.reason());
        } catch (Budget.Exhausted e) {
            return new Failed(Outcome.OVER_BUDGET, e.reason());
        }
    }

    /** What it says in one line, or why it cannot be read. */
    String describe() {
        return switch (result()) {
            case Read(Expr expr) -> ExprText.of(expr);
            case Failed(Outcome _, String reason) -> "unreadable: " + reason;
        };
    }
}
